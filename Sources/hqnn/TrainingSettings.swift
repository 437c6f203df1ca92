import ArgumentParser
import DrugResponse
import Network
import Quantum
import Training

/// The flags that stand for configuration keys. Each is nil unless given, so that it never undoes what a file says.
struct TrainingSettings: ParsableArguments {
  @Option(help: "quantum or classical. (default: quantum)")
  var head: ModelArchitecture.Head?

  @Option(help: "lattice (one deep circuit a sample) or parallel (32 shallow ones). (default: lattice)")
  var quantumLayout: QDICircuit.Layout?

  @Option(help: "The trainable rotation: rx or ry. (default: rx)")
  var quantumGate: QDICircuit.Rotation?

  @Option(help: "The CNOTs of a layer: ring or linear. (default: ring)")
  var quantumEntangler: QDICircuit.Entangler?

  @Option(help: "Layers of rotations and CNOTs in each of the circuit's 33 blocks, 1 to 16. (default: 5)")
  var quantumDepth: Int?

  @Option(
    help: ArgumentHelp(
      "Widths of the classical head's hidden layers, with commas between, such as 1024,128. (default: 8)",
      valueName: "widths"), transform: HiddenLayers.read)
  var classicalHidden: HiddenLayers?

  @Option(
    help: """
      How the circuit's angles come from the 256 numbers phi of the branches: scaled (s phi), trainable-scale (s phi, s \
      trained), tanh (s tanh(phi)) or normalised (a phi + b for each, trained, from deviation s on). (default: scaled)
      """)
  var encoding: AngleEncoding.Kind?

  @Option(help: "The scale s in that; where it is trained, its start. (default: 1)")
  var encodingScale: Double?

  @Option(
    help: """
      The probability with which each of the 256 numbers that the head gets of a sample drops out while training. \
      (default: 0)
      """)
  var dropout: Double?

  @Option(
    help: "How circuit angles start: uniform in [0, 2 pi), interval, normal or zero. (default: uniform)")
  var initialAngles: TrainingConfiguration.InitialAngles?

  @Option(help: "Half-width (interval) or deviation (normal) of the initial angles. (default: 0.1)")
  var initialAngleSpread: Double?

  @Option(help: "Where the quantum head's scale starts. (default: 1)")
  var initialScale: Double?

  @Option(help: "Where the quantum head's offset starts. (default: the mean training target)")
  var initialOffset: Double?

  @Option(
    help: """
      Start from the parameters in this file: a checkpoint, a run directory for its newest one, .npz or .safetensors; \
      what is taken must be of the same architecture. (default: drawn from the seed)
      """, completion: .parameters)
  var initFrom: String?

  @Option(
    help: ArgumentHelp(
      "Take only these parts from that file: drug-branch, cell-line-branch, head, with commas between. (default: all)",
      valueName: "parts"), completion: .parts, transform: ModelParts.read)
  var initParts: ModelParts?

  @Option(
    help: ArgumentHelp(
      """
      Leave these parts of the model as they start: drug-branch, cell-line-branch, head, with commas between. \
      (default: none)
      """, valueName: "parts"), completion: .parts, transform: ModelParts.read)
  var freeze: ModelParts?

  @Option(help: "What is predicted: ic50, or auc, of the responses that have one. (default: ic50)")
  var target: Target.Measure?

  @Option(
    help:
      "Whether the normalised IC50 is falling (the paper) or rising (GraphDRP); auc has none. (default: falling)"
  )
  var targetOrientation: Target.Orientation?

  @Option(
    help: ArgumentHelp(
      """
      What stands on one side of the split only, so that the test set measures new ones: pairs (at random), cell-line, \
      drug (by structure) or tissue. (default: pairs)
      """, valueName: "pairs|cell-line|drug|tissue"))
  var splitBy: SplitKind?

  @Option(
    help: "Cut the pairs, cell lines, drugs or tissues into so many folds. (default: fractions instead)")
  var folds: Int?

  @Option(help: "The fold that tests, from 1; the others train.")
  var fold: Int?

  @Option(help: "A split that the data set holds (hqnn split adds one). (default: made from the seed)")
  var splitName: String?

  @Option(help: "Training samples. (default: --train-fraction of all pairs)")
  var trainSamples: Int?

  @Option(help: "Test samples. (default: --test-fraction of all pairs)")
  var testSamples: Int?

  @Option(help: "The part of all pairs to train on. (default: 0.8)")
  var trainFraction: Double?

  @Option(help: "The part of all pairs to test on. (default: 0.2)")
  var testFraction: Double?

  @Option(
    help: """
      The part of the training samples to validate with instead, after each epoch; by whole cell lines, drugs or tissues \
      where the split is. (default: none)
      """)
  var validationFraction: Double?

  @Option(help: "Or so many samples. (default: none)")
  var validationSamples: Int?

  @Option(help: "Epochs in all; with --resume, instead of the stored number. (default: 20)")
  var epochs: Int?

  @Option(help: "Samples a step, over all ranks. (default: 128)")
  var batchSize: Int?

  @Option(help: "Samples that a worker computes together; part of what the bits depend on. (default: 32)")
  var microShardSize: Int?

  @Option(help: "Adam's learning rate. (default: 0.0018)")
  var learningRate: Double?

  @Option(
    help: ArgumentHelp("That of the drug branch instead. (default: --learning-rate)", valueName: "rate"))
  var drugBranchLearningRate: Double?

  @Option(help: ArgumentHelp("That of the cell-line branch. (default: --learning-rate)", valueName: "rate"))
  var cellLineBranchLearningRate: Double?

