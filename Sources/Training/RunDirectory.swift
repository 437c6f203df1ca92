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

  /// The run that a path means: a run directory, or the one that a checkpoint lies in; nil for another file.
  public init?(of path: String) {
    if Directory.exists(path) {
      self.init(path)
    } else {
      let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
      self.init(folder.deletingLastPathComponent().path)
      guard folder.path == checkpoints, Directory.exists(folder.path) else { return nil }
    }
  }

  /// Whether a path to be written leads to one of the run's own files, whether it is there already or not; all that lies
  /// beside the checkpoints counts as one.
  public func owns(_ output: String) -> Bool {
    if [metrics, configuration, log, report].contains(where: { isSameTarget($0, output) }) { return true }
    for folder in [checkpoints, events] where Directory.exists(folder) {
      // A name that nothing has yet tells the folder.
      if isSameTarget(folder + "/" + (output as NSString).lastPathComponent, output) { return true }
      let names = try? FileManager.default.contentsOfDirectory(atPath: folder)
      if (names ?? []).contains(where: { isSameFile(folder + "/" + $0, output) }) { return true }
    }
    return false
  }

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
