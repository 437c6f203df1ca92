import DrugResponse
import Foundation
import MPI
import Support
import Training

/// One `hqnn reproduce`: from the request to the results, on every rank of a communicator.
public enum ExperimentRun {
  /// Does what is left of an experiment, and writes its results.
  ///
  /// - Throws: on every rank alike: `CollectiveError`; on a rank by itself: `TrialError` or a `CommunicationError`, after
  ///   which the ranks cannot agree.
  public static func run(
    _ request: ExperimentRequest, launch: TrialLaunch, communicator: Communicator
  ) throws -> Trainer.Outcome {
    let (crew, record, dataset) = try TrialCrew.gather(launch, over: communicator) { stored in
      ExperimentRecord(
        plan: try ExperimentPlan(request, dataset: stored.dataset), datasetSHA256: stored.sha256,
        command: launch.command)
    }
    let (plan, directory) = (record.plan, crew.directory)
    let sizes = Dictionary(
      uniqueKeysWithValues: plan.trials.map { ($0.trial.name, plan.conditions[$0.condition].size) })
    let progress = TrialProgress(plan.trials.map(\.trial), directory: directory) { trial in
      trial.work(trainingSamples: sizes[trial.name]?.numbers?.train ?? dataset.responses.count)
    }
    if communicator.isRoot { launch.say(progress.introduction) }
    let isDone = try crew.work(progress) { result in
      func text(_ row: String) -> String {
        result.meanSquaredError(row).map { String(format: "%.6f", $0) } ?? "not a number"
      }
      return "test MSE \(text("model"))  drug + cell-line effects \(text("drug-and-cell-line"))"
    }
    return try crew.conclude(isDone) {
      if try (directory.stored() as ExperimentRecord).extends(record) {
        launch.say("more of this experiment has been asked for since; who does that writes its results")
        return
      }
      let results = try ExperimentResults(record, in: directory)
      try results.write(to: directory.path)
      // Of trials whose program was killed between the result and this.
      for (planned, result) in zip(plan.trials, results.trials) {
        let trial = TrialDirectory(planned.trial, of: directory)
        if !trial.isTidy(result) { trial.tidy(after: result, keepsModel: launch.keepsModels) }
      }
      for line in results.conclusions { launch.say(line) }
      launch.say("results: \(directory.path)/results.md")
    }
  }
}
