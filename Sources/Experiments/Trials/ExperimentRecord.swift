import Foundation
import Support
import Training

/// What an experiment is, as its directory keeps it from the first start on, or from the one that asked for more of it.
struct ExperimentRecord: TrialPlanRecord, Sendable {
  let plan: ExperimentPlan
  /// SHA-256 of the data set.
  let datasetSHA256: String
  /// The command line of the start that asked for it first.
  let command: [String]

  static let kind = "experiment"

  func difference(from other: ExperimentRecord) -> String? {
    if plan.experiment != other.plan.experiment {
      return "it is \(other.plan.experiment.rawValue) there, and \(plan.experiment.rawValue) here"
    }
    if let difference = dataDifference(from: other) { return difference }
    let own = Dictionary(uniqueKeysWithValues: plan.trials.map { ($0.trial.name, $0.trial) })
    for theirs in other.plan.trials.lazy.map(\.trial) {
      guard let trial = own[theirs.name] else { return "its trial \(theirs.name) is not asked for here" }
      if let key = trial.configuration.difference(from: theirs.configuration) {
        return "in trial \(theirs.name), \(key)"
      }
    }
    return nil
  }

  func extends(_ other: ExperimentRecord) -> Bool { plan.trials.count > other.plan.trials.count }
}
