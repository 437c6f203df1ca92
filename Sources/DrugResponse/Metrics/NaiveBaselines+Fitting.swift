import Support

extension NaiveBaselines {
  /// Fits the baselines to the training rows.
  ///
  /// With m the mean of the training targets t_i, k the penalties and n the numbers of training samples:
  /// - the drug mean is m + a_d, a_d = sum_(i of d) (t_i - m) / (n_d + k_alone), the drug's mean shrunken towards m;
  /// - the effects of drug and cell line minimise
  ///   sum_i (t_i - m - b_d(i) - c_l(i))² + k_drug sum_d b_d² + k_line sum_l c_l²,
  ///   the best linear prediction of a two-way model with random effects.
  ///
  /// An unseen drug or cell line has no effect, so that a pair of both is predicted by the mean.
  ///
  /// - Parameters:
  ///   - rows: row numbers into the responses of `dataset`, whose target is known.
  ///   - dataset: holds the responses.
  ///   - target: what is predicted.
  ///   - penalties: k; nil for those that a cross-validation within the training rows chooses, by which the baselines are
  ///     as good as these rows allow, few or many.
  /// - Throws: `UsageError` without rows, or for a penalty that is negative or not finite.
  public init(
    training rows: [Int64], of dataset: ResponseDataset, target: Target = .ic50,
    penalties: EffectPenalties? = nil
  ) throws(UsageError) {
    guard !rows.isEmpty else { throw UsageError("the baselines need at least one training sample") }
    try penalties?.check()
    let samples = EffectSamples(
      targets: rows.map { target.value(of: Int($0), in: dataset.responses) },
      drugs: Factor(rows.map { dataset.responses.drug[Int($0)] }, levels: dataset.drugs.count),
      cellLines: Factor(rows.map { dataset.responses.cellLine[Int($0)] }, levels: dataset.cellLines.count))
    let penalties = penalties ?? EffectPenalties(crossValidatedOn: samples)
    let joint = samples.jointEffects(drugPenalty: penalties.drug, cellLinePenalty: penalties.cellLine)
    self.init(
      penalties: penalties, mean: samples.mean, drugEffect: samples.drugEffects(penalty: penalties.drugAlone),
      jointDrugEffect: joint.first, jointCellLineEffect: joint.second)
  }
}
