import Support

/// What every layout of a response file comes down to: treatments, cell lines, and measurements of pairs of them.
///
/// A *treatment* is one screened preparation of a drug under one drug id; the same drug may have been screened
/// under several ids. Layouts are told apart by their headers; a new one is a further reader that yields this.
package struct MeasuredResponses: Sendable {
  package struct Treatment: Sendable, Hashable {
    /// As the file names it: the column's header.
    package let label: String
    /// GDSC's drug id, where the label holds one.
    package let drugID: Int64?
    /// The drug's name, where the file gives it itself.
    package let name: String?
  }

  package struct Measurement: Sendable {
    /// Row numbers into `cosmicIDs` and `treatments`.
    package let cellLine: Int32
    package let treatment: Int32
    /// Natural logarithm of IC50 in micromolar; may be infinite.
    package let lnIC50: Double
    /// NaN where the file has none.
    package let auc: Double
  }

  package var treatments: [Treatment] = []
  package var cosmicIDs: [Int64] = []
  package var measurements: [Measurement] = []
  /// Cells of the file that could hold a response, and how many of them hold none.
  package var cellsRead = 0
  package var cellsMissing = 0
  package var layout = ConversionReport.Layout.matrix

  /// Reads a response file, whose layout is recognised by its header.
  ///
  /// - Throws: `FileError`.
  package init(path: String) throws {
    let table = try TableReader(path: path)
    // Columns that only files with one row a measurement have.
    let marks: Set = ["drugid", "drugname", "ic50", "lnic50", "auc"]
    if let mark = table.header.first(where: { marks.contains($0.columnKey) }) {
      throw FileError.invalid(
        path, at: "header",
        "column \(mark) belongs to a layout with one row a measurement; expected one row a cell line: COSMIC_ID, "
          + "then one column a drug (Drug_<id>_IC50)")
    }
    try readMatrix(table)
  }

  private mutating func readMatrix(_ table: TableReader) throws {
    let identifier = try table.column("COSMIC_ID", "COSMIC_identifier")
    let columns = table.header.indices.filter { $0 != identifier }
    guard !columns.isEmpty else {
      throw FileError.invalid(table.path, at: "header", "there is no column of a drug (Drug_<id>_IC50)")
    }
    try readTreatments(table, columns)
    var lines: [Int64: Int] = [:]
    while try table.next() {
      let cosmicID = try table.identifier(identifier)
      if let first = lines.updateValue(table.line, forKey: cosmicID) {
        throw table.error(column: identifier, "cell line \(cosmicID) stands twice, first on line \(first)")
      }
      for (treatment, column) in columns.enumerated() {
        cellsRead += 1
        guard let value = try table.number(column) else {
          cellsMissing += 1
          continue
        }
        measurements.append(
          Measurement(
            cellLine: Int32(cosmicIDs.count), treatment: Int32(treatment), lnIC50: value, auc: .nan))
      }
      cosmicIDs.append(cosmicID)
    }
  }

  private mutating func readTreatments(_ table: TableReader, _ columns: [Int]) throws {
    var labelOfID: [Int64: String] = [:]
    for column in columns {
      let label = table.header[column]
      if label.isEmpty {
        throw FileError.invalid(table.path, at: "header", "column \(column + 1) has no name")
      }
      let (drugID, name) = Self.parse(label: label)
      if let drugID, let first = labelOfID.updateValue(label, forKey: drugID) {
        throw FileError.invalid(
          table.path, at: "header", "columns \(first) and \(label) are both of drug id \(drugID)")
      }
      treatments.append(Treatment(label: label, drugID: drugID, name: name))
    }
  }

  /// "Drug_1003_IC50", "Drug_1003" and "1003" mean drug id 1003; anything else is a drug's name, with or without
  /// "_IC50" at its end.
  static func parse(label: String) -> (drugID: Int64?, name: String?) {
    var rest = label[...]
    if rest.lowercased().hasSuffix("_ic50") { rest = rest.dropLast("_ic50".count) }
    let named = rest
    if rest.lowercased().hasPrefix("drug") {
      rest = rest.dropFirst("drug".count)
      if let first = rest.first, "_ -".contains(first) { rest = rest.dropFirst() }
    }
    if let drugID = TableReader.identifier(String(rest)) { return (drugID, nil) }
    return (nil, String(named))
  }
}
