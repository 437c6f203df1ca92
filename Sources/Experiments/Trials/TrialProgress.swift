import Foundation
import Support

/// How far a list of trials is, for who watches.
struct TrialProgress {
  private let directory: ExperimentDirectory
  /// By trial's name.
  private let work: [String: Double]
  /// The largest first: what is begun last then keeps the other workers waiting the least.
  let order: [Trial]
  /// Names of trials that were done before.
  private let early: Set<String>
  private let start = ContinuousClock.now
  private var doneWork = 0.0
  private var doneCount: Int

  /// - Parameters:
  ///   - trials: of different names.
  ///   - work: how much of it each trial is, in any unit.
  ///   - directory: where they are.
  init(_ trials: [Trial], directory: ExperimentDirectory, work: (Trial) -> Double) {
    self.directory = directory
    let amounts = Dictionary(uniqueKeysWithValues: trials.map { ($0.name, work($0)) })
    order = trials.enumerated().sorted {
      (amounts[$1.element.name] ?? 0, $0.offset) < (amounts[$0.element.name] ?? 0, $1.offset)
    }.map(\.element)
    self.work = amounts
    early = Set(trials.filter { TrialDirectory($0, of: directory).isDone }.map(\.name))
    doneCount = early.count
  }

  /// What there is to do.
  var introduction: String {
    "\(order.count) trials in \(directory.trials)"
      + (early.isEmpty ? "" : ", of which \(early.count) are done already")
  }

  /// A line on a trial that is done; nil for one that was done before.
  ///
  /// - Parameter outcome: what its result comes to, in words.
  /// - Throws: `FileError` for a result that cannot be read.
  mutating func finished(_ trial: Trial, _ outcome: (TrialResult) -> String) throws -> String? {
    if early.contains(trial.name) { return nil }
    doneCount += 1
    doneWork += work[trial.name] ?? 0
    let result = try TrialResult.read(TrialDirectory(trial, of: directory).result)
    let words = result.failure.map { "diverged: \($0)" } ?? outcome(result)
    let left =
      order.reduce(0) { $0 + (early.contains($1.name) ? 0 : work[$1.name] ?? 0) } - doneWork
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let time =
      left > 0 && doneWork > 0 ? "  about \(TimeSpan.words(seconds: seconds * left / doneWork)) left" : ""
    return "\(doneCount) of \(order.count)  \(trial.name)  \(words)\(time)"
  }
}
