import Foundation
import HDF5
import Schemas
import Support

/// The checkpoints of a run: `step-NNNNNNNN.h5`, the newest few of them, and `best.h5`.
///
/// Only files of these names are ever removed.
public struct CheckpointStore: Sendable {
  public let directory: String
  /// How many of the newest are kept.
  public let keep: Int
  /// Whether the best is kept besides.
  let keepsBest: Bool
  /// Checkpoints of a run are all of about one size.
  private let memory = ImageMemory()

  public init(directory: String, keep: Int, keepsBest: Bool = true) {
    self.directory = directory
    self.keep = keep
    self.keepsBest = keepsBest
  }

  public static let bestName = "best.h5"

  public static func name(step: Int) -> String {
    let digits = String(step)
    return "step-" + String(repeating: "0", count: max(0, 8 - digits.count)) + digits + ".h5"
  }

  /// The steps that have a checkpoint, newest first.
  public var steps: [Int] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    return names.compactMap { name in
      guard name.hasPrefix("step-"), name.hasSuffix(".h5") else { return nil }
      return Int(name.dropFirst(5).dropLast(3)).flatMap { Self.name(step: $0) == name ? $0 : nil }
    }.sorted(by: >)
  }

  public var isEmpty: Bool { candidates.isEmpty }

  public var newestStep: Int? { steps.first }

  public func path(step: Int) -> String { directory + "/" + Self.name(step: step) }

  public var best: String { directory + "/" + Self.bestName }

  /// What a run can go on from, in the order in which to try.
  private var candidates: [String] {
    steps.map(path(step:)) + (FileManager.default.fileExists(atPath: best) ? [best] : [])
  }

  /// Writes a checkpoint under its step's name and, only then, removes the oldest ones beyond `keep`.
  ///
  /// - Parameters:
  ///   - checkpoint: the state to be kept.
  ///   - isBest: whether it becomes `best.h5` as well.
  public func save(_ checkpoint: Checkpoint, isBest: Bool) throws {
    let path = path(step: checkpoint.state.step)
    try checkpoint.write(to: path, memory: memory)
    if isBest { try publishBest(path, checkpoint) }
    // Counted from the one just written: a stray file of a later step must not push it out.
    for step in steps.filter({ $0 < checkpoint.state.step }).dropFirst(keep - 1) {
      unlink(self.path(step: step))
    }
  }

  /// Removes all checkpoints and what killed writers left of some. Only for who holds the run, or after its end.
  ///
  /// - Parameter kept: the path of one that stays.
  package func removeAll(but kept: String?) {
    DurableFile.removeLeftovers(in: directory)
    for path in candidates where path != kept { unlink(path) }
  }

  /// Makes the file at `path` the best checkpoint too: a second name of the same file where the file system has hard
  /// links, else a copy.
  func publishBest(_ path: String, _ checkpoint: Checkpoint) throws {
    if path == best { return }
    let temporary = directory + "/." + Self.bestName + DurableFile.temporaryMarker + "link"
    unlink(temporary)
    if link(path, temporary) == 0, rename(temporary, best) == 0 {
      // Renaming a link onto another of the same file leaves both names in place.
      unlink(temporary)
      try FileDescriptor(openDirectory: directory).synchronise()
    } else {
      try checkpoint.write(to: best, memory: memory)
    }
  }

  /// A checkpoint and where it came from.
  public struct Found {
    public let checkpoint: Checkpoint
    public let path: String
    /// The newer ones that could not be read, and why.
    public let damaged: [(path: String, error: any Error)]
  }

  /// The newest checkpoint of a run directory that is whole; nil where `path` is no directory.
  ///
  /// - Throws: as `newestValid()`.
  static func newestValid(ofRun path: String) throws -> Found? {
    guard Directory.exists(path) else { return nil }
    return try CheckpointStore(directory: RunDirectory(path).checkpoints, keep: 1).newestValid()
  }

  /// Reads the newest checkpoint that is whole.
  ///
  /// - Throws: `FileError`: no checkpoint (66), or none that is whole (65); `SchemaVersionError` for one of another
  ///   version before any that is whole.
  public func newestValid() throws -> Found {
    var damaged: [(path: String, error: any Error)] = []
    for path in candidates {
      do {
        return Found(checkpoint: try Checkpoint.read(from: path), path: path, damaged: damaged)
      } catch let error as SchemaVersionError {
        // Whole, and another hqnn's to go on from: an earlier one must not take its place.
        throw error
      } catch {
        damaged.append((path, error))
      }
    }
    guard let newest = damaged.first else { throw nothingFound }
    let count = damaged.count
    throw FileError.invalid(
      directory, "holds no checkpoint that can be read, of \(count); the newest: \(newest.error)")
  }

  var nothingFound: FileError {
    FileError(.missingFile, directory, "holds no checkpoint (expected files named step-NNNNNNNN.h5)")
  }

  /// Puts checkpoints that cannot be read out of the way, under names that nobody looks for but people.
  func setAside(_ damaged: [String]) {
    for path in damaged { rename(path, path + ".damaged") }
  }
}
