import Support

extension TrainingConfiguration {
  /// The configuration of this run if it goes on to another number of epochs.
  ///
  /// A cosine keeps the horizon that it had: the epochs already made have followed it, and the configuration must say
  /// what was done. Further epochs are then at its minimum.
  ///
  /// A run that has stopped early goes on as well: from there on it waits anew for an improvement, which
  /// `early_stopping_start` then says.
  ///
  /// - Parameters:
  ///   - epochs: the new number.
  ///   - done: epochs that the run has begun.
  ///   - stoppedEarly: whether early stopping ends it after them, be it that they were the last anyway.
  /// - Throws: `UsageError` for fewer epochs than were begun, or for further ones in which the cosine would leave a
  ///   learning rate of zero.
  public func extended(toEpochs epochs: Int, done: Int, stoppedEarly: Bool = false) throws
    -> TrainingConfiguration
  {
    guard epochs >= max(1, done) else {
      throw UsageError(
        "--epochs \(epochs) is less than the run has done: expected at least \(max(1, done)), the epoch that it has come to"
      )
    }
    var extended = self
    if stoppedEarly && epochs > done { extended.earlyStoppingStart = done }
    if epochs == self.epochs { return extended }
    extended.epochs = epochs
    if learningRateSchedule == .cosine {
      let horizon = scheduleEpochs ?? self.epochs
      guard epochs <= horizon || minimumLearningRate > 0 else {
        throw UsageError(
          "--epochs \(epochs) goes beyond epoch \(horizon), where this run's cosine ends at a learning rate of zero: start "
            + "a new run from its parameters with --init-from")
      }
      extended.scheduleEpochs = horizon
    }
    try extended.validate()
    return extended
  }
}
