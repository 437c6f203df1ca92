import Foundation
import Support
import Training

/// A directory that holds an experiment: its record, the trials' run directories, and in the end its results.
public struct ExperimentDirectory: Sendable {
  public let path: String

  public init(_ path: String) { self.path = path }

  /// What the experiment is: `ExperimentRecord`.
  var record: String { path + "/experiment.json" }
  /// The run directories of the trials.
  public var trials: String { path + "/trials" }
  /// Held by who writes the record or the results.
  var lock: String { path + "/experiment.lock" }

  /// Makes the directory the experiment's own, or finds that it is already.
  ///
  /// - Parameter record: the experiment, as it was asked for now.
  /// - Returns: the record of who came first.
  /// - Throws: `UsageError` for an empty path, `FileError` where the directory holds another experiment or something else
  ///   (73), or cannot be made.
  func claim(for record: ExperimentRecord) throws -> ExperimentRecord {
    if path.isEmpty { throw UsageError("the experiment's directory is an empty path (--output DIRECTORY)") }
    try Directory.create(path)
    return try FileLock.exclusively(lock) {
      if FileManager.default.fileExists(atPath: self.record) {
        let first = try StoredJSON.read(
          ExperimentRecord.self, from: self.record, expected: "the record of an experiment")
        if let difference = record.difference(from: first) {
          throw FileError(
            .cannotCreate, path,
            "holds another experiment: \(difference); give the same settings to go on, or another --output")
        }
        return first
      }
      for taken in [trials, RunDirectory(path).configuration]
      where FileManager.default.fileExists(atPath: taken) {
        throw FileError(
          .cannotCreate, taken, "is there already and belongs to no experiment: give another --output")
      }
      try Directory.create(trials)
      try DurableFile.write(try record.json(), to: self.record)
      return record
    }
  }
}
