import Support

/// The cell lines' binary genomic features.
package struct GenomicFeatures: Sendable {
  package var cosmicIDs: [Int64] = []
  /// [C] "" where the file has no TISSUE_FACTOR.
  package var tissues: [String] = []
  package var names: [String] = []
  /// [C x F] row-major, 0 or 1.
  package var values: [UInt8] = []

  /// Reads a feature file in the matrix layout: COSMIC_ID, columns that end in "_FACTOR" (TISSUE_FACTOR,
  /// MSI_FACTOR, MEDIA_FACTOR, which are no genomic features), and one column a feature.
  ///
  /// - Throws: `FileError`.
  package init(path: String) throws {
    let table = try TableReader(path: path)
    if let mark = table.header.first(where: { ["geneticfeature", "ismutated"].contains($0.columnKey) }) {
      throw FileError.invalid(
        path, at: "header",
        "column \(mark) belongs to the layout with one row a feature; expected one row a cell line: COSMIC_ID, "
          + "TISSUE_FACTOR, then one column a feature")
    }
    let identifier = try table.column("COSMIC_ID", "COSMIC_identifier")
    let tissue = try table.optionalColumn(["TISSUE_FACTOR"])
    let columns = table.header.indices.filter {
      $0 != identifier && !table.header[$0].uppercased().hasSuffix("_FACTOR")
    }
    guard !columns.isEmpty else {
      throw FileError.invalid(
        path, at: "header", "there is no column of a feature besides \(table.columnList)")
    }
    if let unnamed = columns.first(where: { table.header[$0].isEmpty }) {
      throw FileError.invalid(path, at: "header", "column \(unnamed + 1) has no name")
    }
    names = columns.map { table.header[$0] }
    var lines: [Int64: Int] = [:]
    while try table.next() {
      let cosmicID = try table.identifier(identifier)
      if let first = lines.updateValue(table.line, forKey: cosmicID) {
        throw table.error(column: identifier, "cell line \(cosmicID) stands twice, first on line \(first)")
      }
      cosmicIDs.append(cosmicID)
      tissues.append(try tissue.map { try table.text($0) } ?? "")
      for column in columns { values.append(try table.bit(column)) }
    }
    if cosmicIDs.isEmpty { throw FileError.invalid(path, "holds no cell line, only a header") }
  }
}
