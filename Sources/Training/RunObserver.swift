import Foundation
import Logging
import MPI
import Network
import Support

/// Rank 0's reports: a line an epoch in the log, a row an epoch in metrics.csv.
final class RunObserver: TrainingObserver {
  private let communicator: Communicator
  private let problem: TrainingProblem
  private let log: Logger
  /// Where a person watches.
  private var progress: ProgressLine?
  private var table: MetricsTable
  /// Where TensorBoard's files were asked for.
  var events: RunEvents?
  /// Whether they were, on every rank.
  let needsGradientNorms: Bool
  /// Of the epoch that ended.
  private var norms: EpochGradientNorms?

  init(
    communicator: Communicator, problem: TrainingProblem, log: Logger, progress: ProgressLine?,
    table: MetricsTable, needsGradientNorms: Bool
  ) {
    self.communicator = communicator
    self.problem = problem
    self.log = log
    self.progress = progress
    self.needsGradientNorms = needsGradientNorms
    self.table = table
  }

  func writeTable(_ history: TrainingHistory) throws { try table.write(history) }

  func stepFinished(_ state: TrainingState) { progress?.stepFinished(state) }

  func epochFinished(_ history: TrainingHistory, times: EpochTimes, steps: Int, state: TrainingState) throws {
    guard let entry = history.entries.last else { return }
    log.debug(
      "epoch \(entry.epoch) took \(times.summary)", metadata: ["epoch": .stringConvertible(entry.epoch)])
    guard communicator.isRoot else { return }
    progress?.epochFinished()
    let seconds = times.total
    // The last batches of an epoch, if a resumed process ran only these.
    let samples =
      max(0, problem.split.train.count - (problem.stepsPerEpoch - steps) * problem.configuration.batchSize)
    let rate = seconds > 0 ? Double(samples) / seconds : 0
    table.record(epoch: entry.epoch, seconds: seconds, samplesPerSecond: rate)
    let epochs = Double(problem.configuration.epochs - entry.epoch)
    let left = steps > 0 ? epochs * seconds * Double(problem.stepsPerEpoch) / Double(steps) : 0
    let schedule = problem.configuration.schedule
    let learningRate = schedule.rate(step: state.step, stepsPerEpoch: problem.stepsPerEpoch)
    let rateText = schedule.isConstant ? "" : String(format: "learning rate %.3g  ", learningRate)
    var metadata: Logger.Metadata = [
      "epoch": .stringConvertible(entry.epoch), "epochs": .stringConvertible(problem.configuration.epochs),
      "step": .stringConvertible(state.step), "train_mse": .stringConvertible(entry.trainMSE),
      "test_mse": .stringConvertible(entry.testMSE), "learning_rate": .stringConvertible(learningRate),
      "seconds": .stringConvertible(seconds), "samples_per_second": .stringConvertible(rate),
      "seconds_left": .stringConvertible(left),
    ]
    metadata["validation_mse"] = entry.validationMSE.map { .stringConvertible($0) }
    if problem.configuration.gradientClipNorm != nil, let norms {
      metadata["gradient_norm"] = .stringConvertible(norms.overall.mean)
      metadata["clipped_steps"] = .stringConvertible(norms.clippedSteps)
    }
    log.info(
      """
      epoch \(entry.epoch)/\(problem.configuration.epochs)  step \(state.step)  \
      train MSE \(format(entry.trainMSE))  test MSE \(format(entry.testMSE))  \
      \(entry.validationMSE.map { "validation MSE \(format($0))  " } ?? "")\(rateText)\
      \(String(format: "%.2f s  %.0f samples/s  %.0f s left", seconds, rate, left))
      """, metadata: metadata)
    try table.write(history)
    try events?.epochFinished(
      history, seconds: seconds, samplesPerSecond: rate, norms: norms, state: state)
  }

  func gradientNormsMeasured(_ norms: EpochGradientNorms, epoch: Int) {
    self.norms = norms
    guard communicator.isRoot, problem.configuration.gradientClipNorm != nil else { return }
    log.info(
      """
      epoch \(epoch): gradient norm \(String(format: "%.3g", norms.overall.mean)) on average, clipped in \
      \(norms.clippedSteps) of \(norms.steps) steps
      """)
  }

  private func format(_ value: Double) -> String { String(format: "%.6f", value) }
}
