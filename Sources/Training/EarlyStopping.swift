/// When a run ends before its last epoch: where the validation MSE has stopped falling.
///
/// It follows from the history alone, so that all ranks come to the same end, and a run that is resumed too.
public struct EarlyStopping: Sendable, Equatable {
  /// Epochs without an improvement after which a run stops, at least 1.
  public let patience: Int
  /// By how much the validation MSE must be below the best so far to be an improvement.
  public let minimumImprovement: Double
  /// The epoch after which waiting begins at the earliest.
  public let start: Int

  public init(patience: Int, minimumImprovement: Double, start: Int) {
    (self.patience, self.minimumImprovement, self.start) = (patience, minimumImprovement, start)
  }

  /// Epochs since the last improvement, or since `start` if that was later. The first epoch is an improvement.
  public func epochsWaited(_ history: TrainingHistory) -> Int {
    var best = Double.infinity
    var improved = 0
    for entry in history.entries {
      guard let error = entry.validationMSE, error < best - minimumImprovement else { continue }
      best = error
      improved = entry.epoch
    }
    return max(0, history.entries.count - max(improved, start))
  }

  /// Whether a run of this history stops.
  public func stops(_ history: TrainingHistory) -> Bool { epochsWaited(history) >= patience }

  /// Why a run has stopped, as the end of a sentence.
  var reason: String {
    let margin = minimumImprovement > 0 ? " by more than \(minimumImprovement)" : ""
    return "the validation MSE has not fallen\(margin) in \(patience) epoch\(patience == 1 ? "" : "s")"
  }
}
