import CStatistics

/// The mean of a few values, such as a metric over several seeds, with the interval that holds the true mean with 95 %
/// probability if the values are normally distributed: mean ± t s / sqrt(n), t of Student's distribution.
package struct MeanInterval: Encodable, Equatable, Sendable {
  package let count: Int
  package let mean: Double
  package let lower: Double
  package let upper: Double

  package static let level = 0.95

  /// nil for fewer than two values, and for values that are not finite.
  package init?(_ values: [Double]) {
    guard values.count > 1, values.allSatisfy(\.isFinite) else { return nil }
    count = values.count
    let n = Double(count)
    mean = values.reduce(0, +) / n
    let mean = mean
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)
    let half = student_t_quantile(n - 1, (1 + Self.level) / 2) * (variance / n).squareRoot()
    (lower, upper) = (mean - half, mean + half)
  }
}
