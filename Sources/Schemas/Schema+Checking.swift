import HDF5
import Support

/// What a check found beyond "it fits".
public struct SchemaReport: Sendable, Hashable {
  /// The extent that each letter of the schema stands for in this file.
  public var extents: [String: Int] = [:]
  /// Groups and data sets that the schema does not name, which is no error.
  public var unknownObjects: [String] = []
  /// Attributes of the root group that the schema does not name, which is no error.
  public var unknownAttributes: [String] = []
}

extension Schema {
  /// Whether the schema says something of this path: a data set, a group on the way to one, or whatever is in a tree.
  func names(_ path: String) -> Bool {
    (datasets.map(\.path) + trees.map(\.path)).contains { $0 == path || $0.hasPrefix(path + "/") }
      || trees.contains { path.hasPrefix($0.path + "/") }
  }

  /// Checks that a file keeps this schema: identity, objects, types, shapes, and all values.
  ///
  /// - Throws: `FileError` with exit code 65 that names the first object that does not fit, with what was expected
  ///   and found; `HDF5Error` if the file cannot be read.
  @discardableResult
  public func check(file: HDF5File) throws -> SchemaReport {
    try checkIdentity(of: file)
    try checkAttributes(of: file)
    var checker = try SchemaChecker(schema: self, file: file, root: try file.root)
    try checker.checkStructure()
    try checker.checkValues()
    try checker.listUnknown()
    return checker.report
  }

  private func checkAttributes(of file: HDF5File) throws {
    let attributes = try file.root.attributes
    for rule in self.attributes {
      func refuse(_ problem: String) -> FileError {
        .invalid(file.path, at: "attribute \(rule.name)", problem)
      }
      guard let found = try attributes.value(rule.name) else {
        if rule.isOptional { continue }
        throw refuse("is missing, expected \(rule.kind.rawValue): \(rule.description)")
      }
      switch (rule.kind, found) {
      case (.string, .string), (.integer, .integer), (.real, .real), (.real, .integer): break
      default: throw refuse("expected \(rule.kind.rawValue), found \(found.typeName)")
      }
      if let value = rule.value, "\(found)" != value { throw refuse("is \(found), expected \(value)") }
      if let minimum = rule.minimum, let number = Double("\(found)"), !(number >= minimum) {
        throw refuse("is \(found), expected at least \(Int(minimum))")
      }
      if let length = rule.length, "\(found)".utf8.count != length {
        throw refuse("has \("\(found)".utf8.count) bytes, expected \(length)")
      }
    }
  }
}
