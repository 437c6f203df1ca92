import Foundation
import MPI
import Support
import Training

/// What an experiment's or a search's directory keeps of it.
protocol TrialPlanRecord: Codable {
  /// "experiment" or "search".
  static var kind: String { get }
  /// SHA-256 of the data set.
  var datasetSHA256: String { get }
  /// The first thing in which this one differs from another, in words; nil where it is the same, or asks for
  /// more or for a part of it.
  func difference(from other: Self) -> String?
  /// Whether this one, which does not differ from the other, asks for more.
  func extends(_ other: Self) -> Bool
}

extension TrialPlanRecord {
  /// That the data sets are not the same, in words; nil where they are.
  func dataDifference(from other: Self) -> String? {
    if datasetSHA256 == other.datasetSHA256 { return nil }
    return
      "the data set's SHA-256 is \(other.datasetSHA256.prefix(16))... there, and \(datasetSHA256.prefix(16))... here"
  }

  /// Indented JSON with sorted keys, the kind among them.
  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(RecordOfKind(record: self)), as: UTF8.self) + "\n"
  }
}

/// What a record says of its kind; nothing in those of earlier versions.
private struct TrialPlanRecordKind: Codable {
  let kind: String?
}

/// A record with its kind beside its own keys.
private struct RecordOfKind<Record: TrialPlanRecord>: Encodable {
  let record: Record

  func encode(to encoder: any Encoder) throws {
    try record.encode(to: encoder)
    try TrialPlanRecordKind(kind: Record.kind).encode(to: encoder)
  }
}

/// A directory that holds an experiment or a search: its record, the trials' run directories, and in the end its results.
public struct ExperimentDirectory: Sendable {
  public let path: String

  public init(_ path: String) { self.path = path }

  /// What the experiment or the search is: its `TrialPlanRecord`.
  var record: String { path + "/experiment.json" }
  /// The run directories of the trials.
  public var trials: String { path + "/trials" }
  /// Held by who writes the record or the results.
  var lock: String { path + "/experiment.lock" }

  /// The record that the directory has, on all ranks; rank 0 alone makes it of what is asked for, and of files.
  ///
  /// - Throws: on every rank alike: `CollectiveError` for what `make` or `claim` throws on rank 0, and for a rank that does
  ///   not see the directory (66).
  func agree<Record: TrialPlanRecord>(
    over communicator: Communicator, _ make: () throws -> Record
  ) throws -> Record {
    let text = try communicator.collectively {
      communicator.isRoot ? try claim(for: make()).json() : ""
    }
    let bytes = try communicator.broadcast(Array(text.utf8))
    return try communicator.collectively {
      guard Directory.exists(trials) else {
        throw FileError(
          .missingFile, trials,
          "is not seen by rank \(communicator.rank) (host \(communicator.hostNames[communicator.rank])): work "
            + "over several hosts needs a directory that they share")
      }
      return try JSONDecoder().decode(Record.self, from: Data(bytes))
    }
  }

  /// Makes the directory the experiment's own, or finds that it is already.
  ///
  /// - Parameter record: the experiment, as it was asked for now.
  /// - Returns: the record of who came first, or this one where it asks for more.
  /// - Throws: `UsageError` for an empty path, `FileError` where the directory holds another experiment or something else
  ///   (73), or cannot be made.
  private func claim<Record: TrialPlanRecord>(for record: Record) throws -> Record {
    if path.isEmpty {
      throw UsageError("the \(Record.kind)'s directory is an empty path (--output DIRECTORY)")
    }
    try Directory.create(path)
    return try FileLock.exclusively(lock) {
      if FileManager.default.fileExists(atPath: self.record) {
        try requireKind(Record.kind)
        let first: Record = try stored()
        if let difference = record.difference(from: first) {
          throw FileError(
            .cannotCreate, path,
            "holds another \(Record.kind): \(difference); give the same settings to go on, or another --output"
          )
        }
        try Directory.create(trials)
        if !record.extends(first) { return first }
        try DurableFile.write(try record.json(), to: self.record)
        return record
      }
      for taken in [trials, RunDirectory(path).configuration]
      where FileManager.default.fileExists(atPath: taken) {
        throw FileError(
          .cannotCreate, taken, "is there already and belongs to no \(Record.kind): give another --output")
      }
      // The record first: trials without one are nobody's.
      try DurableFile.write(try record.json(), to: self.record)
      try Directory.create(trials)
      return record
    }
  }

  /// The record that the directory holds now.
  ///
  /// - Throws: `FileError` for a file that is missing, cannot be read or holds something else.
  func stored<Record: TrialPlanRecord>() throws -> Record {
    try StoredJSON.read(
      Record.self, from: record, expected: "the record of \(Self.one(Record.kind))")
  }

  /// Checks that the directory's record is of one kind, or does not say of which it is, as earlier ones.
  ///
  /// - Throws: `FileError`: 73 for another kind, 65 for what is no record.
  private func requireKind(_ kind: String) throws {
    let expected = "the record of \(Self.one(kind))"
    let stored = try StoredJSON.read(TrialPlanRecordKind.self, from: record, expected: expected)
    if let found = stored.kind, found != kind {
      throw FileError(
        .cannotCreate, path, "holds \(Self.one(found.printable)): give \(Self.one(kind)) another --output")
    }
  }

  /// "an experiment", "a search"
  private static func one(_ kind: String) -> String {
    (kind.first.map { "aeiou".contains($0) } ?? false ? "an " : "a ") + kind
  }
}
