import Network
import Support

/// How the learning rate changes over a run.
extension TrainingConfiguration {
  /// The schedule that the keys describe, once they are valid.
  public var schedule: LearningRateSchedule {
    LearningRateSchedule(
      learningRateSchedule, base: learningRate, warmupEpochs: warmupEpochs, minimum: minimumLearningRate,
      horizonEpochs: scheduleEpochs ?? epochs, stepEpochs: stepEpochs ?? 1, stepFactor: stepFactor)
  }

  /// - Throws: `UsageError` for a schedule that makes no sense, or a key that has no effect on the one chosen.
  func validateSchedule() throws {
    func require(_ condition: Bool, _ sentence: @autoclosure () -> String) throws {
      if !condition { throw UsageError(sentence()) }
    }
    let kind = learningRateSchedule
    func requireKind(_ expected: LearningRateSchedule.Kind, _ key: String, isGiven: Bool) throws {
      try require(
        kind == expected || !isGiven,
        "\(key) is for learning_rate_schedule \(expected.rawValue), but that is \(kind.rawValue)")
    }
    try require(warmupEpochs >= 0, "warmup_epochs must not be negative, but is \(warmupEpochs)")
    try requireKind(.cosine, "minimum_learning_rate", isGiven: minimumLearningRate != 0)
    try requireKind(.cosine, "schedule_epochs", isGiven: scheduleEpochs != nil)
    try requireKind(.step, "step_epochs", isGiven: stepEpochs != nil)
    try requireKind(.step, "step_factor", isGiven: stepFactor != Self.defaultStepFactor)
    switch kind {
    case .constant: break
    case .cosine:
      try require(
        minimumLearningRate >= 0 && minimumLearningRate <= learningRate,
        "minimum_learning_rate must lie in [0, learning_rate \(learningRate)], not \(minimumLearningRate)")
      let horizon = scheduleEpochs ?? epochs
      let name = scheduleEpochs == nil ? "epochs" : "schedule_epochs"
      try require(
        horizon > warmupEpochs,
        "\(name) must be more than the \(warmupEpochs) warmup_epochs that come before the cosine, not \(horizon)"
      )
      try require(
        minimumLearningRate > 0 || horizon >= epochs,
        "after schedule_epochs \(horizon) the learning rate would be zero until epochs \(epochs): expected a "
          + "minimum_learning_rate above zero or schedule_epochs of at least \(epochs)")
    case .step:
      guard let stepEpochs else {
        throw UsageError("learning_rate_schedule step needs step_epochs, the epochs between two steps")
      }
      try require(stepEpochs >= 1, "step_epochs must be at least 1, not \(stepEpochs)")
      try require(stepFactor > 0 && stepFactor <= 1, "step_factor must lie in (0, 1], not \(stepFactor)")
    }
  }
}
