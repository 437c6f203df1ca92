import ArgumentParser
import DrugResponse
import Support
import Training

struct SplitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "split",
    abstract: "Adds a split under a name to a data set, for train --split-name.",
    discussion: """
      Writes a new data set that holds all that the given one does and the split; the given one stays as it is. The split \
      is of all responses: two sides, or with --folds that many folds, each of which can test. Splits made by hand or by \
      other programs are read too (docs/data.md). Prints what the test side holds that the training side has not.
      """)

  @Option(help: "The data set (HDF5).", completion: .hdf5)
  var data: String

  @Option(help: "The data set to write (HDF5).", completion: .hdf5)
  var output: String

  @Option(help: "The split's name: letters, digits, '-', '_' and '.'.")
  var name: String

  @Option(
    help: ArgumentHelp(
      "What stands on one side only, or in one fold: pairs (at random), cell-line, drug (by structure) or tissue.",
      valueName: "pairs|cell-line|drug|tissue"))
  var by: SplitKind

  @Option(help: "So many folds. (default: two sides)")
  var folds: Int?

  @Option(help: "Training samples. (default: --train-fraction of all pairs)")
  var trainSamples: Int?

  @Option(help: "Test samples. (default: --test-fraction of all pairs)")
  var testSamples: Int?

  @Option(help: "The part of all pairs to train on. (default: 0.8)")
  var trainFraction: Double?

  @Option(help: "The part of all pairs to test on. (default: 0.2)")
  var testFraction: Double?

  @Option(
    help:
      "A validation side: this part of the training samples, by whole groups. (default: none, a run can take its own)"
  )
  var validationFraction: Double?

  @Option(help: "Or so many of the training samples.")
  var validationSamples: Int?

  @Option(help: "The seed.")
  var seed: UInt64 = 1

  func validate() throws {
    let fraction =
      trainFraction.map { _ in "--train-fraction" } ?? testFraction.map { _ in "--test-fraction" }
    if let fraction, folds != nil { throw ValidationError("\(fraction) and --folds contradict each other.") }
    if validationFraction != nil && validationSamples != nil {
      throw ValidationError("--validation-fraction and --validation-samples contradict each other.")
    }
  }

  func run() throws {
    try requireOther(output, than: [("--data", data)])
    let options = SplitOptions(
      kind: by, folds: folds, trainSamples: trainSamples, testSamples: testSamples,
      trainFraction: trainFraction ?? SplitOptions.defaultTrainFraction,
      testFraction: testFraction ?? SplitOptions.defaultTestFraction, seed: seed)
    let validation =
      validationSamples.map(ValidationSize.samples) ?? validationFraction.map(ValidationSize.fraction)
    let (text, digest) = try SplitAddition.add(
      name, options, validation: validation, to: data, output: output)
    try StandardOutput.writeLine("\(text)\nwritten: \(output) (SHA-256 \(digest))")
  }
}
