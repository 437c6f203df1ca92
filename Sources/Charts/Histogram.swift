/// How many values lie in each of a number of equally wide bins.
public struct Histogram: Sendable, Equatable, Codable {
  /// The lower edge of the first bin.
  public let lower: Double
  /// The upper edge of the last bin.
  public let upper: Double
  /// Values a bin; the last bin includes its upper edge.
  public let counts: [Int]

  /// - Precondition: edges in order, at least one bin.
  public init(lower: Double, upper: Double, counts: [Int]) {
    precondition(lower < upper && !counts.isEmpty)
    self.lower = lower
    self.upper = upper
    self.counts = counts
  }

  /// Counts the values; those outside the edges are in no bin.
  public init(_ values: some Sequence<Double>, from lower: Double, to upper: Double, bins: Int) {
    var counts = [Int](repeating: 0, count: bins)
    for value in values where value >= lower && value <= upper {
      counts[min(bins - 1, Int((value - lower) / (upper - lower) * Double(bins)))] += 1
    }
    self.init(lower: lower, upper: upper, counts: counts)
  }

  /// The width of a bin.
  public var width: Double { (upper - lower) / Double(counts.count) }
}
