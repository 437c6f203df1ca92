import DrugResponse
import Support

/// The validation part, and what it decides.
extension TrainingConfiguration {
  /// What of the training side validates; nil for nothing.
  public var validationSize: ValidationSize? {
    validationSamples.map(ValidationSize.samples) ?? validationFraction.map(ValidationSize.fraction)
  }

  /// nil for runs that end with their last epoch.
  public var earlyStopping: EarlyStopping? {
    earlyStoppingPatience.map {
      EarlyStopping(
        patience: $0, minimumImprovement: earlyStoppingMinimumImprovement, start: earlyStoppingStart)
    }
  }

  /// Whether a run of this history stops before its last epoch.
  func stopsEarly(_ history: TrainingHistory) -> Bool {
    history.entries.count < epochs && earlyStopping?.stops(history) ?? false
  }

  /// Whether a state is the end of the run: after the last epoch, or where it stops early.
  package func isComplete(_ state: TrainingState) -> Bool {
    state.epoch >= epochs || stopsEarly(state.history)
  }

  /// - Throws: `UsageError` for what makes no sense, or a key that has no effect without another.
  func validateEarlyStopping() throws {
    func require(_ condition: Bool, _ sentence: @autoclosure () -> String) throws {
      if !condition { throw UsageError(sentence()) }
    }
    try require(
      validationFraction == nil || validationSamples == nil,
      "validation_fraction and validation_samples contradict each other: give one of them")
    try validationSize?.validate()
    guard let patience = earlyStoppingPatience else {
      try require(
        earlyStoppingMinimumImprovement == 0,
        "early_stopping_minimum_improvement is for early_stopping_patience, which is not given")
      try require(
        earlyStoppingStart == 0,
        "early_stopping_start is for early_stopping_patience, which is not given")
      return
    }
    try require(
      validationSize != nil || splitName != nil,
      "early_stopping_patience looks at the validation MSE: it needs validation_fraction or validation_samples"
    )
    try require(patience >= 1, "early_stopping_patience must be at least 1, not \(patience)")
    try require(
      earlyStoppingMinimumImprovement >= 0 && earlyStoppingMinimumImprovement.isFinite,
      "early_stopping_minimum_improvement must be finite and not negative, but is \(earlyStoppingMinimumImprovement)"
    )
    try require(
      earlyStoppingStart >= 0, "early_stopping_start must not be negative, but is \(earlyStoppingStart)")
  }
}
