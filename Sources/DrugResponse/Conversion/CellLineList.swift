import Support

/// The list of cell lines: names and tissues by COSMIC id.
package struct CellLineList: Sendable {
  package struct Entry: Sendable {
    package let name: String
    package let tissue: String
  }

  package private(set) var entries: [Int64: Entry] = [:]

  private struct Columns {
    let cosmicID: Int
    let name: Int
    let tissue: Int?
  }

  /// Reads a list whose header names the columns, or the list as shipped with gdsctools.
  ///
  /// The latter's header ("Name, Cosmic Id, Tissue, Tissue sub-type") does not describe its rows, which hold COSMIC
  /// id, name, COSMIC id again, TCGA code, tissue, sub-type. It is told by its content: its first and third fields
  /// are the same identifier. Every row is checked for that, so a list that is wrong in yet another way is refused.
  ///
  /// Rows without an identifier, such as the sums below GDSC's Cell_Lines_Details, list no cell line.
  ///
  /// - Throws: `FileError`.
  package init(path: String) throws {
    let table = try TableReader(path: path, shape: .atLeast(2), limits: .list)
    var columns: Columns?
    var isMislabelled = false
    var lines: [Int64: Int] = [:]
    while try table.next() {
      if columns == nil {
        isMislabelled = try Self.repeatsIdentifier(table)
        columns = isMislabelled ? Columns(cosmicID: 0, name: 1, tissue: 4) : try Self.named(table)
      }
      guard let columns else { break }
      if isMislabelled, !(try Self.repeatsIdentifier(table)) {
        throw table.error("expected COSMIC id, name, and the same COSMIC id again, as on the lines before")
      }
      let needed = max(columns.cosmicID, columns.name, columns.tissue ?? 0) + 1
      if table.fieldCount < needed {
        throw table.error("expected at least \(needed) fields, found \(table.fieldCount)")
      }
      guard let cosmicID = try table.optionalIdentifier(columns.cosmicID) else { continue }
      if let first = lines.updateValue(table.line, forKey: cosmicID) {
        throw table.error("cell line \(cosmicID) stands twice, first on \(table.place(ofLine: first))")
      }
      entries[cosmicID] = Entry(
        name: try table.text(columns.name), tissue: try columns.tissue.map { try table.text($0) } ?? "")
    }
    if entries.isEmpty { throw FileError.invalid(path, "holds no cell line, only a header") }
  }

  private static func repeatsIdentifier(_ table: TableReader) throws -> Bool {
    guard table.fieldCount >= 5, let first = TableReader.identifier(try table.text(0)) else { return false }
    return TableReader.identifier(try table.text(2)) == first
  }

  private static func named(_ table: TableReader) throws -> Columns {
    Columns(
      cosmicID: try table.column("COSMIC_ID", "Cosmic sample Id", "COSMIC_identifier"),
      name: try table.column("Name", "Cell line name", "Sample Name"),
      tissue: try table.optionalColumn([
        "Tissue", "GDSC Desc1", "GDSC Tissue descriptor 1", "TCGA classification",
      ]))
  }
}
