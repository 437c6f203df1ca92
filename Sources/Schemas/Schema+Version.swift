import HDF5
import Support

/// A file of a schema version that this program does not read. Nothing is wrong with the file.
public struct SchemaVersionError: ReportableError, Hashable {
  public let exitCode = ExitCode.badInput
  public let description: String
}

extension Schema {
  /// Checks that a file says it keeps this schema, in a version that this program reads.
  ///
  /// - Throws: `SchemaVersionError` for a file of another version, which says what to do with it; `FileError` with exit
  ///   code 65 for one that names another schema or no version.
  public func checkIdentity(of file: HDF5File) throws {
    let attributes = try file.root.attributes
    func refuse(_ problem: String) -> FileError { .invalid(file.path, problem) }
    guard let found = try attributes.value("schema_name") else {
      throw refuse("is no file of hqnn: it has no attribute schema_name, expected \(name)")
    }
    guard found == .string(name) else { throw refuse("holds \(found), expected \(name)") }
    switch try attributes.value("schema_version") {
    case .integer(let found)?: try checkVersion(found, of: file)
    case .string(let text)?:
      throw refuse("attribute schema_version is \(text), a text, expected the number \(version)")
    case let other?: throw refuse("attribute schema_version is \(other), expected \(version)")
    case nil: throw refuse("has no attribute schema_version, expected \(version)")
    }
  }

  /// Where versions are told apart: a step from each earlier version to the one after it belongs between the first two
  /// cases, before anything else of the file is looked at.
  private func checkVersion(_ found: Int64, of file: HDF5File) throws {
    if found == version { return }
    if found > version {
      throw SchemaVersionError(
        description:
          "\(file.path): was written by a newer hqnn, as \(name) version \(found), while this one reads "
          + "version \(version): use that hqnn or a later one")
    }
    throw SchemaVersionError(
      description:
        "\(file.path): is \(name) version \(found), which this hqnn does not read (it reads version "
        + "\(version)): \(renewal)")
  }
}
