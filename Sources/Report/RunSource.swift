import Foundation
import Support
import Training

/// The checkpoint of a run that a report is about, and what else its directory says of the run.
struct RunSource {
  /// Which of a run's checkpoints it is.
  enum Stage: Hashable {
    /// `best.h5`.
    case best
    /// After the run's last epoch.
    case finished
    case epoch(Int)
  }

  let checkpoint: Checkpoint
  let stage: Stage
  /// As far as the run has come, which may be further than the checkpoint.
  let history: TrainingHistory
  /// Whether the epoch was chosen by the errors of the test pairs.
  let isChosenByTestSet: Bool
  /// What is wrong with the run's files, as sentences.
  let warnings: [String]

  /// - Parameter path: a run directory, of which the newest checkpoint is taken, or a checkpoint.
  /// - Throws: as `ScoringSession.find`.
  init(_ path: String) throws {
    let found = try ScoringSession.find(path)
    let checkpoint = found.checkpoint
    self.checkpoint = checkpoint
    warnings = found.damaged.map { "\($0.error)" }
    let state = checkpoint.state
    let isBest = URL(fileURLWithPath: found.path).lastPathComponent == CheckpointStore.bestName
    stage = isBest ? .best : checkpoint.configuration.isComplete(state) ? .finished : .epoch(state.epoch)
    history = Self.later(checkpoint, at: path)?.state.history ?? state.history
    let best = history.best
    isChosenByTestSet =
      state.epoch > 0 && history.entries.count > 1 && best?.validationMSE == nil
      && (isBest || best?.epoch == state.epoch && history.entries.count > state.epoch)
  }

  /// The newest checkpoint of the run that `checkpoint` is in, if it is of the same run.
  private static func later(_ checkpoint: Checkpoint, at path: String) -> Checkpoint? {
    guard let run = RunDirectory(of: path),
      let newest = try? CheckpointStore(directory: run.checkpoints, keep: 1).newestValid().checkpoint
    else { return nil }
    // What may change when a run goes on.
    var configuration = newest.configuration
    configuration.epochs = checkpoint.configuration.epochs
    configuration.data = checkpoint.configuration.data
    let isSame =
      configuration == checkpoint.configuration && newest.datasetDigest == checkpoint.datasetDigest
      && newest.split == checkpoint.split && newest.state.step >= checkpoint.state.step
      && newest.state.history.entries.starts(with: checkpoint.state.history.entries)
    return isSame ? newest : nil
  }
}
