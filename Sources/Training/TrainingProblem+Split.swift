import DrugResponse
import Support

extension TrainingConfiguration {
  /// The split that this configuration means of a data set.
  ///
  /// - Throws: `UsageError` where the data set has no such split, or too little to make it of.
  func split(of dataset: ResponseDataset) throws -> Split {
    let target = try normalisedTarget()
    guard let splitName else { return try Split(of: dataset, target: target, options: splitOptions) }
    return try dataset.namedSplit(splitName).split(splitOptions, of: dataset, target: target)
  }

  /// Looks at what stands on both sides of a split before anything is trained on it.
  ///
  /// - Throws: `FileError` (65) for a split that does not keep apart what it claims to.
  func overlap(of split: Split, in dataset: ResponseDataset) throws -> SplitOverlap {
    let overlap = SplitOverlap(of: split, in: dataset)
    let kind = try splitName.map { try dataset.namedSplit($0).kind } ?? splitBy
    if let leak = overlap.leak(of: kind) {
      throw FileError.invalid(
        data, at: splitName.map { "/splits/\($0)" } ?? "the split \(splitSummary)", leak)
    }
    return overlap
  }
}
