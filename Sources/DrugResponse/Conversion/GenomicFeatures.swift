import Support

/// The cell lines' binary genomic features. Layouts are told apart by their headers.
package struct GenomicFeatures: Sendable {
  /// In the order in which the file first names them.
  package var cellLines = CellLineRegister()
  /// In the order of the columns, or in which the file first names them.
  package var names: [String] = []
  /// [C x F] row-major, 0 or 1.
  package var values: [UInt8] = []
  package var layout = ConversionReport.Layout.matrix
  /// Rows of a long file that say once more what a row before said.
  package var repeatedRows = 0
  /// Pairs of cell line and feature that a long file does not mention: they are 0.
  package var unlistedPairs = 0

  /// Reads a feature file.
  ///
  /// - Throws: `FileError`.
  package init(path: String) throws {
    let table = try TableReader(path: path)
    if table.hasColumn("genetic_feature") || table.hasColumn("is_mutated") {
      layout = .portal
      try readLong(
        table, feature: "genetic_feature", value: "is_mutated", tissue: ["gdsc_desc1", "tcga_desc"])
    } else if table.hasColumn("cell_line"), table.hasColumn("feature") {
      layout = .general
      try readLong(table, feature: "feature", value: "value", tissue: ["tissue"])
    } else {
      layout = table.hasColumn("cell_line") ? .general : .matrix
      try readMatrix(table)
    }
    if cellLines.count == 0 { throw FileError.invalid(path, "holds no cell line, only a header") }
  }

  /// One row a cell line: COSMIC_ID or cell_line, or both; columns that end in "_FACTOR" (TISSUE_FACTOR, MSI_FACTOR,
  /// MEDIA_FACTOR), which are no genomic features; and one column a feature.
  private mutating func readMatrix(_ table: TableReader) throws {
    let places = try CellLineColumns(table, key: "COSMIC_ID", tissue: ["TISSUE_FACTOR", "tissue"])
    let columns = table.header.indices.filter {
      !places.all.contains($0) && !table.header[$0].uppercased().hasSuffix("_FACTOR")
    }
    guard !columns.isEmpty else {
      throw FileError.invalid(
        table.path, at: "header", "there is no column of a feature besides \(table.columnList)")
    }
    if let unnamed = columns.first(where: { table.header[$0].isEmpty }) {
      throw FileError.invalid(table.path, at: "header", "column \(unnamed + 1) has no name")
    }
    names = columns.map { table.header[$0] }
    var lines: [Int] = []
    while try table.next() {
      let label = try places.label(table)
      let row = cellLines.row(label)
      if row < lines.count {
        throw table.error(
          column: places.cosmicID ?? places.name,
          "cell line \(label) stands twice, first on \(table.place(ofLine: lines[row]))")
      }
      lines.append(table.line)
      cellLines.setTissue(try places.tissue(table), row: row)
      guard values.count <= Self.maximumValues - columns.count else {
        throw table.error("there are more than \(Self.maximumValues) values, more than any study has")
      }
      for column in columns { values.append(try table.bit(column)) }
    }
  }
}
