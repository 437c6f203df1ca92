import DrugResponse
import Foundation
import Support
import Testing

@Suite struct NaiveBaselineTests {
  /// Targets are the AUC column, so that they can be small fractions exact in Float.
  private func dataset(_ auc: [Float]) -> ResponseDataset {
    SmallDataset.make(
      cellLines: 3, drugs: 3, pairs: [(0, 0), (1, 0), (0, 1), (1, 1), (2, 2)], auc: { auc[$0] })
  }

  /// By hand: training rows 0...3 with mean 1/2 and residuals -1/4, 0, 0, 1/4. Drug sums -1/4 and 1/4 over 2 + 2 give
  /// effects ∓1/16. Together: 4 b0 + c0 + c1 = -1/4, 4 b1 + c0 + c1 = 1/4, 4 c0 + b0 + b1 = -1/4, 4 c1 + b0 + b1 = 1/4;
  /// by symmetry b1 = -b0 and c1 = -c0, so ∓1/16 again.
  @Test func effectsByHand() throws {
    let dataset = dataset([0.25, 0.5, 0.5, 0.75, 0.125])
    let baselines = try NaiveBaselines(
      training: [0, 1, 2, 3], of: dataset, target: .auc, penalties: EffectPenalties(2))
    #expect(baselines.mean == 0.5)
    #expect(baselines.drugEffect == [-0.0625, 0.0625, 0])
    for (effect, expected) in zip(
      baselines.jointDrugEffect + baselines.jointCellLineEffect, [-0.0625, 0.0625, 0, -0.0625, 0.0625, 0])
    {
      #expect(abs(effect - expected) <= 8 * .ulpOfOne)
    }
    #expect(baselines.prediction(.mean, drug: 0, cellLine: 0) == 0.5)
    #expect(baselines.prediction(.drugMean, drug: 1, cellLine: 0) == 0.5625)
    #expect(abs(baselines.prediction(.drugAndCellLine, drug: 0, cellLine: 0) - 0.375) <= 16 * .ulpOfOne)
  }

  @Test func theUnseenHasNoEffect() throws {
    let dataset = dataset([0.25, 0.5, 0.5, 0.75, 0.125])
    let baselines = try NaiveBaselines(training: [0, 1, 2, 3], of: dataset, target: .auc)
    #expect(baselines.predictions(.drugMean, rows: [4], responses: dataset.responses) == [0.5])
    #expect(baselines.predictions(.drugAndCellLine, rows: [4], responses: dataset.responses) == [0.5])
    let known = baselines.prediction(.drugAndCellLine, drug: 0, cellLine: 2)
    #expect(known == 0.5 + baselines.jointDrugEffect[0])
  }

  /// Without shrinkage an additive table is met exactly, whatever the other pairs.
  @Test func additiveResponsesAreFoundOut() throws {
    let effect = { (drug: Int, cellLine: Int) in Float(drug) / 16 + Float(cellLine) / 64 }
    let pairs = (0..<40).map { ($0 % 8, ($0 * $0 + $0 / 8) % 5) }
    let dataset = SmallDataset.make(
      cellLines: 8, drugs: 5, pairs: pairs, auc: { 0.25 + effect(pairs[$0].1, pairs[$0].0) })
    let rows = (0..<40).map(Int64.init)
    let baselines = try NaiveBaselines(
      training: rows, of: dataset, target: .auc, penalties: EffectPenalties(0))
    let predictions = baselines.predictions(.drugAndCellLine, rows: rows, responses: dataset.responses)
    for (prediction, target) in zip(predictions, Target.auc.values(in: dataset.responses)) {
      // The table's condition is that of a small connected graph, far below 1000.
      #expect(abs(prediction - target) <= 1000 * .ulpOfOne)
    }
  }

