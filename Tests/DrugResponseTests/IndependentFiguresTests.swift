import DrugResponse
import Foundation
import Support
import TestSupport
import Testing

/// Baselines and metrics against a script that computes them by other means, from the file and the split alone.
@Suite(.enabled(if: Python.hasH5py, "/usr/bin/python3 has no h5py")) struct IndependentFiguresTests {
  private let directory = try! TemporaryDirectory()

  private struct Figures: Decodable {
    struct Metrics: Decodable {
      let mse, rmse, mae, r2: Double
      let pearson, spearman, withinDrug: Double?
      let drugs: Int

      enum CodingKeys: String, CodingKey {
        case mse, rmse, mae, r2, pearson, spearman, drugs
        case withinDrug = "within_drug"
      }
    }
    let predictions: [Double]
    let metrics: Metrics
  }

  private func compare(_ dataset: ResponseDataset, _ split: Split, penalty: Double? = nil) throws {
    let data = directory.path("data.h5")
    try dataset.write(to: data)
    try JSONEncoder().encode(split).write(to: URL(fileURLWithPath: directory.path("split.json")))
    let result = try Fixture.run(
      "baselines.py",
      [data, directory.path("split.json")] + (penalty.map { ["--penalty", "\($0)"] } ?? []))
    try #require(result.exitCode == 0, "\(result.standardError)")
    let figures = try JSONDecoder().decode(
      [String: Figures].self, from: Data(result.standardOutput.utf8))

    let baselines = try NaiveBaselines(
      training: split.train, of: dataset, penalties: penalty.map { EffectPenalties($0) })
    // Sums of n terms on the script's side lose n ε at most; the solver's error grows with the condition of the
    // normal equations, at most 2 (n + k)/k. Both are relative to quantities below 1.
    let penalties = baselines.penalties
    let smallest = min(penalties.drugAlone, penalties.drug, penalties.cellLine)
    let bound = 2 * (Double(split.train.count) + smallest) / smallest * 4 * .ulpOfOne
    for kind in NaiveBaselines.Kind.allCases {
      let expected = try #require(figures[kind.rawValue])
      let predictions = baselines.predictions(kind, rows: split.test, responses: dataset.responses)
      #expect(predictions.count == expected.predictions.count)
      #expect(zip(predictions, expected.predictions).allSatisfy { abs($0 - $1) <= bound }, "\(kind)")
      let metrics = ResponseMetrics(
        predictions: expected.predictions, rows: split.test, responses: dataset.responses, target: .ic50
      ).normalised
      // From the same predictions: the script's plain sums again, over the test rows, and correlations through
      // quotients of variances that are not tiny.
      let error = Double(split.test.count) * 8 * .ulpOfOne
      func near(_ found: Double?, _ expected: Double?) -> Bool {
        guard let found, let expected else { return found == nil && expected == nil }
        return abs(found - expected) <= error
      }
      let pairs: [(String, Double?, Double?)] = [
        ("mse", metrics.overall.mse, expected.metrics.mse),
        ("rmse", metrics.overall.rmse, expected.metrics.rmse),
        ("mae", metrics.overall.mae, expected.metrics.mae), ("r2", metrics.overall.r2, expected.metrics.r2),
        ("pearson", metrics.overall.pearson, expected.metrics.pearson),
        ("spearman", metrics.overall.spearman, expected.metrics.spearman),
        ("within drugs", metrics.withinDrug.meanPearson, expected.metrics.withinDrug),
      ]
      for (name, found, value) in pairs {
        #expect(
          near(found, value), "\(kind) \(name): \(String(describing: found)), \(String(describing: value))")
      }
      #expect(metrics.withinDrug.drugs == expected.metrics.drugs)
    }
  }

  /// Responses with effects of drug and cell line and noise, ties among them, and a drug and a cell line that only
  /// the test set has.
  @Test(arguments: [1, 5, nil]) func smallDataAgree(penalty: Double?) throws {
    var stream = RandomStream(seed: 7, purpose: .testing)
    let pairs = (0..<900).map { _ in (stream.integer(below: 60), stream.integer(below: 12)) }
    let noise = pairs.map { _ in stream.normal() }
    let dataset = SmallDataset.make(
      cellLines: 60, drugs: 12, pairs: pairs,
      lnIC50: { row in
        let (cellLine, drug) = pairs[row]
        return Float(((Double(drug) - 6 + sin(Double(cellLine)) + noise[row]) * 2).rounded() / 2)
      })
    let split = try Split(of: dataset, options: SplitOptions(trainSamples: 500, testSamples: 200))
    let known = split.train.filter {
      dataset.responses.drug[Int($0)] != 3 && dataset.responses.cellLine[Int($0)] != 5
    }
    #expect(known.count < split.train.count)
    try compare(dataset, Split(train: known, test: split.test), penalty: penalty)
  }

  /// Test sets of new drugs, new cell lines and new tissues, for which there is no effect to know.
  @Test(arguments: SplitKind.allCases, [1, 2]) func newDrugsAndCellLinesAgree(kind: SplitKind, fold: Int)
    throws
  {
    let dataset = Panel.make(cellLines: 80)
    let split = try Split(of: dataset, options: SplitOptions(kind: kind, folds: 4, fold: fold))
    let overlap = SplitOverlap(of: split, in: dataset)
    #expect(overlap[kind].new == overlap[kind].test)
    try compare(dataset, split)
    // The effects that are known are used all the same: what the baselines differ in is what the training set knows.
    let baselines = try NaiveBaselines(training: split.train, of: dataset)
    func predictions(_ baseline: NaiveBaselines.Kind) -> Set<Double> {
      Set(baselines.predictions(baseline, rows: split.test, responses: dataset.responses))
    }
    #expect((predictions(.drugMean) == predictions(.mean)) == (kind == .drug))
    #expect(predictions(.drugAndCellLine) != predictions(.mean))
  }

  @Test(.enabled(if: RealData.isHere)) func realDataAgree() throws {
    let dataset = try RealData.dataset()
    try compare(dataset, Split(of: dataset, options: .reduced(seed: 1)))
  }
}
