import CStatistics
import Foundation
import Report

/// The differences of paired values, with Student's test of whether their mean is zero.
package struct PairedTest: Sendable {
  /// The mean difference with its 95 % interval.
  package let difference: MeanInterval
  /// The probability of a mean that is at least as far from zero if the true one is zero (two-sided); nil where all
  /// differences are the same.
  package let p: Double?
  /// The mean difference over the differences' standard deviation (Cohen's d_z); nil where that is zero.
  package let effectSize: Double?

  /// nil for fewer than two differences, and for some that are not finite.
  ///
  /// - Parameters:
  ///   - differences: one a pair.
  ///   - overlap: as in `MeanInterval`.
  package init?(_ differences: [Double], overlap: Double = 0) {
    guard let interval = MeanInterval(differences, overlap: overlap) else { return nil }
    difference = interval
    let isConstant = interval.standardDeviation == 0
    p =
      isConstant
      ? nil
      : student_t_two_sided(Double(interval.count - 1), interval.mean / interval.standardError)
    effectSize = isConstant ? nil : interval.mean / interval.standardDeviation
  }

  /// Probabilities adjusted for several tests of one question, such that the probability of any false alarm stays what each
  /// alone promises: Holm, "A simple sequentially rejective multiple test procedure", Scand. J. Statist. 6, 1979. What is
  /// not known stays so, and does not count.
  package static func holm(_ probabilities: [Double?]) -> [Double?] {
    let known = probabilities.indices.filter { probabilities[$0] != nil }
      .sorted { (probabilities[$0] ?? 1, $0) < (probabilities[$1] ?? 1, $1) }
    var adjusted = [Double?](repeating: nil, count: probabilities.count)
    var largest = 0.0
    for (rank, index) in known.enumerated() {
      largest = max(largest, min(1, Double(known.count - rank) * (probabilities[index] ?? 1)))
      adjusted[index] = largest
    }
    return adjusted
  }
}

/// A straight line through points by least squares.
package enum LeastSquares {
  /// nil where all x are the same.
  package static func slope(_ points: [(x: Double, y: Double)]) -> Double? {
    let n = Double(points.count)
    guard n > 1 else { return nil }
    let (x, y) = (points.reduce(0) { $0 + $1.x } / n, points.reduce(0) { $0 + $1.y } / n)
    let spread = points.reduce(0) { $0 + ($1.x - x) * ($1.x - x) }
    return spread > 0 ? points.reduce(0) { $0 + ($1.x - x) * ($1.y - y) } / spread : nil
  }
}
