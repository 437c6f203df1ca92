import ArgumentParser
import Training

struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect", abstract: "Says what a data set or a checkpoint holds.",
    discussion: "Of splits it says what their test sides hold that is not in training: what they measure.")

  @Argument(
    help: "A data set or a checkpoint (HDF5), or a run directory for its newest checkpoint.",
    completion: .hdf5)
  var file: String

  @Option(
    help: """
      The data set of a checkpoint: says which drugs, cell lines and tissues of the test set the training set has too. \
      (default: not said)
      """, completion: .hdf5)
  var data: String?

  @Flag(
    help: """
      Count the circuit weights that change a checkpoint's output, and the independent directions in which they do, from \
      its derivatives at random inputs, and with --data at measured pairs too; takes some seconds, \
      and up to half a minute at depth 16.
      """)
  var effectiveParameters = false

  func run() throws {
    print(try FileSummary.describe(file, data: data, countsWeights: effectiveParameters))
  }
}
