/// Correlation coefficients of two series of equal length.
enum Correlation {
  /// Pearson's coefficient: the covariance over the product of the standard deviations, in [-1, 1].
  ///
  /// - Returns: nil where it is not defined: for fewer than two values, a constant series, or values that are not
  ///   finite.
  static func pearson(_ x: [Double], _ y: [Double]) -> Double? {
    precondition(x.count == y.count)
    guard let dx = deviations(x), let dy = deviations(y) else { return nil }
    return coefficient(dx, dy)
  }

  /// Spearman's coefficient: Pearson's of the ranks, where equal values share the mean of their ranks. nil where
  /// Pearson's is.
  static func spearman(_ x: [Double], _ y: [Double]) -> Double? {
    guard x.allSatisfy(\.isFinite), y.allSatisfy(\.isFinite) else { return nil }
    return pearson(ranks(x), ranks(y))
  }

  /// The one-based ranks of `values`, in ascending order; equal values share the mean of their ranks.
  static func ranks(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = [Double](repeating: 0, count: values.count)
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
      // The mean of start + 1 ... end: a multiple of 1/2, exact.
      let rank = Double(start + 1 + end) / 2
      for position in start..<end { ranks[order[position]] = rank }
      start = end
    }
    return ranks
  }

  /// The deviations from the mean; nil for a series that is constant, shorter than two, or not finite.
  static func deviations(_ x: [Double]) -> [Double]? {
    // Compared by value, as the deviations of a constant series from its rounded mean need not be zero.
    guard x.count > 1, x.allSatisfy(\.isFinite), x.contains(where: { $0 != x[0] }) else { return nil }
    let mean = CompensatedSum.of(x) / Double(x.count)
    return x.map { $0 - mean }
  }

  /// sum(dx dy) / sqrt(sum(dx²) sum(dy²)), kept inside [-1, 1] against rounding; nil if a sum of squares is zero or
  /// overflows.
  static func coefficient(_ dx: [Double], _ dy: [Double]) -> Double? {
    let xx = CompensatedSum.of(dx.lazy.map { $0 * $0 })
    let yy = CompensatedSum.of(dy.lazy.map { $0 * $0 })
    let xy = CompensatedSum.of(zip(dx, dy).lazy.map { $0 * $1 })
    guard xx > 0, yy > 0, xx.isFinite, yy.isFinite, xy.isFinite else { return nil }
    return max(-1, min(1, xy / (xx.squareRoot() * yy.squareRoot())))
  }
}