  @Option(
    help: ArgumentHelp(
      "That of the head, but for the circuit's angles. (default: --learning-rate)", valueName: "rate"))
  var headLearningRate: Double?

  @Option(help: ArgumentHelp("That of the circuit's angles. (default: --learning-rate)", valueName: "rate"))
  var angleLearningRate: Double?

  @Option(
    help: ArgumentHelp(
      "How the learning rate changes after the warm-up: constant, cosine or step. (default: constant)",
      valueName: "constant|cosine|step"))
  var learningRateSchedule: LearningRateSchedule.Kind?

  @Option(
    help: "Epochs over which the learning rate first rises linearly to --learning-rate. (default: 0)")
  var warmupEpochs: Int?

  @Option(help: "Where the cosine ends. (default: 0)")
  var minimumLearningRate: Double?

  @Option(help: "After which epoch the cosine ends. (default: the last)")
  var scheduleEpochs: Int?

  @Option(help: "Epochs between two steps of the step schedule, which needs it.")
  var stepEpochs: Int?

  @Option(help: "What each of its steps multiplies the learning rate by. (default: 0.1)")
  var stepFactor: Double?

  @Option(help: "Adam's decay of the first moment. (default: 0.9)")
  var adamBeta1: Double?

  @Option(help: "Adam's decay of the second moment. (default: 0.999)")
  var adamBeta2: Double?

  @Option(help: "Adam's epsilon. (default: 1e-8)")
  var adamEpsilon: Double?

  @Option(
    help: ArgumentHelp(
      """
      Each step takes this times the learning rate off classical weight matrices and kernels (AdamW); not off biases, \
      circuit angles, scale and offset. (default: 0)
      """))
  var weightDecay: Double?

  @Option(
    help:
      "Scale a step's gradient down to this 2-norm over all parameters where it is larger. (default: as it is)"
  )
  var gradientClipNorm: Double?

  @Option(
    help: """
      Stop after so many epochs in which the validation MSE has not fallen below its smallest so far. (default: never)
      """)
  var earlyStoppingPatience: Int?

  @Option(help: "What the validation MSE must fall by for that. (default: 0)")
  var earlyStoppingMinimumImprovement: Double?

  @Option(help: "The epoch after which it begins to wait. (default: 0)")
  var earlyStoppingStart: Int?

  @Option(
    help:
      "Seeds the split, the validation part, the shuffles, the initial parameters and dropout. (default: 1)")
  var seed: UInt64?

  @Option(help: "A checkpoint after every so many epochs; 0: only the last and the best. (default: 1)")
  var checkpointEpochs: Int?

  @Option(help: "A checkpoint after every so many steps as well; 0: none. (default: 0)")
  var checkpointSteps: Int?

  @Option(help: "The newest checkpoints to keep, besides the best. (default: 2)")
  var keepCheckpoints: Int?

  /// Whether any flag but --epochs was given, be it with the default's value.
  var isGivenBesideEpochs: Bool {
    let values: [Any?] = [
      head, quantumLayout, quantumGate, quantumEntangler, quantumDepth, classicalHidden, encoding,
      encodingScale, dropout, initialAngles, initialAngleSpread,
      initialScale,
      initialOffset, initFrom, initParts, freeze, target, targetOrientation, splitBy, folds, fold, splitName,
      trainSamples,
      testSamples,
      trainFraction, testFraction, validationFraction, validationSamples, earlyStoppingPatience,
      earlyStoppingMinimumImprovement, earlyStoppingStart,
      batchSize, microShardSize, learningRate, drugBranchLearningRate, cellLineBranchLearningRate,
      headLearningRate, angleLearningRate, learningRateSchedule, warmupEpochs, minimumLearningRate,
      scheduleEpochs, stepEpochs, stepFactor, adamBeta1, adamBeta2, adamEpsilon, weightDecay,
      gradientClipNorm, seed,
      checkpointEpochs,
      checkpointSteps, keepCheckpoints,
    ]
    return values.contains { $0 != nil }
  }
}

extension ModelParts {
  /// - Throws: `ValidationError` that says that there may be several.
  fileprivate static func read(_ text: String) throws -> ModelParts {
    guard let parts = ModelParts(text) else {
      throw ValidationError(
        "expected one or more of \(ModelPart.allCases.map(\.rawValue).joined(separator: ", ")), with commas between"
      )
    }
    return parts
  }
}

extension HiddenLayers {
  /// - Throws: `ValidationError` that says how many layers there may be, and how wide.
  fileprivate static func read(_ text: String) throws -> HiddenLayers {
    guard let layers = HiddenLayers(text) else {
      throw ValidationError("expected \(expectation), with commas between")
    }
    return layers
  }
}

extension CompletionKind {
  fileprivate static var parts: CompletionKind { .list(ModelPart.allCases.map(\.rawValue)) }
}

extension ModelArchitecture.Head: ExpressibleByArgument {}
extension QDICircuit.Layout: ExpressibleByArgument {}
extension QDICircuit.Rotation: ExpressibleByArgument {}
extension QDICircuit.Entangler: ExpressibleByArgument {}
extension AngleEncoding.Kind: ExpressibleByArgument {}
extension LearningRateSchedule.Kind: ExpressibleByArgument {}
extension TrainingConfiguration.InitialAngles: ExpressibleByArgument {}
extension SplitKind: ExpressibleByArgument {}
extension Target.Measure: ExpressibleByArgument {}
extension Target.Orientation: ExpressibleByArgument {}
