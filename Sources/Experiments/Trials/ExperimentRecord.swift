import Foundation
import Support
import Training

/// What an experiment is, as its directory keeps it from the start on that first asked for all of it.
struct ExperimentRecord: TrialPlanRecord, Sendable {
  let plan: ExperimentPlan
  /// SHA-256 of the data set.
  let datasetSHA256: String
  /// The command line of that start.
  let command: [String]

  static let kind = "experiment"

  func difference(from other: ExperimentRecord) -> String? {
    if plan.experiment != other.plan.experiment {
      return "it is \(other.plan.experiment.rawValue) there, and \(plan.experiment.rawValue) here"
    }
    if let difference = dataDifference(from: other) { return difference }
    let theirs = Dictionary(uniqueKeysWithValues: other.plan.trials.map { ($0.trial.name, $0.trial) })
    for trial in plan.trials.lazy.map(\.trial) {
      if let key = theirs[trial.name].flatMap({ trial.configuration.difference(from: $0.configuration) }) {
        return "in trial \(trial.name), \(key)"
      }
    }
    let own = Set(plan.trials.map(\.trial.name))
    guard let added = plan.trials.first(where: { theirs[$0.trial.name] == nil }),
      let missing = other.plan.trials.first(where: { !own.contains($0.trial.name) })
    else { return nil }
    return
      "there is no trial \(added.trial.name) there, and its trial \(missing.trial.name) is not asked for here"
  }

  func extends(_ other: ExperimentRecord) -> Bool { plan.trials.count > other.plan.trials.count }
}
