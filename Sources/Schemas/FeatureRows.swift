/// Rules for rows of binary features that were divided by their sum.
///
/// Each returns the place, in row-major order, of the first value that breaks the rule, and what was expected instead.
package enum FeatureRows {
  /// Exactly one value that is not zero in each of the groups of columns that follow each other from the first column
  /// on. Columns behind them are free.
  ///
  /// - Parameters:
  ///   - width: columns of a row.
  ///   - groups: columns of each group.
  package static func oneHotViolation<Value: BinaryFloatingPoint>(
    _ values: [Value], width: Int, groups: [Int]
  ) -> (place: Int, expected: String)? {
    for start in stride(from: 0, to: values.count, by: width) {
      var first = 0
      for group in groups {
        let columns = first..<min(first + group, width)
        var hot: Int?
        for column in columns where values[start + column] != 0 {
          if let hot { return (start + column, "0 beside the value in column \(hot)") }
          hot = column
        }
        if hot == nil {
          return (
            start + first, "one value other than 0 in the columns \(first) ... \(columns.upperBound - 1)"
          )
        }
        first += group
      }
    }
    return nil
  }

  /// Values other than zero are 1 / n, where the row has n of them, and there is one.
  package static func shareViolation<Value: BinaryFloatingPoint>(
    _ values: [Value], width: Int
  ) -> (place: Int, expected: String)? {
    for start in stride(from: 0, to: values.count, by: width) {
      let count = (start..<start + width).count { values[$0] != 0 }
      if count == 0 { return (start, "a row whose sum is 1") }
      // A sum of ones is exact, so that only the division rounds: to the nearest of single precision or its neighbour.
      for place in start..<start + width where values[place] != 0 {
        if abs(Double(values[place]) * Double(count) - 1) <= Double(Float.ulpOfOne) { continue }
        return (
          place, "\(Float(1) / Float(count)), the row's \(count) values other than 0 being equal, their sum 1"
        )
      }
    }
    return nil
  }
}
