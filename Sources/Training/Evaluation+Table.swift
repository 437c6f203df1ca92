import DrugResponse
import Foundation

extension Evaluation {
  /// Aligned columns for a terminal: one table on the normalised target and, for IC50, one on ln IC50.
  public var table: String {
    var text = "\(part.rawValue) pairs: \(count)\n"
    text += tables.map { $0.title + "\n" + Self.columns($0.cells) }.joined(separator: "\n\n")
    if let missing = rows.first?.metrics.withoutLnIC50, missing > 0 {
      text += "\n\(missing) predictions of the model lie outside (0, 1) and stand for no IC50"
    }
    if let measurement { text += "\n\n" + measurement.text }
    if let ensemble { text += "\n\n" + ensemble.text(part) }
    return text
  }

  /// The same as tables of Markdown.
  public var markdown: String {
    func render(_ cells: [[String]]) -> String {
      let lines = cells.map { "| " + $0.joined(separator: " | ") + " |" }
      let rule = "| --- |" + String(repeating: " ---: |", count: cells[0].count - 1)
      return ([lines[0], rule] + lines.dropFirst()).joined(separator: "\n")
    }
    return tables.enumerated().map { number, table in
      table.title + (number == 0 ? ", \(count) \(part.rawValue) pairs:" : ":") + "\n\n" + render(table.cells)
    }.joined(separator: "\n\n")
  }

  /// A table on the normalised target and, for IC50, one on ln IC50, as texts: a header and a row a predictor.
  public var tables: [(title: String, cells: [[String]])] {
    let normalised = [(target.title, cells(ensemble?.meanOfMembers, \.normalised))]
    guard rows.allSatisfy({ $0.metrics.lnIC50 != nil }) else { return normalised }
    return normalised + [
      ("ln IC50 (micromolar)", cells(ensemble?.meanOfMembersLnIC50) { $0.lnIC50 ?? $0.normalised })
    ]
  }

  /// - Parameter mean: of the members' metrics, which stands below the ensemble's.
  private func cells(
    _ mean: EnsembleSummary.MeanMetrics?, _ scale: (ResponseMetrics) -> ResponseMetrics.Scale
  ) -> [[String]] {
    let header = ["", "MSE", "RMSE", "MAE", "R2", "Pearson", "Spearman", "Pearson within drugs"]
    var cells = rows.map { Self.cells(Self.title($0.name), .init([scale($0.metrics)])) }
    if let mean { cells.insert(Self.cells("mean of members", mean), at: 1) }
    return [header] + cells
  }

  private static func cells(_ title: String, _ values: EnsembleSummary.MeanMetrics) -> [String] {
    [title, significant(values.mse)]
      + [
        values.rmse, values.mae, values.r2, values.pearson, values.spearman, values.withinDrugPearson,
      ].map(fixed)
  }

  /// What a row is called in tables.
  public static func title(_ name: String) -> String {
    switch name {
    case "mean": "training mean"
    case "drug-mean": "drug mean"
    case "model-with-noise": "model with noise"
    case "model-with-shots": "model with shots"
    case "drug-and-cell-line": "drug + cell-line effects"
    default: name.replacing("member-", with: "member ")
    }
  }

  private static func significant(_ value: Double?) -> String {
    value.map { String(format: "%.4g", $0) } ?? "-"
  }

  private static func fixed(_ value: Double?) -> String { value.map { String(format: "%.4f", $0) } ?? "-" }

  /// Cells as aligned columns, the first to the left.
  static func columns(_ cells: [[String]]) -> String {
    let widths = cells[0].indices.map { column in cells.map { $0[column].count }.max() ?? 0 }
    return cells.map { row in
      row.indices.map { column in
        let padding = String(repeating: " ", count: widths[column] - row[column].count)
        return column == 0 ? row[column] + padding : padding + row[column]
      }.joined(separator: "  ")
    }.joined(separator: "\n")
  }
}
