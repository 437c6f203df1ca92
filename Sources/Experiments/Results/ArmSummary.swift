import Report

/// One arm in one condition, over the seeds.
struct ArmSummary {
  let condition: Int
  let arm: Int
  /// Trials that diverged: in none of the means.
  let divergedCount: Int
  /// Trials that did not.
  let count: Int
  /// Over the trials that did not diverge; intervals are nil for fewer than two.
  let meanSquaredError: Double?
  let meanSquaredErrorInterval: MeanInterval?
  let pearson: MeanInterval?
  let withinDrugPearson: MeanInterval?
  /// The model's MSE less that of drug and cell-line effects on the same test pairs.
  let lessEffects: PairedTest?
  /// Its probability adjusted by Holm over all arms and conditions of the experiment.
  var adjusted: Double?

  /// Below zero: the model beats the effects of drug and cell line.
  var verdict: AdjustedVerdict { AdjustedVerdict(lessEffects, adjusted: adjusted) }

  /// - Parameters:
  ///   - results: one a seed.
  ///   - overlap: as in `MeanInterval`.
  init(_ results: [TrialResult], condition: Int, arm: Int, overlap: Double) {
    (self.condition, self.arm) = (condition, arm)
    let finite = results.filter { $0.meanSquaredError() != nil }
    (count, divergedCount) = (finite.count, results.count - finite.count)
    let errors = finite.compactMap { $0.meanSquaredError() }
    meanSquaredError = errors.isEmpty ? nil : errors.reduce(0, +) / Double(errors.count)
    meanSquaredErrorInterval = MeanInterval(errors, overlap: overlap)
    pearson = MeanInterval(finite.compactMap { $0.metrics()?.overall.pearson }, overlap: overlap)
    withinDrugPearson = MeanInterval(
      finite.compactMap { $0.metrics()?.withinDrug.meanPearson }, overlap: overlap)
    lessEffects = PairedTest(
      finite.compactMap { result in
        guard let model = result.meanSquaredError(),
          let effects = result.meanSquaredError("drug-and-cell-line")
        else { return nil }
        return model - effects
      }, overlap: overlap)
  }
}
