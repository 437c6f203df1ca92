import Support

extension NaiveBaselines {
  /// Fits the baselines to the training rows.
  ///
  /// With m the mean of the training targets t_i, k the pseudocount and n the numbers of training samples:
  /// - the drug mean is m + a_d, a_d = sum_(i of d) (t_i - m) / (n_d + k), the drug's mean shrunken towards m;
  /// - the effects of drug and cell line minimise
  ///   sum_i (t_i - m - b_d(i) - c_l(i))² + k (sum_d b_d² + sum_l c_l²),
  ///   the best linear prediction of a two-way model with random effects.
  ///
  /// An unseen drug or cell line has no effect, so that a pair of both is predicted by the mean.
  ///
  /// - Parameters:
  ///   - rows: row numbers into the responses of `dataset`, whose target is known.
  ///   - dataset: holds the responses.
  ///   - target: what is predicted.
  ///   - pseudocount: k.
  /// - Throws: `UsageError` without rows, or for a pseudocount that is negative or not finite.
  public init(
    training rows: [Int64], of dataset: ResponseDataset, target: Target = .ic50,
    pseudocount: Double = defaultPseudocount
  ) throws(UsageError) {
    guard !rows.isEmpty else { throw UsageError("the baselines need at least one training sample") }
    guard pseudocount >= 0, pseudocount.isFinite else {
      throw UsageError("the baselines' pseudocount must be finite and not negative, not \(pseudocount)")
    }
    let targets = rows.map { target.value(of: Int($0), in: dataset.responses) }
    let mean = CompensatedSum.of(targets) / Double(targets.count)
    let residuals = targets.map { $0 - mean }
    let drugs = Factor(rows.map { dataset.responses.drug[Int($0)] }, levels: dataset.drugs.count)
    let cellLines = Factor(rows.map { dataset.responses.cellLine[Int($0)] }, levels: dataset.cellLines.count)
    let joint = TwoWayEffects(drugs, cellLines, residuals, pseudocount)
    self.init(
      pseudocount: pseudocount, mean: mean, drugEffect: drugs.effects(residuals, pseudocount),
      jointDrugEffect: joint.first, jointCellLineEffect: joint.second)
  }
}
