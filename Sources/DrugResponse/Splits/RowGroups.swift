/// Row numbers in groups, in one array: a data set has nearly as many pairs as rows.
struct RowGroups {
  /// Group after group.
  let rows: [Int64]
  /// [count + 1] where each group starts in `rows`.
  private let starts: [Int]

  /// - Parameter numbers: the group of each of `rows`, in `0 ..< count`; a group keeps the order of its rows.
  init(_ rows: [Int], numbers: [Int], count: Int) {
    var starts = [Int](repeating: 0, count: count + 1)
    for number in numbers { starts[number + 1] += 1 }
    for number in 0..<count { starts[number + 1] += starts[number] }
    var end = starts
    var grouped = [Int64](repeating: 0, count: rows.count)
    for (row, number) in zip(rows, numbers) {
      grouped[end[number]] = Int64(row)
      end[number] += 1
    }
    self.rows = grouped
    self.starts = starts
  }

  var count: Int { starts.count - 1 }

  subscript(number: Int) -> ArraySlice<Int64> { rows[starts[number]..<starts[number + 1]] }
}
