import Foundation
import Support
import Training

/// What an experiment is, as its directory keeps it from the first start on.
struct ExperimentRecord: TrialPlanRecord, Sendable {
  let plan: ExperimentPlan
  /// SHA-256 of the data set.
  let datasetSHA256: String
  /// The command line of the first start.
  let command: [String]

  static let kind = "experiment"

  func difference(from other: ExperimentRecord) -> String? {
    if plan.experiment != other.plan.experiment {
      return "it is \(other.plan.experiment.rawValue) there, and \(plan.experiment.rawValue) here"
    }
    if let difference = dataDifference(from: other) { return difference }
    let theirs = Dictionary(uniqueKeysWithValues: other.plan.trials.map { ($0.trial.name, $0.trial) })
    for planned in plan.trials {
      guard let other = theirs[planned.trial.name] else {
        return "there is no trial \(planned.trial.name) there"
      }
      if let key = planned.trial.configuration.difference(from: other.configuration) {
        return "in trial \(planned.trial.name), \(key)"
      }
    }
    let own = Set(plan.trials.map(\.trial.name))
    return other.plan.trials.first { !own.contains($0.trial.name) }.map {
      "its trial \($0.trial.name) is not asked for here"
    }
  }
}
