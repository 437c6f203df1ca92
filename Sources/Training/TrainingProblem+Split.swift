import DrugResponse
import Support

extension TrainingConfiguration {
  /// The split that this configuration means of a data set.
  ///
  /// - Throws: `UsageError` where the data set has no such split, or too little to make it of.
  package func split(of dataset: ResponseDataset) throws -> Split {
    let target = try normalisedTarget()
    let split =
      try splitName.map { try dataset.namedSplit($0).split(splitOptions, of: dataset, target: target) }
      ?? Split(of: dataset, target: target, options: splitOptions)
    guard let validationSize else {
      guard earlyStopping == nil || !split.validation.isEmpty else {
        throw UsageError(
          "early_stopping_patience looks at the validation MSE, but the split \(splitSummary) has no validation side: it "
            + "needs validation_fraction or validation_samples")
      }
      return split
    }
    guard split.validation.isEmpty else {
      throw UsageError(
        "the split \(splitSummary) has a validation side of its own: leave out validation_fraction and validation_samples"
      )
    }
    return try split.takingValidation(
      validationSize, ResponseGroups(try splitKind(in: dataset), of: dataset), seed: seed)
  }

  /// What the split keeps apart, by itself or as the data set says of it.
  ///
  /// - Throws: `UsageError` where the data set has no such split.
  public func splitKind(in dataset: ResponseDataset) throws -> SplitKind {
    try splitName.map { try dataset.namedSplit($0).kind } ?? splitBy
  }

  /// Looks at what stands on both sides of a split before anything is trained on it.
  ///
  /// - Throws: `FileError` (65) for a split that does not keep apart what it claims to.
  func overlap(of split: Split, in dataset: ResponseDataset) throws -> SplitOverlap {
    let groups = ResponseGroups.all(of: dataset)
    let overlap = SplitOverlap(of: split, groups)
    let kind = try splitKind(in: dataset)
    if let leak = SplitOverlap.leak(split, of: kind, groups) {
      throw FileError.invalid(
        data, at: splitName.map { "/splits/\($0)" } ?? "the split \(splitSummary)", leak)
    }
    return overlap
  }
}
