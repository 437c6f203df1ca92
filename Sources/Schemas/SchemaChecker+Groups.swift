/// Constraints on tables whose rows belong to groups. An offset table says which: rows `offset[g] ..< offset[g + 1]`
/// are those of group g. Offset tables are checked before: the schema lists them first.
///
/// Each returns the first value that breaks the constraint, and what was expected instead.
extension SchemaChecker {
  /// The groups that an offset table makes of `count` rows.
  private static func groups(_ offset: [Int64], count: Int) -> [(number: Int, rows: Range<Int>)] {
    zip(offset, offset.dropFirst()).enumerated().compactMap { group, bounds in
      guard bounds.0 >= 0, bounds.0 <= bounds.1, bounds.1 <= count else { return nil }
      return (group, Int(bounds.0)..<Int(bounds.1))
    }
  }

  /// Each value is an index into the part of another table that belongs to the row's group.
  static func localIndexViolation(
    _ values: [Int64], _ shape: [Int], rows: [Int64], into: [Int64], _ path: String
  ) -> (Int, String)? {
    let width = shape.dropFirst().reduce(1, *)
    for (group, range) in groups(rows, count: shape.first ?? 0) where group + 1 < into.count {
      let limit = into[group + 1] - into[group]
      for index in range.lowerBound * width..<range.upperBound * width where values[index] >= limit {
        return (index, "below \(limit), what \(path) has for its row \(group)")
      }
    }
    return nil
  }

  /// Values count 0, 1, 2, ... anew in each group.
  static func restartViolation(_ values: [Int64], rows: [Int64], _ path: String) -> (Int, String)? {
    for (_, range) in groups(rows, count: values.count) {
      for row in range where values[row] != Int64(row - range.lowerBound) {
        return (row, "\(row - range.lowerBound), its number among the rows that \(path) puts together")
      }
    }
    return nil
  }

  /// Each row is a pair of two different numbers, which no other row of the group has in either order.
  static func pairViolation(_ values: [Int64], _ shape: [Int], rows: [Int64]) -> (Int, String)? {
    struct Pair: Hashable {
      let low: Int64
      let high: Int64
    }
    for (_, range) in groups(rows, count: shape[0]) {
      var earlier: [Pair: Int] = [:]
      for row in range {
        let (first, second) = (values[2 * row], values[2 * row + 1])
        if first == second { return (2 * row + 1, "another number than beside it") }
        let pair = Pair(low: min(first, second), high: max(first, second))
        if let other = earlier.updateValue(row, forKey: pair) {
          return (2 * row, "a pair of its own (row \(other) joins \(pair.low) and \(pair.high) too)")
        }
      }
    }
    return nil
  }
}
