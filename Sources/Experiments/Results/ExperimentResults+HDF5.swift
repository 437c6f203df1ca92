import Foundation
import HDF5
import Report
import Schemas
import Support

/// results.h5: hdf5-schemas/hqnn-experiment.
extension ExperimentResults {
  private static let schemaName = "hqnn-experiment"

  /// Writes the file whole or not at all.
  ///
  /// - Throws: an error with exit code 73 or 74.
  func writeHDF5(to path: String) throws {
    let schema = try Schema.named(Self.schemaName)
    try SealedFile.write(to: path) { root in
      try schema.writeIdentity(to: root)
      let attributes = root.attributes
      try attributes.set("experiment", plan.experiment.rawValue)
      try attributes.set(
        "command", (["hqnn", "reproduce"] + record.command).map(\.shellQuoted).joined(separator: " "))
      try attributes.set("dataset_sha256", record.datasetSHA256)
      try attributes.set("build", builds.joined(separator: "\n"))
      try attributes.set("reference", plan.arms[plan.reference].name)
      try writeConditions(to: root)
      try root.write(plan.arms.map(\.name), to: "arms/name")
      try root.write(plan.arms.map(\.label), to: "arms/label")
      try writeTrials(to: root)
      try writeHistory(to: root)
      try writeSummaries(to: root)
      try writeComparisons(to: root)
      try schema.describeObjects(in: root)
    }
  }

  private func writeConditions(to root: Group) throws {
    try root.write(plan.conditions.map(\.name), to: "conditions/name")
    try root.write(plan.conditions.map(\.label), to: "conditions/label")
    try root.write(overlaps, to: "conditions/overlap_correction")
    for row in Self.baselines {
      try root.write(
        plan.conditions.indices.map { floor(row, condition: $0) ?? .nan },
        to: "conditions/\(row.replacing("-", with: "_"))_mse")
    }
  }

  private func writeTrials(to root: Group) throws {
    func whole(_ name: String, _ value: (TrialResult) -> Int) throws {
      try root.write(trials.map { Int64(value($0)) }, to: "trials/\(name)")
    }
    func real(_ name: String, _ value: (TrialResult) -> Double?) throws {
      try root.write(trials.map { value($0) ?? .nan }, to: "trials/\(name)")
    }
    try root.write(trials.map(\.name), to: "trials/name")
    try root.write(plan.trials.map { Int32($0.condition) }, to: "trials/condition")
    try root.write(plan.trials.map { Int32($0.arm) }, to: "trials/arm")
    try root.write(plan.trials.map { Int64(plan.seeds[$0.seed]) }, to: "trials/seed")
    try whole("training_samples", \.trainingSamples)
    try whole("validation_samples", \.validationSamples)
    try whole("test_samples", \.testSamples)
    try whole("epochs", \.configuration.epochs)
    try whole("reported_epoch") { $0.epoch ?? 0 }
    try whole("parameters", \.parameterCount)
    try whole("head_parameters", \.headParameterCount)
    try real("mse") { $0.meanSquaredError() }
    try real("rmse") { $0.metrics()?.overall.rmse }
    try real("pearson") { $0.metrics()?.overall.pearson }
    try real("spearman") { $0.metrics()?.overall.spearman }
    try real("r2") { $0.metrics()?.overall.r2 }
    try real("within_drug_pearson") { $0.metrics()?.withinDrug.meanPearson }
    for row in Self.baselines {
      try real("\(row.replacing("-", with: "_"))_mse") { $0.meanSquaredError(row) }
    }
    try root.write(trials.map { $0.failure ?? "" }, to: "trials/failure")
    try root.write(trials.map { try $0.configuration.json() }, to: "trials/configuration")
    try real("seconds", \.seconds)
    try whole("threads", \.threads)
  }

  private func writeHistory(to root: Group) throws {
    let length = trials.map(\.history.count).max() ?? 0
    func matrix(_ name: String, _ value: (TrialResult, Int) -> Double?) throws {
      let values = trials.flatMap { trial in
        (0..<length).map { $0 < trial.history.count ? value(trial, $0) ?? .nan : .nan }
      }
      try root.write(values, to: "history/\(name)", shape: [trials.count, length])
    }
    try matrix("train_mse") { $0.history[$1].trainMSE }
    try matrix("test_mse") { $0.history[$1].testMSE }
    try matrix("validation_mse") { $0.history[$1].validationMSE }
  }

  private func writeSummaries(to root: Group) throws {
    let shape = [plan.conditions.count, plan.arms.count]
    try root.write(summaries.map { Int64($0.count) }, to: "summaries/count", shape: shape)
    try root.write(summaries.map { Int64($0.divergedCount) }, to: "summaries/diverged", shape: shape)
    func interval(_ name: String, _ value: (ArmSummary) -> MeanInterval?) throws {
      try root.write(summaries.map { value($0)?.lower ?? .nan }, to: "summaries/\(name)_lower", shape: shape)
      try root.write(summaries.map { value($0)?.upper ?? .nan }, to: "summaries/\(name)_upper", shape: shape)
    }
    func mean(_ name: String, _ value: (ArmSummary) -> Double?) throws {
      try root.write(summaries.map { value($0) ?? .nan }, to: "summaries/\(name)", shape: shape)
    }
    try mean("mse", \.meanSquaredError)
    try mean("pearson") { $0.pearson?.mean }
    try mean("within_drug_pearson") { $0.withinDrugPearson?.mean }
    try mean("less_effects") { $0.lessEffects?.difference.mean }
    try interval("mse", \.meanSquaredErrorInterval)
    try interval("pearson", \.pearson)
    try interval("within_drug_pearson", \.withinDrugPearson)
    try interval("less_effects") { $0.lessEffects?.difference }
    try mean("less_effects_p_holm", \.adjusted)
  }

  private func writeComparisons(to root: Group) throws {
    func real(_ name: String, _ value: (ArmComparison) -> Double?) throws {
      try root.write(comparisons.map { value($0) ?? .nan }, to: "comparisons/\(name)")
    }
    try root.write(comparisons.map { Int32($0.condition) }, to: "comparisons/condition")
    try root.write(comparisons.map { Int32($0.arm) }, to: "comparisons/arm")
    try root.write(comparisons.map { Int64($0.pairs) }, to: "comparisons/pairs")
    try root.write(comparisons.map { Int64($0.leftOut) }, to: "comparisons/left_out")
    try real("mse_difference") { $0.test?.difference.mean }
    try real("lower") { $0.test?.difference.lower }
    try real("upper") { $0.test?.difference.upper }
    try real("p") { $0.test?.p }
    try real("p_holm", \.adjusted)
    try real("effect_size") { $0.test?.effectSize }
    try real("relative_difference") { $0.relative?.value }
    try real("relative_lower") { $0.relative?.lower }
    try real("relative_upper") { $0.relative?.upper }
  }
}
