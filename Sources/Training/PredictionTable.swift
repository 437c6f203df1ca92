import DrugResponse

/// Predictions as a CSV file's rows.
public struct PredictionTable: Sendable {
  public struct Row: Sendable {
    public let drug: String
    public let cellLine: String
    public let cosmicID: Int64
    /// Of several models the mean.
    public var normalised: Float
    /// Of several models' normalised predictions (with their number less one); nil of one model.
    public var standardDeviation: Float?
  }

  public var rows: [Row]
  /// What `normalised` is, and how it is turned back.
  public let target: Target
  /// What the standard deviation is multiplied with for the interval; nil for predictions of one model.
  public var spreadFactor: Double?

  /// The columns of predictions of a measure.
  ///
  /// - Parameters:
  ///   - measure: what is predicted.
  ///   - ofSeveral: whether they are of several models, with their standard deviation and an interval.
  public static func header(_ measure: Target.Measure, ofSeveral: Bool = false) -> String {
    switch measure {
    case .ic50:
      "drug,cell_line,normalised,ln_ic50,ic50,cosmic_id"
        + (ofSeveral ? ",normalised_sd,ln_ic50_lower,ln_ic50_upper" : "")
    case .auc:
      "drug,cell_line,normalised,auc,cosmic_id" + (ofSeveral ? ",normalised_sd,auc_lower,auc_upper" : "")
    }
  }

  /// The table with its header. What the normalised value stands for is empty where it stands for nothing: ln_ic50 (of
  /// micromolar) and ic50 (micromolar) outside (0, 1), auc outside [0, 1].
  public var csv: String {
    var text = Self.header(target.measure, ofSeveral: spreadFactor != nil) + "\n"
    text.reserveCapacity(rows.count * 80)
    for row in rows {
      text += "\(quoted(row.drug)),\(quoted(row.cellLine)),\(row.normalised),"
      text += response(Double(row.normalised)) + ",\(row.cosmicID)"
      if let spreadFactor, let deviation = row.standardDeviation {
        text += ",\(deviation)," + interval(row.normalised, spreadFactor * Double(deviation))
      }
      text += "\n"
    }
    return text
  }

  /// The central 95 % of a normal distribution, as responses from the lower to the upper; an end is empty where it stands
  /// for nothing.
  private func interval(_ normalised: Float, _ deviation: Double) -> String {
    let half = NormalDistribution.quantile975 * deviation
    let ends = [Double(normalised) - half, Double(normalised) + half].map { end in
      switch target.measure {
      case .ic50: target.lnIC50(ofNormalised: end)
      case .auc: target.auc(ofNormalised: end)
      }
    }
    // The normalised IC50 may fall as IC50 rises.
    let isReversed = target.measure == .ic50 && target.orientation == .falling
    return (isReversed ? ends.reversed() : ends).map { $0.map { "\(Float($0))" } ?? "" }.joined(
      separator: ",")
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
