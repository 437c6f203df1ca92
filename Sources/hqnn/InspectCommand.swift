import ArgumentParser
import Training

struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect", abstract: "Says what a data set or a checkpoint holds.")

  @Argument(help: "A data set or a checkpoint (HDF5).")
  var file: String

  func run() throws { print(try FileSummary.describe(file)) }
}
