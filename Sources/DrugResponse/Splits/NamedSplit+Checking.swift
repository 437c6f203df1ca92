extension NamedSplit {
  /// What keeps the rows from being a split of `responseCount` responses; nil if nothing does. Row numbers exist and occur
  /// once, no side is empty, and folds are numbered from 1 without a gap.
  func firstDefect(responseCount: Int) -> DatasetDefect? {
    let object = "/splits/\(name)"
    switch rows {
    case .sides(let split):
      for (side, rows) in [("train", split.train), ("test", split.test)] where rows.isEmpty {
        return DatasetDefect("\(object)/\(side)", "is empty, expected row numbers of /responses")
      }
      return split.problem(responseCount: responseCount).map { DatasetDefect(object, $0) }
    case .folds(let fold):
      let object = object + "/fold"
      if let defect = DatasetRules.count(object, fold.count, responseCount) { return defect }
      // As many folds as responses at most: a number beyond is no reason to reserve memory.
      if let row = fold.firstIndex(where: { $0 < 0 || $0 > Int64(responseCount) }) {
        return DatasetDefect(object, "row \(row): expected a fold from 1, or 0 for none, found \(fold[row])")
      }
      let count = foldCount ?? 0
      guard count >= 2 else { return DatasetDefect(object, "expected two folds or more, found \(count)") }
      var occurs = [Bool](repeating: false, count: count + 1)
      for number in fold { occurs[Int(number)] = true }
      if let gap = occurs.dropFirst().firstIndex(of: false) {
        return DatasetDefect(
          object, "no response is in fold \(gap), expected folds from 1 to \(count) without a gap")
      }
      return nil
    }
  }

  /// What keeps the split from being of the kind that it claims, as a sentence; nil if nothing does. All folds at once.
  public func leak(_ groups: [ResponseGroups]) -> String? {
    switch rows {
    case .sides(let split): return SplitOverlap.leak(split, of: kind, groups)
    case .folds(let fold):
      for groups in groups where groups.kind == kind || groups.kind == .pairs {
        var known = [Int64](repeating: 0, count: groups.count)
        for (row, number) in fold.enumerated() where number != 0 {
          let group = groups.number[row]
          if known[group] != 0 && known[group] != number {
            return "\(groups.name(group)) is in fold \(known[group]) and in fold \(number), expected whole "
              + "\(groups.kind.plural) in each"
          }
          known[group] = number
        }
      }
      return nil
    }
  }
}
