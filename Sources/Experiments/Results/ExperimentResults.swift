import Foundation
import Report
import Support
import Training

/// What an experiment came to: made of the trials' results alone.
struct ExperimentResults {
  let record: ExperimentRecord
  /// In the order of the plan.
  let trials: [TrialResult]
  /// By condition, then arm.
  let summaries: [ArmSummary]
  /// By condition, then arm, without the reference.
  let comparisons: [ArmComparison]
  /// By condition: test samples for each training sample where splits of different seeds overlap, else 0.
  let overlaps: [Double]

  var plan: ExperimentPlan { record.plan }

  /// Rows of evaluations that need no network.
  static let baselines = ["mean", "drug-mean", "drug-and-cell-line"]

  /// The programs that evaluated the trials.
  var builds: [String] { Array(Set(trials.map(\.build))).sorted() }

  /// - Throws: `FileError` for a trial's result that is missing or damaged.
  init(_ record: ExperimentRecord, in directory: ExperimentDirectory) throws {
    try self.init(
      record,
      record.plan.trials.map { try TrialResult.read(TrialDirectory($0.trial, of: directory).result) })
  }

  init(_ record: ExperimentRecord, _ trials: [TrialResult]) {
    let plan = record.plan
    self.record = record
    self.trials = trials
    func results(_ condition: Int, _ arm: Int) -> [TrialResult] {
      plan.seeds.indices.map { trials[plan.index(condition: condition, seed: $0, arm: arm)] }
    }
    let overlaps = plan.conditions.indices.map { condition in
      Self.overlap(plan.conditions[condition], results(condition, 0))
    }
    self.overlaps = overlaps
    var summaries: [ArmSummary] = []
    var comparisons: [ArmComparison] = []
    for (condition, overlap) in overlaps.enumerated() {
      for arm in plan.arms.indices {
        let own = results(condition, arm)
        summaries.append(ArmSummary(own, condition: condition, arm: arm, overlap: overlap))
        guard arm != plan.reference else { continue }
        comparisons.append(
          ArmComparison(
            own, results(condition, plan.reference), condition: condition, arm: arm, overlap: overlap))
      }
    }
    // Two questions, each adjusted by itself: whether arms differ, and whether they beat what needs no network.
    for (index, p) in PairedTest.holm(comparisons.map { $0.test?.p }).enumerated() {
      comparisons[index].adjusted = p
    }
    for (index, p) in PairedTest.holm(summaries.map { $0.lessEffects?.p }).enumerated() {
      summaries[index].adjusted = p
    }
    self.summaries = summaries
    self.comparisons = comparisons
  }

  /// The correction for splits that overlap: where they are large, and where they are of whole groups, all of which every
  /// seed deals out anew.
  private static func overlap(_ condition: ExperimentCondition, _ results: [TrialResult]) -> Double {
    guard let first = results.first else { return 0 }
    if condition.kind != .pairs {
      return first.configuration.testFraction / first.configuration.trainFraction
    }
    guard first.usedPart > ExperimentProtocol.independentPart else { return 0 }
    return Double(first.testSamples) / Double(first.trainingSamples)
  }

  /// The results of an arm in a condition, one a seed.
  func results(_ condition: Int, _ arm: Int) -> [TrialResult] {
    plan.seeds.indices.map { trials[plan.index(condition: condition, seed: $0, arm: arm)] }
  }

  /// The mean over the seeds of a baseline's test MSE, from the trials of an arm that did not diverge.
  func floor(_ row: String, condition: Int) -> Double? {
    let values = plan.seeds.indices.compactMap { seed in
      plan.arms.indices.lazy.compactMap { arm in
        trials[plan.index(condition: condition, seed: seed, arm: arm)].meanSquaredError(row)
      }.first
    }
    return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }

  /// Writes all files of results, each whole or not at all.
  ///
  /// - Throws: `FileError` (73, 74).
  func write(to directory: String) throws {
    // What one that was killed left.
    DurableFile.removeLeftovers(in: directory)
    let figures = Figures(results: self).files
    let texts =
      tables + figures.map { ($0.name, $0.contents) }
      + [
        ("protocol.md", try ProtocolPage(results: self).text),
        ("results.md", ResultsPage(results: self, figures: figures).text),
      ]
    // Of fewer sizes, before the experiment was extended.
    if !figures.contains(where: { $0.name == Figures.armsName }) {
      unlink(directory + "/" + Figures.armsName)
    }
    for (name, contents) in texts { try DurableFile.write(contents, to: directory + "/" + name) }
    try writeHDF5(to: directory + "/results.h5")
  }
}
