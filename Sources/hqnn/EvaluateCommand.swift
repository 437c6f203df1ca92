import ArgumentParser
import Quantum
import Support
import Training

struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Scores a trained model beside the naive baselines.",
    discussion: """
      Errors and correlations on the normalised target and, unless that is AUC, on ln IC50, beside those of predicting \
      the training mean, each drug's mean, and drug and cell-line effects, which know no interaction \
      between drugs and cell lines.

      With --shots, beside the exact simulation stands what so many measurements of each circuit would give, with the \
      standard error; with --noise what a noisy quantum computer would give: depolarizing:P is a depolarizing channel \
      with probability P (X, Y and Z with P/3 each) after every rotation on its qubit and after every CNOT on both.

      Of several checkpoints (an ensemble), which must have the same test pairs, the mean of their predictions is scored \
      beside each of them, and their standard deviation is held against the mean's errors: how many lie in the central \
      intervals of a normal distribution, how likely they are, and by what factor the spread had better be multiplied.
      """)

  @Option(
    parsing: .upToNextOption,
    help: "A checkpoint, or a run directory for its newest one; or several of either.", completion: .hdf5)
  var checkpoint: [String]

  @Option(help: "The data set that the run was made with.", completion: .hdf5)
  var data: String

  @Option(help: "Which pairs: test, train, validation or all.")
  var split = SplitPart.test

  @Option(help: "Also estimate expectations from so many measurements of each circuit.")
  var shots: Int?

  @Option(help: "Seeds the measurements of --shots. (default: 1)")
  var seed: UInt64?

  @Option(help: "Also compute expectations with noise after every gate: depolarizing:P.")
  var noise: NoiseModel?

  @Flag(help: "Print JSON instead of a table.")
  var json = false

  @Option(help: "Threads. (default: the cores this process may use)")
  var threads: Int?

  func validate() throws {
    if checkpoint.count > 1 && (shots != nil || noise != nil) {
      throw ValidationError("--shots and --noise are for one checkpoint.")
    }
    if seed != nil && shots == nil { throw ValidationError("--seed is for --shots.") }
    if let shots, !(1...MeasurementOptions.largestShotCount).contains(shots) {
      throw ValidationError("--shots is \(shots), expected 1 to \(MeasurementOptions.largestShotCount).")
    }
  }

  func run() throws {
    let evaluation =
      checkpoint.count == 1
      ? try ScoringSession(checkpoint: checkpoint[0], data: data, threads: threads).evaluate(
        split, measuring: measurement)
      : try ScoringEnsemble(checkpoints: checkpoint, data: data, threads: threads).evaluate(split)
    try StandardOutput.writeLine(json ? evaluation.json() : evaluation.table)
  }

  private var measurement: MeasurementOptions? {
    shots == nil && noise == nil
      ? nil : MeasurementOptions(shots: shots, seed: seed ?? 1, noise: noise?.depolarizing)
  }
}

extension SplitPart: ExpressibleByArgument {}

/// The argument of --noise.
struct NoiseModel: ExpressibleByArgument {
  let depolarizing: DepolarizingNoise

  static var defaultCompletionKind: CompletionKind { .list(["depolarizing:0.001", "depolarizing:0.01"]) }

  init?(argument: String) {
    let parts = argument.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0] == "depolarizing", let probability = Double(parts[1]),
      let noise = DepolarizingNoise(probability: probability)
    else { return nil }
    depolarizing = noise
  }
}
