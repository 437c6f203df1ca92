import DrugResponse
import Network
import Quantum
import Support

/// Everything that a training run's result depends on, besides the data and the build. Made once from defaults, a
/// file and flags, in this order; written to the run directory as YAML and into every checkpoint as JSON.
///
/// Ranks and threads are not part of it: results do not depend on them.
public struct TrainingConfiguration: Codable, Sendable, Equatable {
  /// The data set's path, absolute once resolved.
  public var data = ""

  // The model (Cancers 15:2705, 2023).
  public var head = ModelArchitecture.Head.quantum
  public var quantumLayout = QDICircuit.Layout.lattice
  public var quantumGate = QDICircuit.Rotation.rx
  public var quantumEntangler = QDICircuit.Entangler.ring
  /// Variational layers in each block of the circuit.
  public var quantumDepth = QDICircuit.defaultDepth
  /// The classical head's hidden layers.
  public var classicalHidden = HiddenLayers.paper
  /// How the circuit's angles come from the joined embeddings (`AngleEncoding`).
  public var encoding = AngleEncoding.Kind.scaled
  /// The scale in it; where that is trained, its start.
  public var encodingScale = 1.0
  /// The probability with which a number of the joined embedding drops out while training (`Dropout`).
  public var dropout = 0.0

  // Where the quantum head starts.
  public var initialAngles = InitialAngles.uniform
  /// Half-width of the interval or standard deviation, in radians; not used by `uniform` and `zero`.
  public var initialAngleSpread = 0.1
  public var initialScale = 1.0
  /// nil: the mean of the normalised training targets.
  public var initialOffset: Double?
  /// A file of parameters to start from, a checkpoint, .npz or .safetensors, absolute once resolved; nil: all
  /// parameters are drawn. The head's start as the four above say, which have no effect where it is taken from the file.
  public var initFrom: String?
  /// SHA-256 of that file.
  public var initFromSHA256: String?
  /// The parts of the model that the file is taken for, the others being drawn; nil: all.
  public var initParts: ModelParts?
  /// The parts of the model that stay as they start; nil: none.
  public var freeze: ModelParts?

  // What is learned.
  public var target = Target.Measure.ic50
  /// Whether the normalised IC50 falls (the paper) or rises (GraphDRP) with IC50.
  public var targetOrientation = Target.Orientation.falling

  // The split (`SplitOptions`).
  public var splitBy = SplitKind.pairs
  public var folds: Int?
  /// The fold that tests, from 1.
  public var fold: Int?
  /// A split that the data set holds, instead of one made from the seed.
  public var splitName: String?
  public var trainSamples: Int?
  public var testSamples: Int?
  public var trainFraction = SplitOptions.defaultTrainFraction
  public var testFraction = SplitOptions.defaultTestFraction
  /// The part of the training side that validates (`Split.takingValidation`), by fraction or by number; both nil for none.
  public var validationFraction: Double?
  public var validationSamples: Int?

  // The optimisation.
  public var epochs = 20
  public var batchSize = 128
  /// Samples that are computed together and summed in floating point; part of what the bits depend on.
  public var microShardSize = 32
  public var learningRate = 1.8e-3
  /// Instead of it, of parts of the parameters (`TrainingConfiguration.learningRateFactor(of:)`); nil: the same.
  public var drugBranchLearningRate: Double?
  public var cellLineBranchLearningRate: Double?
  /// Of all of a head but a circuit's angles.
  public var headLearningRate: Double?
  public var angleLearningRate: Double?
  /// How the learning rate changes (`LearningRateSchedule`).
  public var learningRateSchedule = LearningRateSchedule.Kind.constant
  /// Epochs over which it first rises to `learningRate`, whatever the schedule.
  public var warmupEpochs = 0
  /// Where the cosine ends.
  public var minimumLearningRate = 0.0
  /// After which epoch the cosine ends; nil: after the last.
  public var scheduleEpochs: Int?
  /// Epochs between two steps of the step schedule, which needs it.
  public var stepEpochs: Int?
  /// What each of its steps multiplies the learning rate by.
  public var stepFactor = defaultStepFactor
  public var adamBeta1 = 0.9
  public var adamBeta2 = 0.999
  public var adamEpsilon = 1e-8
  /// Decoupled from the gradient, of classical weights alone (`WeightDecay`).
  public var weightDecay = 0.0
  /// Gradients whose 2-norm over all parameters is larger are scaled down to it; nil: none is.
  public var gradientClipNorm: Double?
  /// Epochs without an improvement of the validation MSE after which the run stops (`EarlyStopping`); nil: it never does.
  public var earlyStoppingPatience: Int?
  /// What the validation MSE must fall by to be an improvement.
  public var earlyStoppingMinimumImprovement = 0.0
  /// The epoch after which it begins to wait for one.
  public var earlyStoppingStart = 0
  public var seed: UInt64 = 1

  // Checkpoints.
  /// A checkpoint after every so many epochs; 0 for none but the last.
  public var checkpointEpochs = 1
  /// A checkpoint after every so many steps as well; 0 for none.
  public var checkpointSteps = 0
  /// How many of the newest checkpoints are kept, besides the best one.
  public var keepCheckpoints = 2

