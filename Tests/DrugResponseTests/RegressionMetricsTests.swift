import DrugResponse
import Foundation
import Support
import Testing

@Suite struct RegressionMetricsTests {
  /// Errors -1, 0, 1, 2: squares sum to 6; targets' deviations -1.5, -0.5, 0.5, 1.5: squares sum to 5.
  /// Predictions 0, 2, 4, 6 have deviations -3, -1, 1, 3: exactly linear.
  @Test func valuesByHand() {
    let metrics = RegressionMetrics(predictions: [0, 2, 4, 6], targets: [1, 2, 3, 4])
    #expect(metrics.count == 4)
    #expect(metrics.mse == 1.5)
    #expect(metrics.rmse == 1.5.squareRoot())
    #expect(metrics.mae == 1)
    #expect(metrics.r2 == 1 - 6.0 / 5.0)
    #expect(abs(metrics.pearson! - 1) <= 2 * .ulpOfOne)
    #expect(abs(metrics.spearman! - 1) <= 2 * .ulpOfOne)
  }

  /// x = 1, 2, 3, 4, 5 and y = 2, 1, 4, 3, 5: sum of deviation products 8, sums of squares 10 and 10. Ranks are the
  /// values. Cubing y changes Pearson, not Spearman.
  @Test func correlationsByHand() {
    let x = [1, 2, 3, 4, 5] as [Double]
    let y = [2, 1, 4, 3, 5] as [Double]
    let plain = RegressionMetrics(predictions: x, targets: y)
    #expect(abs(plain.pearson! - 0.8) <= 4 * .ulpOfOne)
    #expect(abs(plain.spearman! - 0.8) <= 4 * .ulpOfOne)
    // y³ = 8, 1, 64, 27, 125: deviations from 45 are -37, -44, 19, -18, 80; with -2...2 they give 260, and their
    // squares 10,390.
    let cubed = RegressionMetrics(predictions: x, targets: y.map { $0 * $0 * $0 })
    #expect(abs(cubed.pearson! - 260 / (10.0 * 10390).squareRoot()) <= 4 * .ulpOfOne)
    #expect(cubed.spearman == plain.spearman)
    let reversed = RegressionMetrics(predictions: x.map { -$0 }, targets: y)
    #expect(reversed.pearson == -plain.pearson!)
    #expect(reversed.spearman == -plain.spearman!)
  }

  /// x = 1, 2, 2, 3 has ranks 1, 2.5, 2.5, 4; y = 4, 4, 4, 9 has ranks 2, 2, 2, 4. Deviations -1.5, 0, 0, 1.5 and
  /// -0.5, -0.5, -0.5, 1.5: products 3, squares 4.5 and 3.
  @Test func tiesShareTheirMeanRank() {
    let metrics = RegressionMetrics(predictions: [1, 2, 2, 3], targets: [4, 4, 4, 9])
    #expect(abs(metrics.spearman! - 3 / 13.5.squareRoot()) <= 4 * .ulpOfOne)
  }

  @Test func degenerateCasesHaveNoMetric() {
    let none = RegressionMetrics(predictions: [], targets: [])
    #expect(none.count == 0 && none.mse == nil && none.rmse == nil && none.mae == nil)
    #expect(none.r2 == nil && none.pearson == nil && none.spearman == nil)
    let one = RegressionMetrics(predictions: [0.5], targets: [0.25])
    #expect(one.mse == 0.0625 && one.rmse == 0.25 && one.mae == 0.25)
    #expect(one.r2 == nil && one.pearson == nil && one.spearman == nil)
    // 0.1 has a rounded mean, which must not pass for variance.
    let constantTargets = RegressionMetrics(predictions: [0.1, 0.2, 0.4], targets: [0.1, 0.1, 0.1])
    #expect(constantTargets.r2 == nil && constantTargets.pearson == nil && constantTargets.spearman == nil)
    let constantPredictions = RegressionMetrics(predictions: [2, 2, 2], targets: [1, 2, 3])
    #expect(constantPredictions.r2 == 0)
    #expect(constantPredictions.pearson == nil && constantPredictions.spearman == nil)
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity]) func divergedRunsHaveNoMetrics(value: Double) throws {
    let metrics = RegressionMetrics(predictions: [0.5, value], targets: [0.5, 0.25])
    #expect(metrics.count == 2 && metrics.mse == nil && metrics.pearson == nil && metrics.spearman == nil)
    // JSON has no number for them: null or nothing, never an error.
    #expect(try JSONDecoder().decode(RegressionMetrics.self, from: JSONEncoder().encode(metrics)) == metrics)
  }

  /// Squares near 1e-12 beside one of 1e4: a plain running sum would lose their last digits.
  @Test func manySmallErrorsAreNotLost() {
    let count = 100_000
    var predictions = [Double](repeating: 0x1p-20, count: count)
    predictions[0] = 128
    let metrics = RegressionMetrics(
      predictions: predictions, targets: [Double](repeating: 0, count: count))
    // (2^14 + 99999 x 2^-40) / 100000, and 99999 x 2^-40 is exact beside 2^14.
    #expect(metrics.mse == (0x1p14 + 99_999 * 0x1p-40) / 100_000)
  }
}

