extension Collection where Element == Double, Index == Int {
  /// The quantile of values in ascending order, of which there is at least one; between two values it is interpolated
  /// linearly, as NumPy does by default.
  ///
  /// - Parameter share: 0 for the least value, 0.5 for the median, 1 for the largest.
  public func quantileOfSorted(_ share: Double) -> Double {
    let position = share * Double(count - 1)
    let below = Swift.min(Int(position), count - 1)
    let above = Swift.min(below + 1, count - 1)
    let (lower, upper) = (self[startIndex + below], self[startIndex + above])
    return lower + (position - Double(below)) * (upper - lower)
  }
}
