import HDF5
import Support

/// Whether a file is intact and keeps its schema: the work of `hqnn validate`.
public enum FileValidation {
  /// Checks a file's seal, reads every data set so that all its checksums are compared, and checks the schema that the
  /// file names, down to its values.
  ///
  /// - Returns: what was checked, and what the schema does not name.
  /// - Throws: `FileError` or `HDF5Error` for the first thing that is wrong.
  public static func validate(_ path: String) throws -> String { try validate(SealedFile.open(path)) }

  /// The same of a file that `SealedFile.open` opened, which checked its seal.
  public static func validate(_ file: HDF5File) throws -> String {
    guard let schema = try Schema.claimed(by: file)?.named(in: file.root) else {
      let name = try file.root.attributes.value("schema_name")
      let found = name.map { "names the schema \($0)" } ?? "has no attribute schema_name"
      throw FileError.invalid(file.path, "\(found), expected one of \(Schema.names.joined(separator: ", "))")
    }
    try schema.checkIdentity(of: file)
    let root = try file.root
    var datasets = 0
    var checked = 0
    var bytes = 0
    for (name, kind) in try root.descendants() where kind == .dataset {
      // What others add is theirs, of whatever type and shape: only its checksums are looked at, if it has any.
      let isNamed = schema.names("/" + name)
      guard let dataset = isNamed ? try root.dataset(name) : try? root.dataset(name),
        try isNamed || dataset.filterNames().contains("fletcher32")
      else { continue }
      bytes += try dataset.verifyChecksums()
      datasets += 1
      if try dataset.filterNames().contains("fletcher32") { checked += 1 }
    }
    let report = try schema.check(file: file)
    var lines = [
      "\(file.path): valid \(schema.name), schema version \(schema.version)",
      file.isSealed
        ? "seal: length and SHA-256 digest are right"
        : "seal: none, written by another program: damage outside of chunks with checksums goes unseen",
      "data sets: \(datasets) read, \(bytes) bytes; \(checked) with Fletcher-32 checksums, all right",
    ]
    let extents = schema.dimensions.compactMap { symbol, meaning in
      report.extents[symbol].map { "\($0) \(meaning)" }
    }
    lines.append("extents: " + extents.joined(separator: ", "))
    if !report.unknownObjects.isEmpty {
      lines.append("not in the schema: " + report.unknownObjects.joined(separator: ", "))
    }
    if !report.unknownAttributes.isEmpty {
      lines.append("attributes not in the schema: " + report.unknownAttributes.joined(separator: ", "))
    }
    return lines.joined(separator: "\n")
  }
}
