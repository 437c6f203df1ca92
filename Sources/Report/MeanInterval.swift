import CStatistics

/// The mean of a few values, such as a metric over several seeds, with the interval that holds the true mean with 95 %
/// probability if the values are normally distributed: mean ± t s sqrt(1/n), t of Student's distribution.
///
/// Values of splits that overlap are not independent. For these 1/n + (test samples) / (training samples) takes the place
/// of 1/n (Nadeau and Bengio, "Inference for the generalization error", Machine Learning 52, 2003).
package struct MeanInterval: Encodable, Equatable, Sendable {
  package let count: Int
  package let mean: Double
  package let lower: Double
  package let upper: Double
  /// The values' standard deviation, with n - 1.
  package let standardDeviation: Double
  /// The estimated standard deviation of the mean.
  package let standardError: Double

  private enum CodingKeys: String, CodingKey { case count, mean, lower, upper }

  package static let level = 0.95

  /// nil for fewer than two values, and for values that are not finite.
  ///
  /// - Parameter overlap: test samples for each training sample, of values of overlapping splits; 0 for independent ones.
  package init?(_ values: [Double], overlap: Double = 0) {
    guard values.count > 1, values.allSatisfy(\.isFinite) else { return nil }
    count = values.count
    let n = Double(count)
    mean = values.reduce(0, +) / n
    let mean = mean
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)
    standardDeviation = variance.squareRoot()
    standardError = (variance / n + variance * overlap).squareRoot()
    let half = student_t_quantile(n - 1, (1 + Self.level) / 2) * standardError
    (lower, upper) = (mean - half, mean + half)
  }
}
