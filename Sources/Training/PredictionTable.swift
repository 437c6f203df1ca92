import DrugResponse

/// Predictions as a CSV file's rows.
public struct PredictionTable: Sendable {
  public struct Row: Sendable {
    public let drug: String
    public let cellLine: String
    public let cosmicID: Int64
    public let normalised: Float
  }

  public let rows: [Row]
  /// What `normalised` is, and how it is turned back.
  public let target: Target

  /// The columns of predictions of a measure.
  public static func header(_ measure: Target.Measure) -> String {
    switch measure {
    case .ic50: "drug,cell_line,normalised,ln_ic50,ic50,cosmic_id"
    case .auc: "drug,cell_line,normalised,auc,cosmic_id"
    }
  }

  /// The table with its header. What the normalised value stands for is empty where it stands for nothing: ln_ic50 (of
  /// micromolar) and ic50 (micromolar) outside (0, 1), auc outside [0, 1].
  public var csv: String {
    var text = Self.header(target.measure) + "\n"
    text.reserveCapacity(rows.count * 80)
    for row in rows {
      text += "\(quoted(row.drug)),\(quoted(row.cellLine)),\(row.normalised),"
      text += response(Double(row.normalised)) + ",\(row.cosmicID)\n"
    }
    return text
  }

  private func response(_ normalised: Double) -> String {
    func text(_ value: Double?) -> String { value.map { "\(Float($0))" } ?? "" }
    switch target.measure {
    case .ic50:
      return text(target.lnIC50(ofNormalised: normalised)) + "," + text(target.ic50(ofNormalised: normalised))
    case .auc:
      return text(target.auc(ofNormalised: normalised))
    }
  }

  /// A CSV field after RFC 4180.
  private func quoted(_ field: String) -> String {
    guard field.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return field }
    return "\"" + field.replacing("\"", with: "\"\"") + "\""
  }
}
