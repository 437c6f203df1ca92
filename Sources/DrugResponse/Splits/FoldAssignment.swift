import Support

/// Which fold each group falls into: every group in one, and folds of nearly equal numbers of rows.
///
/// The larger groups go first, each to the fold with the fewest rows so far (list scheduling: Graham, "Bounds on
/// multiprocessing timing anomalies", 1969), as in scikit-learn's GroupKFold. Before its last group came, no fold had more
/// rows than any other has in the end. Sizes are compared by their powers of two, and groups within a power are
/// shuffled: a strict order would leave next to nothing to the seed.
struct FoldAssignment {
  /// [groups] in `0 ..< count`.
  let fold: [Int]

  /// Leaving out one of as many cell lines as anyone has; time grows with groups times folds.
  static let maximumCount = 10_000

  /// - Throws: `UsageError` for a count outside 2 ... `maximumCount`, or above the number of groups.
  init(_ groups: RowGroups, of kind: SplitKind, count: Int, seed: UInt64) throws(UsageError) {
    try SplitOptions.check(folds: count)
    guard count <= groups.count else {
      throw UsageError(
        "cannot make \(count) folds by whole \(kind.plural): the data set has \(groups.count) of them with a known "
          + "target")
    }
    var order = Array(0..<groups.count)
    var stream = RandomStream(seed: seed, purpose: .folds)
    stream.shuffle(&order)
    var bySize = [[Int]](repeating: [], count: Int.bitWidth)
    for group in order { bySize[groups[group].count.leadingZeroBitCount].append(group) }
    var rows = [Int](repeating: 0, count: count)
    var fold = [Int](repeating: 0, count: groups.count)
    for group in bySize.joined() {
      let lightest = rows.indices.min { rows[$0] < rows[$1] } ?? 0
      fold[group] = lightest
      rows[lightest] += groups[group].count
    }
    self.fold = fold
  }
}
