import Foundation
import Support

/// What a terminal shows of a run between two lines of its log: how far the epoch is, and how fast it goes.
struct ProgressLine {
  private static let interval = Duration.milliseconds(100)

  private let problem: TrainingProblem
  private let console: Console
  /// When the first step of this process ended, and the first of this epoch.
  private var start: Mark?
  private var epochStart: Mark?
  private var nextDrawing = ContinuousClock.now

  private struct Mark {
    let time: ContinuousClock.Instant
    let step: Int

    /// Seconds a step from here to another moment.
    func pace(to end: Mark) -> Double? {
      end.step > step ? (end.time - time) / .seconds(1) / Double(end.step - step) : nil
    }
  }

  init(problem: TrainingProblem, console: Console) {
    self.problem = problem
    self.console = console
  }

  /// To be called after every step: mostly it looks at the clock and does nothing.
  mutating func stepFinished(_ state: TrainingState) {
    let now = Mark(time: .now, step: state.step)
    if start == nil { start = now }
    if epochStart == nil { epochStart = now }
    guard now.time >= nextDrawing else { return }
    nextDrawing = now.time + Self.interval
    console.draw(fields(state, now))
  }

  /// Scoring and checkpoints do not count for the speed of steps, but for the time that is left.
  mutating func epochFinished() { epochStart = nil }

  /// The most important first: those that a terminal has no room for are left out.
  private func fields(_ state: TrainingState, _ now: Mark) -> [String] {
    let (epochs, steps) = (problem.configuration.epochs, problem.stepsPerEpoch)
    let step = state.step - state.epoch * steps
    var fields = ["epoch \(state.epoch + 1)/\(epochs)", "step \(step)/\(steps)"]
    if let pace = start?.pace(to: now) {
      fields.append(TimeSpan.words(seconds: pace * Double(epochs * steps - state.step)) + " left")
    }
    let samples = min(step * problem.configuration.batchSize, problem.split.train.count)
    let error = ExactSum.errorValue(state.epochErrorSum) / Double(samples)
    fields.append(String(format: "train MSE %.6f", error))
    if let last = state.history.entries.last { fields.append(String(format: "test MSE %.6f", last.testMSE)) }
    if let pace = epochStart?.pace(to: now), pace > 0 {
      fields.append(String(format: "%.0f samples/s", Double(problem.configuration.batchSize) / pace))
    }
    return fields
  }
}
