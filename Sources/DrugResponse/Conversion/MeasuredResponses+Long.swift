import Foundation
import Support

extension MeasuredResponses {
  /// One row a measurement.
  mutating func readLong(
    _ table: TableReader, _ columns: ResponseColumns, dataset choice: GDSCConversion.DatasetChoice
  ) throws {
    if choice != .both && columns.dataset == nil { throw table.noColumn("DATASET") }
    while try table.next() {
      cellsRead += 1
      let dataset = try columns.dataset.flatMap { try table.optionalText($0) } ?? ""
      if !dataset.isEmpty { cellsOfDataset[dataset, default: 0] += 1 }
      guard choice.includes(dataset) else {
        cellsOfOtherDataset += 1
        continue
      }
      let cellLine = cellLines.row(try columns.cellLine.label(table))
      if cellLines.tissues[cellLine].isEmpty {
        cellLines.setTissue(try columns.cellLine.tissue(table), row: cellLine)
      }
      let treatment = number(of: try Self.treatment(table, columns, dataset: dataset))
      guard let lnIC50 = try Self.lnIC50(table, columns) else {
        cellsMissing += 1
        continue
      }
      try add(
        Measurement(
          cellLine: Int32(cellLine), treatment: treatment, lnIC50: lnIC50, auc: try Self.auc(table, columns)),
        table)
    }
  }

  private static func treatment(_ table: TableReader, _ columns: ResponseColumns, dataset: String) throws
    -> Treatment
  {
    let drugID = try columns.drugID.flatMap { try table.optionalIdentifier($0) }
    // As the file has it, blanks included, like the names in the drug list and the SMILES table.
    let name = try columns.drugName.flatMap { try table.text($0).isEmpty ? nil : table.rawText($0) }
    guard drugID != nil || name != nil else {
      throw table.error(column: columns.drugName ?? columns.drugID, "expected a drug")
    }
    let label = drugID.map { "Drug_\($0)" } ?? name?.trimmed ?? ""
    return Treatment(
      label: dataset.isEmpty ? label : "\(dataset) \(label)", drugID: drugID, name: name, dataset: dataset,
      action: try columns.action.read(table))
  }

  private static func lnIC50(_ table: TableReader, _ columns: ResponseColumns) throws -> Double? {
    guard let value = try table.number(columns.value) else { return nil }
    if columns.isLogarithm { return value }
    guard value > 0 else {
      throw table.error(
        column: columns.value,
        "expected an IC50 in micromolar, more than 0, found \(value) (logarithms belong in a column ln_ic50)")
    }
    return log(value)
  }

  private static func auc(_ table: TableReader, _ columns: ResponseColumns) throws -> Double {
    guard let column = columns.auc, let auc = try table.number(column) else { return .nan }
    guard (0...1).contains(auc) else {
      throw table.error(column: column, "expected a share of the whole area, from 0 to 1, found \(auc)")
    }
    return auc
  }
}
