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
  private var table: MetricsTable

  init(communicator: Communicator, problem: TrainingProblem, log: Logger, table: MetricsTable) {
    self.communicator = communicator
    self.problem = problem
    self.log = log
    self.table = table
  }

  func writeTable(_ history: TrainingHistory) throws { try table.write(history) }

  func epochFinished(_ history: TrainingHistory, times: EpochTimes, steps: Int, state: TrainingState) throws {
    guard let entry = history.entries.last else { return }
    log.debug("rank \(communicator.rank) in epoch \(entry.epoch): \(times.summary)")
    guard communicator.isRoot else { return }
    let seconds = times.total
    // The last batches of an epoch, if a resumed process ran only these.
    let samples =
      max(0, problem.split.train.count - (problem.stepsPerEpoch - steps) * problem.configuration.batchSize)
    let rate = seconds > 0 ? Double(samples) / seconds : 0
    table.record(epoch: entry.epoch, seconds: seconds, samplesPerSecond: rate)
    let epochs = Double(problem.configuration.epochs - entry.epoch)
    let left = steps > 0 ? epochs * seconds * Double(problem.stepsPerEpoch) / Double(steps) : 0
    let schedule = problem.configuration.schedule
    let learningRate =
      schedule.isConstant
      ? ""
      : String(
        format: "learning rate %.3g  ", schedule.rate(step: state.step, stepsPerEpoch: problem.stepsPerEpoch))
    log.info(
      """
      epoch \(entry.epoch)/\(problem.configuration.epochs)  step \(state.step)  \
      train MSE \(format(entry.trainMSE))  test MSE \(format(entry.testMSE))  \
      \(entry.validationMSE.map { "validation MSE \(format($0))  " } ?? "")\(learningRate)\
      \(String(format: "%.2f s  %.0f samples/s  %.0f s left", seconds, rate, left))
      """)
    try table.write(history)
  }

  func gradientNormsMeasured(_ norms: EpochGradientNorms, epoch: Int) {
    guard communicator.isRoot, problem.configuration.gradientClipNorm != nil else { return }
    log.info(
      """
      epoch \(epoch): gradient norm \(String(format: "%.3g", norms.overall.mean)) on average, clipped in \
      \(norms.clippedSteps) of \(norms.steps) steps
      """)
  }

  private func format(_ value: Double) -> String { String(format: "%.6f", value) }
}
