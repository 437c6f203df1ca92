import Foundation
import Support

/// The directory of one training run and the names in it.
public struct RunDirectory: Sendable {
  public let path: String

  public init(_ path: String) { self.path = path }

  public var checkpoints: String { path + "/checkpoints" }
  public var metrics: String { path + "/metrics.csv" }
  public var configuration: String { path + "/config.yaml" }
  public var log: String { path + "/log.txt" }
  /// TensorBoard's files, where they were asked for.
  public var events: String { path + "/tensorboard" }
  public var report: String { path + "/report.md" }

  /// Whether there is a checkpoint to go on from.
  public var holdsRun: Bool { !CheckpointStore(directory: checkpoints, keep: 1).isEmpty }

  /// Checks that a new run would write over nothing.
  ///
  /// - Throws: `UsageError` for an empty path, `FileError` (73) for a directory that holds a run or a file of a name
  ///   that a run would write.
  public func requireUnused() throws {
    if path.isEmpty { throw UsageError("the run directory's path is empty (--output RUN)") }
    if holdsRun {
      throw FileError(
        .cannotCreate, path, "already holds a run: go on with --resume \(path), or give another --output")
    }
    for file in [metrics, configuration, report, events] where FileManager.default.fileExists(atPath: file) {
      throw FileError(
        .cannotCreate, file, "is there already and would be written over: give another --output")
    }
  }

  /// Makes the directory for a new run.
  ///
  /// - Throws: `FileError` (73) if it cannot be made.
  public func create() throws {
    try Directory.create(checkpoints)
  }

  /// - Throws: `FileError` (66) unless the directory is there and holds checkpoints.
  func requireExisting() throws {
    guard FileManager.default.fileExists(atPath: path) else {
      throw FileError(.missingFile, path, "no such run directory")
    }
    if !holdsRun { throw CheckpointStore(directory: checkpoints, keep: 1).nothingFound }
  }

  /// Removes the partial files that a killed run left. Only for who holds the run's lock: a live run has such files too.
  func removeLeftovers() {
    DurableFile.removeLeftovers(in: path)
    DurableFile.removeLeftovers(in: checkpoints)
  }
}
