/// How well predictions meet targets. A metric is nil where it is not defined, and where a prediction or a target is
/// not finite: a run that diverged has no metrics.
///
/// All sums are in Double and in the order of the samples, so that the same predictions give the same bits.
public struct RegressionMetrics: Codable, Hashable, Sendable {
  /// Samples.
  public let count: Int
  /// Mean squared error; nil without samples.
  public let mse: Double?
  /// Square root of the mean squared error; nil without samples.
  public let rmse: Double?
  /// Mean absolute error; nil without samples.
  public let mae: Double?
  /// Coefficient of determination, 1 - (sum of squared errors) / (sum of squared deviations of the targets from
  /// their mean): 1 at best, 0 for the mean itself, below for worse. nil for fewer than two or constant targets.
  public let r2: Double?
  /// Pearson's correlation coefficient; nil for fewer than two samples, constant predictions or constant targets.
  public let pearson: Double?
  /// Spearman's rank correlation coefficient, with mean ranks for ties; nil where `pearson` is.
  public let spearman: Double?

  /// - Precondition: as many predictions as targets.
  public init(predictions: [Double], targets: [Double]) {
    precondition(predictions.count == targets.count)
    count = targets.count
    let errors = zip(predictions, targets).map { $0 - $1 }
    let squares = CompensatedSum.of(errors.lazy.map { $0 * $0 })
    guard count > 0, squares.isFinite else {
      (mse, rmse, mae, r2, pearson, spearman) = (nil, nil, nil, nil, nil, nil)
      return
    }
    mse = squares / Double(count)
    rmse = (squares / Double(count)).squareRoot()
    mae = CompensatedSum.of(errors.lazy.map(abs)) / Double(count)
    r2 = Correlation.deviations(targets).flatMap { deviations in
      let total = CompensatedSum.of(deviations.lazy.map { $0 * $0 })
      return total > 0 ? 1 - squares / total : nil
    }
    pearson = Correlation.pearson(predictions, targets)
    spearman = Correlation.spearman(predictions, targets)
  }
}
