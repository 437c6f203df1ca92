/// Samples that effects of drugs and cell lines are fitted to: normalised targets, each of a drug and a cell line.
struct EffectSamples {
  let targets: [Double]
  let drugs: Factor
  let cellLines: Factor

  /// The mean of the targets.
  let mean: Double
  /// The targets less their mean.
  let residuals: [Double]

  init(targets: [Double], drugs: Factor, cellLines: Factor) {
    (self.targets, self.drugs, self.cellLines) = (targets, drugs, cellLines)
    let mean = targets.isEmpty ? 0 : CompensatedSum.of(targets) / Double(targets.count)
    self.mean = mean
    residuals = targets.map { $0 - mean }
  }

  /// The samples for which `isWanted` of the drug's and the cell line's row holds.
  func filtered(_ isWanted: (Int, Int) -> Bool) -> EffectSamples {
    let kept = targets.indices.filter { isWanted(Int(drugs.level[$0]), Int(cellLines.level[$0])) }
    return EffectSamples(
      targets: kept.map { targets[$0] },
      drugs: Factor(kept.map { drugs.level[$0] }, levels: drugs.count.count),
      cellLines: Factor(kept.map { cellLines.level[$0] }, levels: cellLines.count.count))
  }

  /// The drugs' effects where there are no others, [D].
  func drugEffects(penalty: Double) -> [Double] { drugs.effects(residuals, penalty) }

  /// The effects of drugs and cell lines that are fitted together.
  func jointEffects(drugPenalty: Double, cellLinePenalty: Double) -> TwoWayEffects {
    TwoWayEffects(drugs, cellLines, residuals, penalties: (drugPenalty, cellLinePenalty))
  }
}
