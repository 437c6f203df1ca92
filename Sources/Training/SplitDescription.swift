import DrugResponse

/// What people are told of the splits that a data set holds.
enum SplitDescription {
  /// Folds that are described one by one.
  private static let foldCount = 10

  /// Several lines: name and origin, whether it keeps its claim, and what its test sides hold.
  static func text(of split: NamedSplit, _ groups: [ResponseGroups]) throws -> String {
    let origin = split.summary.isEmpty ? "" : " (\(split.summary))"
    var lines = ["split \(split.name)\(origin), keeps apart: \(split.kind.plural)"]
    if let leak = split.leak(groups) { lines.append("  NOT kept apart: \(leak)") }
    guard let folds = split.foldCount else {
      let sides = try split.sides(fold: nil)
      let overlap = SplitOverlap(of: sides, groups)
      lines += overlap.lines.map { "  \($0)" }
      if !sides.validation.isEmpty { lines.append("  validation: \(sides.validation.count) samples") }
      return (lines + ["  the test set measures: \(overlap.measured)"]).joined(separator: "\n")
    }
    for fold in 1...min(folds, foldCount) {
      let overlap = SplitOverlap(of: try split.sides(fold: fold), groups)
      lines.append(
        "  fold \(fold) of \(folds): \(overlap.testSamples) test samples, \(overlap.trainSamples) training samples; "
          + "it measures: \(overlap.measured)"
      )
    }
    if folds > foldCount { lines.append("  ... \(folds - foldCount) folds more") }
    return lines.joined(separator: "\n")
  }

  /// The texts of all splits; none for a data set without.
  static func texts(of dataset: ResponseDataset) throws -> [String] {
    if dataset.splits.isEmpty { return [] }
    let groups = ResponseGroups.all(of: dataset)
    return try dataset.splits.map { try text(of: $0, groups) }
  }
}
