import ArgumentParser
import Training

struct ValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Checks that a data set or a checkpoint keeps its schema and its checksums.",
    discussion: """
      Checks objects, types, shapes and every value, the SHA-256 of the file and the checksums of its parts. Names the \
      first object that fails and why, with exit code 65; prints a summary otherwise. A file of another schema version \
      is refused with what to do about it. What the schema does not name is listed and left alone.
      """)

  @Argument(help: "A data set or a checkpoint (HDF5).", completion: .hdf5)
  var file: String

  @Option(
    help: "For a checkpoint: the data set, to check that it is the run's and holds the rows of its split.",
    completion: .hdf5)
  var data: String?

  func run() throws { print(try FileSummary.validate(file, data: data)) }
}
