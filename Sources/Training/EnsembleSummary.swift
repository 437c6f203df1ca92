import DrugResponse
import Foundation
import Support

/// What an evaluation says of several models beyond their mean's metrics.
public struct EnsembleSummary: Codable, Sendable {
  /// Means of the members' metrics; nil where a member has none.
  public struct MeanMetrics: Codable, Sendable {
    public let mse: Double?
    public let rmse: Double?
    public let mae: Double?
    public let r2: Double?
    public let pearson: Double?
    public let spearman: Double?
    public let withinDrugPearson: Double?

    init(_ members: [ResponseMetrics.Scale]) {
      func mean(_ value: (ResponseMetrics.Scale) -> Double?) -> Double? {
        let values = members.compactMap(value)
        return values.count == members.count ? values.reduce(0, +) / Double(values.count) : nil
      }
      mse = mean(\.overall.mse)
      rmse = mean(\.overall.rmse)
      mae = mean(\.overall.mae)
      r2 = mean(\.overall.r2)
      pearson = mean(\.overall.pearson)
      spearman = mean(\.overall.spearman)
      withinDrugPearson = mean(\.withinDrug.meanPearson)
    }
  }

  /// The members' files, in the order of their rows.
  public let members: [String]
  public let meanOfMembers: MeanMetrics
  /// The same on ln IC50; nil for AUC.
  public let meanOfMembersLnIC50: MeanMetrics?
  /// How well the members' standard deviation tells the error of their mean, on the normalised target; nil where a
  /// prediction is not finite.
  public let spread: SpreadCalibration?

  init(members: [String], metrics: [ResponseMetrics], spread: SpreadCalibration?) {
    self.members = members
    meanOfMembers = MeanMetrics(metrics.map(\.normalised))
    let lnIC50 = metrics.compactMap(\.lnIC50)
    meanOfMembersLnIC50 = lnIC50.count == metrics.count ? MeanMetrics(lnIC50) : nil
    self.spread = spread
  }

  /// Several lines for a terminal.
  func text(_ part: SplitPart) -> String {
    let files = members.enumerated().map { "member \($0 + 1): \($1.oneLine)" }.joined(separator: "\n")
    return files + "\n\n"
      + (spread?.text(part) ?? "a prediction is not finite, so that nothing can be said of the spread")
  }
}

extension SpreadCalibration {
  /// A table of coverages with what was done for it.
  fileprivate func text(_ part: SplitPart) -> String {
    func number(_ value: Double?) -> String { value.map { String(format: "%.4f", $0) } ?? "-" }
    func row(_ name: String, _ fit: Fit) -> [String] {
      [name] + fit.coverage.map(number) + [number(fit.meanNegativeLogLikelihood)]
    }
    let header = ["errors within"] + levels.map { String(format: "%g %%", 100 * $0) } + ["mean NLL"]
    var cells = [header, row("the spread as it is", plain)]
    var lines = [
      "Spread over members (normalised), \(count) \(part == .all ? "" : part.rawValue + " ")pairs",
      "root mean square: spread \(String(format: "%.4g", rmsSpread)), errors "
        + "\(String(format: "%.4g", rmsError)); Spearman of spread and absolute error "
        + number(spearmanWithError),
    ]
    if let recalibration {
      let factors = recalibration.factors.map { String(format: "%.4g", $0) }.joined(separator: " and ")
      cells.append(row("times \(factors)", recalibration.scaled))
      cells.append(row("the same for all pairs", recalibration.constant))
      let source =
        switch recalibration.source {
        case .validation: "fitted on the \(recalibration.count) validation pairs"
        case .halves:
          "for each half of the \(part.rawValue) pairs the one fitted on the other half; fitted on both it is "
            + String(format: "%.4g", recalibration.factor)
        }
      lines.append("the factor: \(source)")
    }
    if let obstacle {
      let reason =
        switch obstacle {
        case .trainedSamples:
          "members were trained with some of these pairs, where their errors are smaller than elsewhere"
        case .oneGroup:
          "the pairs are all of one group that the split keeps together, and a half needs one of its own"
        case .noSpread: "the spread of a pair is zero, or no pair has an error"
        }
      lines.append("no factor: \(reason)")
    }
    return (lines + [Evaluation.columns(cells)]).joined(separator: "\n")
  }
}