  /// The minimum is where the penalised normal equations hold; checked on responses without structure.
  @Test(arguments: [(0.5, 0.5), (5, 5), (1, 20), (100, 2)])
  func effectsSolveTheNormalEquations(drug: Double, cellLine: Double) throws {
    var stream = RandomStream(seed: 1, purpose: .testing)
    let pairs = (0..<600).map { _ in (stream.integer(below: 40), stream.integer(below: 25)) }
    let auc = pairs.map { _ in Float(stream.uniform()) }
    let dataset = SmallDataset.make(cellLines: 40, drugs: 25, pairs: pairs, auc: { auc[$0] })
    let rows = (0..<500).map(Int64.init)
    let baselines = try NaiveBaselines(
      training: rows, of: dataset, target: .auc,
      penalties: EffectPenalties(drugAlone: 3, drug: drug, cellLine: cellLine))
    var drugGradient = baselines.jointDrugEffect.map { drug * $0 }
    var cellLineGradient = baselines.jointCellLineEffect.map { cellLine * $0 }
    for row in 0..<500 {
      let error =
        baselines.prediction(.drugAndCellLine, drug: pairs[row].1, cellLine: pairs[row].0) - Double(auc[row])
      drugGradient[pairs[row].1] += error
      cellLineGradient[pairs[row].0] += error
    }
    // A gradient sums at most 600 terms below 1, and the recursion's residual drifts from the true one by as much.
    for gradient in drugGradient + cellLineGradient { #expect(abs(gradient) <= 1200 * .ulpOfOne) }
  }

  /// Drugs that differ and cell lines that do not: the drugs' means are kept, the cell lines' are noise.
  @Test func penaltiesFollowWhatDrugsAndCellLinesExplain() throws {
    var stream = RandomStream(seed: 3, purpose: .testing)
    let pairs = (0..<400).map { _ in (stream.integer(below: 50), stream.integer(below: 40)) }
    let auc = pairs.map { Float(0.3 + 0.01 * Double($0.1) + 0.02 * stream.normal()) }
    let dataset = SmallDataset.make(cellLines: 50, drugs: 40, pairs: pairs, auc: { auc[$0] })
    let rows = (0..<400).map(Int64.init)
    let penalties = try NaiveBaselines(training: rows, of: dataset, target: .auc).penalties
    #expect(penalties.drugAlone <= 0.5 && penalties.drug <= 0.5 && penalties.cellLine == 64)
    // As many samples of nothing but noise: nothing is kept.
    let noise = pairs.map { _ in Float(0.5 + 0.02 * stream.normal()) }
    let idle = SmallDataset.make(cellLines: 50, drugs: 40, pairs: pairs, auc: { noise[$0] })
    #expect(try NaiveBaselines(training: rows, of: idle, target: .auc).penalties == EffectPenalties(64))
  }

  /// Samples of which nothing can be left out choose nothing: the effects are shrunken as far as may be.
  @Test(arguments: [[0], [0, 5]] as [[Int64]]) func samplesOfOnePartAreShrunkenMost(rows: [Int64]) throws {
    let dataset = SmallDataset.make(
      cellLines: 6, drugs: 1, pairs: (0..<6).map { ($0, 0) }, auc: { Float($0 + 1) / 8 })
    let baselines = try NaiveBaselines(training: rows, of: dataset, target: .auc)
    #expect(baselines.penalties == EffectPenalties(64))
  }

  @Test func orderOfRowsIsTheOnlyOrder() throws {
    let dataset = SmallDataset.full(cellLines: 9, drugs: 4)
    let split = try Split(of: dataset)
    let first = try NaiveBaselines(training: split.train, of: dataset)
    #expect(try NaiveBaselines(training: split.train, of: dataset) == first)
    #expect(try JSONDecoder().decode(NaiveBaselines.self, from: JSONEncoder().encode(first)) == first)
  }

  @Test func impossibleFitsAreRefused() {
    let dataset = SmallDataset.full(cellLines: 9, drugs: 4)
    let empty = #expect(throws: UsageError.self) { try NaiveBaselines(training: [], of: dataset) }
    #expect(empty?.description == "the baselines need at least one training sample")
    for penalty in [-1, .nan, .infinity] as [Double] {
      let refused = #expect(throws: UsageError.self) {
        try NaiveBaselines(training: [0], of: dataset, penalties: EffectPenalties(penalty))
      }
      #expect(
        refused?.description == "the baselines' penalties must be finite and not negative, not \(penalty)")
    }
  }
}
