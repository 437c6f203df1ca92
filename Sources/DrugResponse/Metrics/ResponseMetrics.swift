/// The metrics of one model on one set of measured pairs, on the normalised target and on ln IC50.
public struct ResponseMetrics: Codable, Hashable, Sendable {
  /// On one scale.
  public struct Scale: Codable, Hashable, Sendable {
    public let overall: RegressionMetrics
    public let withinDrug: WithinDrugCorrelation
  }

  /// On the normalised target, all pairs.
  public let normalised: Scale
  /// On the natural logarithm of IC50 in micromolar; nil for the target AUC, which says nothing about it.
  public let lnIC50: Scale?
  /// Pairs missing from `lnIC50`: their prediction lies outside (0, 1) and stands for no IC50. Nil for AUC.
  public let withoutLnIC50: Int?

  /// - Parameters:
  ///   - predictions: the normalised predictions for `rows`.
  ///   - rows: row numbers into the responses, whose target is known.
  ///   - responses: the data set's.
  ///   - target: what was predicted.
  ///   - minimumSamples: samples a drug needs to count in `WithinDrugCorrelation`.
  public init(
    predictions: [Double], rows: [Int64], responses: ResponseDataset.Responses, target: Target,
    minimumSamples: Int = WithinDrugCorrelation.defaultMinimumSamples
  ) {
    precondition(predictions.count == rows.count)
    let drugs = rows.map { responses.drug[Int($0)] }
    normalised = Scale(
      predictions, rows.map { target.value(of: Int($0), in: responses) }, drugs, minimumSamples)
    guard target.measure == .ic50 else {
      (lnIC50, withoutLnIC50) = (nil, nil)
      return
    }
    let values = predictions.map { target.lnIC50(ofNormalised: $0) }
    let known = values.indices.filter { values[$0] != nil }
    lnIC50 = Scale(
      values.compactMap { $0 }, known.map { Double(responses.lnIC50[Int(rows[$0])]) },
      known.map { drugs[$0] }, minimumSamples)
    withoutLnIC50 = rows.count - known.count
  }
}

extension ResponseMetrics.Scale {
  fileprivate init(_ predictions: [Double], _ targets: [Double], _ drugs: [Int32], _ minimumSamples: Int) {
    overall = RegressionMetrics(predictions: predictions, targets: targets)
    withinDrug = WithinDrugCorrelation(
      predictions: predictions, targets: targets, drugs: drugs, minimumSamples: minimumSamples)
  }
}
