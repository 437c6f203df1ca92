import Foundation
import Support
import Training

/// The run directory of a trial, which holds its result too.
struct TrialDirectory {
  let run: RunDirectory
  /// The name of the file with the result.
  private let resultName: String

  /// - Parameters:
  ///   - trial: whose it is.
  ///   - experiment: the experiment's directory.
  init(_ trial: Trial, of experiment: ExperimentDirectory) {
    run = RunDirectory(experiment.trials + "/" + trial.name)
    resultName = trial.isRung ? "result-epoch-\(trial.configuration.epochs).json" : "result.json"
  }

  var path: String { run.path }
  var result: String { path + "/" + resultName }
  /// Locked by who works on the trial.
  var claim: String { path + "/claim.lock" }

  /// Whether there is nothing left to do.
  var isDone: Bool { access(result, F_OK) == 0 }

  /// The seconds that metrics.csv has for the epochs: of all processes that worked on them.
  var trainingSeconds: Double {
    let text = (try? String(contentsOfFile: run.metrics, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").dropFirst().reduce(0) { sum, line in
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      return sum + (fields.count > 2 ? Double(fields[fields.count - 2]) ?? 0 : 0)
    }
  }

  /// Removes what a finished trial does not need: the checkpoints, or all but one of them, and the run's own report, which
  /// speaks of a best epoch by the test set.
  func tidy(keeping kept: String?) {
    CheckpointStore(directory: run.checkpoints, keep: 1).removeAll(but: kept)
    if kept == nil { rmdir(run.checkpoints) }
    // Last, for `isTidy`.
    unlink(run.report)
  }

  /// The same by a trial's result.
  ///
  /// - Parameter keepsModel: whether the checkpoint of the reported epoch stays, if there is one.
  func tidy(after result: TrialResult, keepsModel: Bool) {
    let store = CheckpointStore(directory: run.checkpoints, keep: 1)
    let reported = result.validationSamples > 0 ? store.best : store.newestStep.map(store.path(step:))
    tidy(keeping: keepsModel && result.epoch != nil ? reported : nil)
  }

  /// Whether nothing is left that `tidy` would remove: what it keeps is not to be removed by a later program that keeps
  /// nothing itself. A run that diverged has no report, and nothing of it is kept.
  func isTidy(_ result: TrialResult) -> Bool { result.epoch != nil && access(run.report, F_OK) != 0 }
}
