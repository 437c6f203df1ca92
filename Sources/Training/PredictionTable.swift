import DrugResponse

/// Predictions as a CSV file's rows.
public struct PredictionTable: Sendable {
  public struct Row: Sendable {
    public let drug: String
    public let cellLine: String
    public let cosmicID: Int64
    public let normalised: Float
  }

  public static let header = "drug,cell_line,normalised,ln_ic50,ic50,cosmic_id"

  public let rows: [Row]
  /// What `normalised` is, and how it is turned back.
  public let target: Target

  /// The table with its header. ln_ic50 (of micromolar) and ic50 (micromolar) are empty where a prediction has none:
  /// outside (0, 1), and for AUC.
  public var csv: String {
    var text = Self.header + "\n"
    text.reserveCapacity(rows.count * 80)
    for row in rows {
      let value = Double(row.normalised)
      text += "\(quoted(row.drug)),\(quoted(row.cellLine)),\(row.normalised),"
      text += target.lnIC50(ofNormalised: value).map { "\(Float($0))" } ?? ""
      text += ","
      text += target.ic50(ofNormalised: value).map { "\(Float($0))" } ?? ""
      text += ",\(row.cosmicID)\n"
    }
    return text
  }

  /// A CSV field after RFC 4180.
  private func quoted(_ field: String) -> String {
    guard field.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return field }
    return "\"" + field.replacing("\"", with: "\"\"") + "\""
  }
}
