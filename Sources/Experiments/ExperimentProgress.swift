import Foundation
import Support

/// How far an experiment is, for who watches.
struct ExperimentProgress {
  private let directory: ExperimentDirectory
  private let work: [String: Double]
  /// Names of trials, the largest first: what is begun last then keeps the other workers waiting the least.
  let order: [String]
  /// Trials that were done before.
  private let early: Set<String>
  private let start = ContinuousClock.now
  private var doneWork = 0.0
  private var doneCount: Int

  /// - Parameters:
  ///   - plan: the trials.
  ///   - directory: where they are.
  ///   - pairCount: of the data set, for trials that take all.
  init(_ plan: ExperimentPlan, directory: ExperimentDirectory, pairCount: Int) {
    self.directory = directory
    var work: [String: Double] = [:]
    for planned in plan.trials {
      let samples = plan.conditions[planned.condition].size.numbers?.train ?? pairCount
      work[planned.trial.name] = planned.trial.work(trainingSamples: samples)
    }
    let names = plan.trials.map(\.trial.name)
    order = names.enumerated().sorted {
      (work[$1.element] ?? 0, $0.offset) < (work[$0.element] ?? 0, $1.offset)
    }.map(\.element)
    self.work = work
    early = Set(names.filter { TrialDirectory($0, of: directory).isDone })
    doneCount = early.count
  }

  /// What there is to do.
  var introduction: String {
    "\(order.count) trials in \(directory.trials)"
      + (early.isEmpty ? "" : ", of which \(early.count) are done already")
  }

  /// A line on a trial that is done; nil for one that was done before.
  ///
  /// - Throws: `FileError` for a result that cannot be read.
  mutating func finished(_ name: String) throws -> String? {
    if early.contains(name) { return nil }
    doneCount += 1
    doneWork += work[name] ?? 0
    let result = try TrialResult.read(TrialDirectory(name, of: directory).result)
    let outcome: String
    if let failure = result.failure {
      outcome = "diverged: \(failure)"
    } else {
      func text(_ row: String) -> String {
        result.meanSquaredError(row).map { String(format: "%.6f", $0) } ?? "not a number"
      }
      outcome = "test MSE \(text("model"))  drug + cell-line effects \(text("drug-and-cell-line"))"
    }
    let left = order.reduce(0) { $0 + (early.contains($1) ? 0 : work[$1] ?? 0) } - doneWork
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let time =
      left > 0 && doneWork > 0 ? "  about \(TimeSpan.words(seconds: seconds * left / doneWork)) left" : ""
    return "\(doneCount) of \(order.count)  \(name)  \(outcome)\(time)"
  }
}