@Suite struct WithinDrugCorrelationTests {
  /// Drug 0 is ordered rightly, drug 1 wrongly, drug 2 has too few samples and drug 3 constant predictions.
  private let drugs: [Int32] = [0, 1, 0, 1, 0, 1, 2, 2, 3, 3, 3]
  private let targets: [Double] = [1, 11, 2, 12, 3, 13, 5, 6, 1, 2, 3]
  private let predictions: [Double] = [2, 23, 4, 22, 6, 21, 8, 9, 4, 4, 4]

  @Test func drugsCountOnceEach() {
    let result = WithinDrugCorrelation(
      predictions: predictions, targets: targets, drugs: drugs, minimumSamples: 3)
    #expect(abs(result.meanPearson!) <= 4 * .ulpOfOne)
    #expect(result.drugs == 2)
    #expect(result.drugsWithFewSamples == 1)
    #expect(result.drugsWithoutVariance == 1)
    #expect(result.minimumSamples == 3)
    // Deviation products: drug 0 gives 4, drug 1 -2, drug 2 0.5, drug 3 0; squares 8 + 2 + 0.5 + 0 in
    // predictions, 2 + 2 + 0.5 + 2 in targets.
    #expect(abs(result.pooledPearson! - 2.5 / (10.5 * 6.5).squareRoot()) <= 4 * .ulpOfOne)
  }

  @Test func sampleOrderWithinADrugIsTheOnlyThingThatMatters() {
    let two = WithinDrugCorrelation(
      predictions: predictions, targets: targets, drugs: drugs, minimumSamples: 2)
    #expect(two.drugs == 3 && two.drugsWithFewSamples == 0)
    #expect(abs(two.meanPearson! - 1.0 / 3) <= 4 * .ulpOfOne)
    let renumbered = WithinDrugCorrelation(
      predictions: predictions, targets: targets, drugs: drugs.map { $0 + 40 }, minimumSamples: 2)
    #expect(renumbered == two)
  }

  @Test func knowingDrugMeansAloneGivesNoCorrelation() {
    let means: [Int32: Double] = [0: 2, 1: 12, 2: 5.5, 3: 2]
    let result = WithinDrugCorrelation(
      predictions: drugs.map { means[$0]! }, targets: targets, drugs: drugs, minimumSamples: 2)
    #expect(result.meanPearson == nil && result.pooledPearson == nil)
    #expect(result.drugsWithoutVariance == 4)
    let diverged = WithinDrugCorrelation(
      predictions: drugs.map { _ in .nan }, targets: targets, drugs: drugs, minimumSamples: 2)
    #expect(diverged.meanPearson == nil && diverged.pooledPearson == nil)
    let none = WithinDrugCorrelation(predictions: [], targets: [], drugs: [])
    #expect(none.meanPearson == nil && none.pooledPearson == nil && none.drugs == 0)
  }
}

@Suite struct ResponseMetricsTests {
  private let dataset = SmallDataset.full(cellLines: 6, drugs: 3)
  private var rows: [Int64] { (0..<18).map(Int64.init) }

  @Test func perfectPredictionsOnBothScales() {
    let targets = Target.ic50.values(in: dataset.responses)
    let metrics = ResponseMetrics(
      predictions: targets, rows: rows, responses: dataset.responses, target: .ic50)
    #expect(metrics.normalised.overall.mse == 0)
    #expect(metrics.normalised.overall.r2 == 1)
    #expect(metrics.withoutLnIC50 == 0)
    // |ln IC50| <= 6: the way there and back costs a few units of 10 ε / (1 - p).
    #expect(metrics.lnIC50!.overall.mae! <= 100 * .ulpOfOne)
    #expect(metrics.lnIC50!.withinDrug.drugs == 3)
  }

  @Test func predictionsWithoutIC50AreCounted() {
    var predictions = Target.risingIC50.values(in: dataset.responses)
    predictions[3] = 1.25
    predictions[7] = -0.5
    let metrics = ResponseMetrics(
      predictions: predictions, rows: rows, responses: dataset.responses, target: .risingIC50)
    #expect(metrics.withoutLnIC50 == 2)
    #expect(metrics.normalised.overall.count == 18)
    #expect(metrics.lnIC50?.overall.count == 16)
    #expect(metrics.lnIC50!.overall.mae! <= 100 * .ulpOfOne)
  }

  @Test func aucSaysNothingAboutIC50() throws {
    let dataset = SmallDataset.full(cellLines: 6, drugs: 3) { Float($0 + 1) / 20 }
    let metrics = ResponseMetrics(
      predictions: rows.map { Double($0 + 1) / 20 }, rows: rows, responses: dataset.responses, target: .auc)
    // AUC is stored in Float: half an ulp of it at most.
    #expect(metrics.normalised.overall.mae! <= Double(Float.ulpOfOne) / 2)
    #expect(metrics.lnIC50 == nil && metrics.withoutLnIC50 == nil)
    #expect(try JSONDecoder().decode(ResponseMetrics.self, from: JSONEncoder().encode(metrics)) == metrics)
  }
}
