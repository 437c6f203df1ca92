import ArgumentParser
import Training

struct ValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Checks that a data set or a checkpoint keeps its schema and its checksums.",
    discussion: "Names the first object that fails and why, with exit code 65; prints a summary otherwise.")

  @Argument(help: "A data set or a checkpoint (HDF5).")
  var file: String

  func run() throws { print(try FileSummary.validate(file)) }
}
