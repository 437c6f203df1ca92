import Support

/// The columns that say which cell line a row is of.
struct CellLineColumns {
  let cosmicID: Int?
  let name: Int?
  let tissue: Int?

  /// - Throws: `FileError` that names `key`, the column expected in this layout, if there is neither id nor name.
  init(_ table: TableReader, key: String, tissue tissueNames: [String]) throws {
    cosmicID = try table.optionalColumn(["COSMIC_ID", "Cosmic sample Id", "COSMIC_identifier"])
    name = try table.optionalColumn(["cell_line", "Cell line name"])
    tissue = try table.optionalColumn(tissueNames)
    if cosmicID == nil && name == nil { throw table.noColumn(key) }
  }

  var all: [Int] { [cosmicID, name, tissue].compactMap { $0 } }

  /// The last of the columns that must be read.
  var last: Int { all.max() ?? 0 }

  /// The cell line of the current row.
  ///
  /// - Throws: `FileError` where the row has neither id nor name, or an id that is no number.
  func label(_ table: TableReader) throws -> CellLineLabel {
    guard let name else {
      guard let cosmicID else { preconditionFailure("the columns were checked") }
      return CellLineLabel(cosmicID: try table.identifier(cosmicID), name: nil)
    }
    let label = CellLineLabel(
      cosmicID: try cosmicID.flatMap { try table.optionalIdentifier($0) }, name: try table.optionalText(name))
    if label.cosmicID == nil && label.name == nil {
      throw table.error(column: name, "expected the name of a cell line")
    }
    return label
  }

  func tissue(_ table: TableReader) throws -> String {
    try tissue.flatMap { try table.optionalText($0) } ?? ""
  }
}
