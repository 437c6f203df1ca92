import Support

extension MeasuredResponses {
  /// One row a cell line, one column a treatment, as in gdsctools' IC50_v17.csv.
  mutating func readMatrix(_ table: TableReader) throws {
    let identifier = try table.column("COSMIC_ID", "COSMIC_identifier")
    let columns = table.header.indices.filter { $0 != identifier }
    guard !columns.isEmpty else {
      throw FileError.invalid(table.path, at: "header", "there is no column of a drug (Drug_<id>_IC50)")
    }
    let numbers = try readTreatments(table, columns)
    var lines: [Int64: Int] = [:]
    while try table.next() {
      let cosmicID = try table.identifier(identifier)
      if let first = lines.updateValue(table.line, forKey: cosmicID) {
        throw table.error(
          column: identifier,
          "cell line \(cosmicID) stands twice, first on \(table.place(ofLine: first))")
      }
      let cellLine = Int32(cellLines.row(CellLineLabel(cosmicID: cosmicID, name: nil)))
      for (number, column) in zip(numbers, columns) {
        cellsRead += 1
        guard let value = try table.number(column) else {
          cellsMissing += 1
          continue
        }
        try add(Measurement(cellLine: cellLine, treatment: number, lnIC50: value, auc: .nan), table)
      }
    }
  }

  private mutating func readTreatments(_ table: TableReader, _ columns: [Int]) throws -> [Int32] {
    var labelOfID: [Int64: String] = [:]
    return try columns.map { column in
      let label = table.header[column]
      if label.isEmpty {
        throw FileError.invalid(table.path, at: "header", "column \(column + 1) has no name")
      }
      let (drugID, name) = Self.parse(label: label)
      if let drugID, let first = labelOfID.updateValue(label, forKey: drugID) {
        throw FileError.invalid(
          table.path, at: "header", "columns \(first) and \(label) are both of drug id \(drugID)")
      }
      return number(
        of: Treatment(label: label, drugID: drugID, name: name, dataset: "", action: DrugAction()))
    }
  }

  /// "Drug_1003_IC50", "Drug_1003" and "1003" mean drug id 1003; anything else is a drug's name, with or without
  /// "_IC50" at its end.
  private static func parse(label: String) -> (drugID: Int64?, name: String?) {
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
