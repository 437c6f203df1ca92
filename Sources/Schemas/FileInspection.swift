import Foundation
import HDF5
import Support

/// What a file holds, as text for people: the work of `hqnn inspect`.
public enum FileInspection {
  /// Lists a file's identity, attributes, groups and data sets, with types and shapes, and for files of hqnn the
  /// units and descriptions of their schema. Nothing is checked but the seal.
  ///
  /// - Throws: `FileError` or `HDF5Error` if the file cannot be opened or its structure cannot be read.
  public static func describe(_ path: String) throws -> String { try describe(SealedFile.open(path)) }

  /// The same of an open file.
  public static func describe(_ file: HDF5File) throws -> String {
    let schema = try Schema.claimed(by: file)?.named(in: file.root)
    var lines = [try headline(file, schema)]
    lines.append("SHA-256 of the file: \(try file.sha256())")
    lines.append(
      file.seal.map { "sealed by hqnn, intact; \($0.byteCount) bytes" }
        ?? "no seal: written by another program")
    lines += try attributeLines(file, schema)
    lines += try objectLines(file, schema)
    return lines.joined(separator: "\n")
  }

  private static func headline(_ file: HDF5File, _ schema: Schema?) throws -> String {
    guard let schema else { return "\(file.path): an HDF5 file that names no schema of hqnn" }
    let version = try file.root.attributes.value("schema_version").map { "\($0)" } ?? "unknown"
    return "\(file.path): \(schema.name), schema version \(version)\n\(schema.title)"
  }

  private static func attributeLines(_ file: HDF5File, _ schema: Schema?) throws -> [String] {
    let attributes = try file.root.attributes
    let names = try attributes.names()
    if names.isEmpty { return [] }
    let rows = try names.map { name -> [String] in
      let value = try attributes.value(name).map { "\($0)" } ?? ""
      // Values may be long: they come last.
      return [name, schema?.attributes.first { $0.name == name }?.description ?? "", shortened(value)]
    }
    return ["", "attributes"] + table(rows)
  }

  private static func objectLines(_ file: HDF5File, _ schema: Schema?) throws -> [String] {
    let root = try file.root
    let descendants = try root.descendants()
    // The schema's order first, which tells a story; then what it does not name.
    let order = Dictionary(
      (schema?.datasets ?? []).enumerated().map { ($1.path, $0) }, uniquingKeysWith: { first, _ in first })
    let paths = descendants.filter { $0.kind == .dataset }.map(\.path).enumerated().sorted {
      (order["/" + $0.element] ?? .max, $0.offset) < (order["/" + $1.element] ?? .max, $1.offset)
    }.map(\.element)
    let rows = try paths.map { path -> [String] in
      let dataset: Dataset
      do {
        dataset = try root.dataset(path)
      } catch let error as HDF5Error where schema?.names("/" + path) != true {
        // Whatever others add is listed, even what this program cannot open.
        return ["/" + path, "", "", error.problem]
      }
      let rule = schema?.datasets.first { $0.path == "/" + path }
      let units = rule?.units.map { " [\($0)]" } ?? ""
      let storage = try storage(dataset)
      return [
        "/" + path, Schema.text("\(dataset.elementType)", dataset.shape), storage,
        (rule?.description ?? "") + units,
      ]
    }
    let trees = (schema?.trees ?? []).map { [$0.path, $0.description] }
    let sizes = (schema?.dimensions ?? []).map { [$0.symbol, $0.meaning] }
    return (rows.isEmpty ? ["", "no data sets"] : ["", "data sets"] + table(rows))
      + (trees.isEmpty ? [] : ["", "groups"] + table(trees))
      + (sizes.isEmpty ? [] : ["", "extents in the schema"] + table(sizes))
  }

  private static func storage(_ dataset: Dataset) throws -> String {
    try dataset.filterNames().joined(separator: "+")
  }

  /// The first part of a long text, on one line.
  private static func shortened(_ text: String) -> String {
    let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    return line.count <= 200 ? line : line.prefix(200) + "... (\(line.count) characters)"
  }

  /// Columns padded to equal width, indented by two spaces.
  private static func table(_ rows: [[String]]) -> [String] {
    let widths = (0..<(rows.first?.count ?? 0)).map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      var line = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
        .joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      return "  " + line
    }
  }
}
