import HDF5
import Schemas
import Support

/// The group /splits of a data set: a group a split, with the attributes `kind` and `summary`, and the data sets `train`
/// and `test` and perhaps `validation`, or `fold`.
extension NamedSplit {
  static let groupName = "splits"

  /// The splits that a file holds, by name; none where it has no such group.
  ///
  /// - Throws: `FileError` or `HDF5Error` with exit code 65 for what is not of this form; row numbers are not looked at.
  static func readAll(_ root: Group) throws -> [NamedSplit] {
    guard try root.contains(groupName) else { return [] }
    let splits = try root.group(groupName)
    return try splits.childNames().filter { try splits.kind(of: $0) == .group }.map {
      try read($0, splits.group($0))
    }
  }

  private static func read(_ name: String, _ group: Group) throws -> NamedSplit {
    func refuse(_ problem: String) -> FileError { .invalid(group.file.path, at: group.name, problem) }
    // Who says nothing claims the least that can be claimed.
    let claim = try group.attributes.string("kind") ?? SplitKind.pairs.rawValue
    guard let kind = SplitKind(rawValue: claim) else {
      let known = SplitKind.allCases.map(\.rawValue)
      throw refuse(
        "attribute kind is \(claim), expected one of \(known.joined(separator: ", "))"
          + (claim.nearest(in: known).map { "; did you mean \($0)?" } ?? ""))
    }
    let rows: Rows
    let validates = try group.contains("validation")
    switch (try group.contains("fold"), try group.contains("train"), try group.contains("test")) {
    case (true, false, false) where !validates: rows = .folds(try group.dataset("fold").read(shape: [nil]))
    case (false, true, true):
      rows = .sides(
        Split(
          train: try group.dataset("train").read(shape: [nil]),
          test: try group.dataset("test").read(shape: [nil]),
          validation: validates ? try validation(group) : []))
    default: throw refuse("expected train and test, or fold alone")
    }
    return NamedSplit(
      name: name, kind: kind, summary: try group.attributes.string("summary") ?? "", rows: rows)
  }

  private static func validation(_ group: Group) throws -> [Int64] {
    let rows: [Int64] = try group.dataset("validation").read(shape: [nil])
    if rows.isEmpty {
      throw FileError.invalid(
        group.file.path, at: "\(group.name)/validation", "is empty, expected row numbers of /responses")
    }
    return rows
  }

  func write(to root: Group) throws {
    let group = try root.createGroup("\(Self.groupName)/\(name)")
    try group.attributes.set("kind", kind.rawValue)
    try group.attributes.set("summary", summary)
    let options = DatasetSchema.storage
    switch rows {
    case .sides(let split):
      try group.write(split.train, to: "train", options: options)
      try group.write(split.test, to: "test", options: options)
      if !split.validation.isEmpty {
        try group.write(split.validation, to: "validation", options: options)
      }
    case .folds(let fold): try group.write(fold, to: "fold", options: options)
    }
  }
}

extension StoredDataset {
  /// Writes a file that holds all that `image` does, and one split more.
  ///
  /// - Parameters:
  ///   - split: the split to add, of a name that is free.
  ///   - image: the file that `dataset` was read from.
  ///   - path: the file to write; not the one that was read.
  /// - Returns: the SHA-256 digest of the new file.
  /// - Throws: `UsageError` if there is a split of this name; `FileError` with exit code 65 if the rows make no split of
  ///   this data set, with 73 or 74 if the file cannot be written; `HDF5Error`.
  @discardableResult
  public func write(adding split: NamedSplit, from image: FileImage, to path: String) throws -> String {
    if dataset.splits.contains(where: { $0.name == split.name }) {
      throw UsageError("the data set has a split \(split.name) already, expected a new name")
    }
    if let defect = split.firstDefect(responseCount: dataset.responses.count) {
      throw FileError.invalid(path, at: defect.object, "is not written: \(defect.problem)")
    }
    try SealedFile.write(to: path, extending: image) { root in
      try split.write(to: root)
      try Schema.named(DatasetSchema.name).describeObjects(
        in: root, below: "/\(NamedSplit.groupName)/\(split.name)")
    }
    return try SHA256.hexadecimal(ofFile: path)
  }
}
