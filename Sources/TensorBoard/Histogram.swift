/// How often values lie in which interval.
public struct Histogram: Sendable, Equatable {
  public let minimum: Double
  public let maximum: Double
  public let sum: Double
  public let sumOfSquares: Double
  /// The upper end of each interval, ascending.
  public let upperLimits: [Double]
  /// How many values lie below each upper end and not below the one before.
  public let counts: [Int]

  /// Cuts an interval into so many of equal length; what lies outside counts for the nearest of them.
  ///
  /// - Parameters:
  ///   - values: finite numbers.
  ///   - lower: where the first interval begins.
  ///   - upper: where the last one ends.
  ///   - intervalCount: at least 1.
  public init(_ values: [Double], from lower: Double, to upper: Double, intervalCount: Int) {
    precondition(intervalCount > 0 && lower < upper)
    let length = (upper - lower) / Double(intervalCount)
    var counts = [Int](repeating: 0, count: intervalCount)
    for value in values { counts[Int(min(max(0, (value - lower) / length), Double(intervalCount - 1)))] += 1 }
    self.counts = counts
    upperLimits = (1...intervalCount).map { lower + Double($0) * length }
    minimum = values.min() ?? 0
    maximum = values.max() ?? 0
    sum = values.reduce(0, +)
    sumOfSquares = values.reduce(0) { $0 + $1 * $1 }
  }
}
