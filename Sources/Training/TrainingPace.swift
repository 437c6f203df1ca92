/// How long the parts of a run have taken at most: how much time it takes to come to a stop.
struct TrainingPace {
  var step = Duration.zero
  var scoring = Duration.zero
  var checkpoint = Duration.zero

  /// Runs `body` and keeps its time if it is the longest of its kind.
  mutating func measure<Result>(
    _ part: WritableKeyPath<TrainingPace, Duration>, _ body: () throws -> Result
  ) rethrows -> Result {
    let start = ContinuousClock.now
    defer { took(part, .now - start) }
    return try body()
  }

  /// Keeps a time if it is the longest of its kind.
  mutating func took(_ part: WritableKeyPath<TrainingPace, Duration>, _ time: Duration) {
    self[keyPath: part] = max(self[keyPath: part], time)
  }

  /// From the start of a step, or of an epoch's scoring, to the moment at which the run would have ended if it were
  /// asked to stop not now but at the next occasion.
  ///
  /// - Parameter isBeforeScoring: whether the next occasion comes only after the test set is scored.
  func untilNextStop(isBeforeScoring: Bool) -> Duration {
    (step + checkpoint) * 2 + (isBeforeScoring ? scoring : .zero)
  }
}