  public static let defaultStepFactor = 0.1
  /// The most epochs, and the largest of the other numbers that are counted with: so many that no product overflows. A
  /// checkpoint holds no more.
  static let largestCount = 1 << 30

  public init() {}

  /// How the circuit's angles start.
  public enum InitialAngles: String, Codable, CaseIterable, Sendable {
    /// Uniform in [0, 2 pi), the default.
    case uniform
    /// Uniform in [-spread, spread).
    case interval
    /// Normal with mean zero and standard deviation spread.
    case normal
    case zero
  }

  public var circuit: QDICircuit {
    QDICircuit(
      rotation: quantumGate, entangler: quantumEntangler, layout: quantumLayout, depth: quantumDepth)
  }

  /// - Parameter needsData: whether a configuration that names no data set is refused.
  /// - Throws: `UsageError` that names the first option that makes no sense.
  public func validate(needsData: Bool = true) throws {
    func require(_ condition: Bool, _ sentence: @autoclosure () -> String) throws {
      if !condition { throw UsageError(sentence()) }
    }
    try require(!(data.isEmpty && needsData), "no data set is given (--data FILE)")
    try require(epochs >= 1, "epochs must be at least 1, not \(epochs)")
    try validateCounts()
    try require(batchSize >= 1, "batch_size must be at least 1, not \(batchSize)")
    try require(
      (1...1024).contains(microShardSize), "micro_shard_size must lie in 1 ... 1024, not \(microShardSize)")
    // Training is in single precision: a number must be one there too.
    func isNumber(_ value: Double) -> Bool { Float(value).isFinite }
    try validateLearningRates()
    try validateSchedule()
    try require((0..<1).contains(adamBeta1), "adam_beta1 must lie in [0, 1), not \(adamBeta1)")
    try require((0..<1).contains(adamBeta2), "adam_beta2 must lie in [0, 1), not \(adamBeta2)")
    try require(
      Float(adamEpsilon) > 0 && isNumber(adamEpsilon),
      "adam_epsilon must be positive and finite in single precision, not \(adamEpsilon)")
    try require(
      gradientClipNorm.map { Float($0) > 0 && isNumber($0) } ?? true,
      "gradient_clip_norm must be positive and finite, not \(gradientClipNorm ?? 0)")
    let depths = QDICircuit.depths
    try require(
      depths.contains(quantumDepth),
      "quantum_depth must lie in \(depths.lowerBound) ... \(depths.upperBound), not \(quantumDepth)")
    try require((0..<1).contains(dropout), "dropout must lie in [0, 1), not \(dropout)")
    try require(
      initialAngleSpread >= 0 && isNumber(initialAngleSpread),
      "initial_angle_spread must be finite and not negative, but is \(initialAngleSpread)")
    try require(isNumber(initialScale), "initial_scale must be a finite number, not \(initialScale)")
    try require(
      Float(encodingScale) > 0 && isNumber(encodingScale),
      "encoding_scale must be positive and finite, not \(encodingScale)")
    try require(initialOffset.map(isNumber) ?? true, "initial_offset must be a finite number")
    try require(initFrom != "", "init_from is empty, expected the path of a file of parameters")
    try require(
      initFrom != nil || initFromSHA256 == nil,
      "init_from_sha256 is the digest of a file that init_from must name")
    try require(
      initFrom != nil || initParts == nil,
      "init_parts \(initParts ?? .none) says what to take from a file that init_from must name")
    try require(freeze != .all, "freeze \(ModelParts.all) leaves nothing to train")
    for (name, fraction) in [("train_fraction", trainFraction), ("test_fraction", testFraction)] {
      try require(fraction > 0 && fraction <= 1, "\(name) must lie in (0, 1], not \(fraction)")
    }
    _ = try normalisedTarget()
    try validateSplit()
    try validateEarlyStopping()
    try require(checkpointEpochs >= 0, "checkpoint_epochs must not be negative, but is \(checkpointEpochs)")
    try require(checkpointSteps >= 0, "checkpoint_steps must not be negative, but is \(checkpointSteps)")
    try require(keepCheckpoints >= 1, "keep_checkpoints must be at least 1, not \(keepCheckpoints)")
  }

  /// - Throws: `UsageError` for a number of epochs, steps or checkpoints that is too large to count with.
  private func validateCounts() throws {
    let counts: [(name: String, value: Int?)] = [
      ("epochs", epochs), ("warmup_epochs", warmupEpochs), ("schedule_epochs", scheduleEpochs),
      ("step_epochs", stepEpochs), ("early_stopping_patience", earlyStoppingPatience),
      ("early_stopping_start", earlyStoppingStart), ("checkpoint_epochs", checkpointEpochs),
      ("checkpoint_steps", checkpointSteps), ("keep_checkpoints", keepCheckpoints),
    ]
    for (name, value) in counts {
      guard let value, value > Self.largestCount else { continue }
      throw UsageError("\(name) must be at most \(Self.largestCount), not \(value)")
    }
  }
}
