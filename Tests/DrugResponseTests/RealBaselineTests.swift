import DrugResponse
import Support
import TestSupport
import Testing

/// GDSC's release 6, where it is at hand.
enum RealData {
  static let isHere = SharedMaterial.path("gdsc/IC50_v17.csv.gz") != nil

  /// Converted with the mean of repeated measurements.
  static func dataset() throws -> ResponseDataset {
    func path(_ name: String) throws -> String { try #require(SharedMaterial.path("gdsc/" + name)) }
    return try GDSCConversion(
      responses: [path("IC50_v17.csv.gz")], features: path("genomic_features_v17.csv.gz"),
      drugs: path("drug_smiles.csv"), drugList: path("drug_list.csv"), cellLines: path("cell_lines.csv")
    ).run().dataset
  }
}

/// The baselines on the real data: against figures that were had elsewhere, and with the penalties of their own choice.
@Suite(.enabled(if: RealData.isHere)) struct RealBaselineTests {
  private static let splits = 20

  /// The known figures are means of the test error over 20 random splits with a penalty of 5, to 5 decimal places.
  @Test func errorsAreTheKnownOnes() throws {
    let dataset = try RealData.dataset()
    try check(
      dataset, train: 5000, test: 1000, [.mean: 0.00451, .drugMean: 0.00140, .drugAndCellLine: 0.00125])
    try check(
      dataset, train: 142_517, test: 35_629, [.mean: 0.00451, .drugMean: 0.00122, .drugAndCellLine: 0.00094])
  }

  private func check(
    _ dataset: ResponseDataset, train: Int, test: Int, _ known: [NaiveBaselines.Kind: Double]
  ) throws {
    var errors: [NaiveBaselines.Kind: [Double]] = [:]
    for seed in 0..<UInt64(Self.splits) {
      let split = try Split(
        of: dataset, options: SplitOptions(trainSamples: train, testSamples: test, seed: seed))
      let baselines = try NaiveBaselines(training: split.train, of: dataset, penalties: EffectPenalties(5))
      let targets = split.test.map { Target.ic50.value(of: Int($0), in: dataset.responses) }
      for kind in NaiveBaselines.Kind.allCases {
        let predictions = baselines.predictions(kind, rows: split.test, responses: dataset.responses)
        let metrics = RegressionMetrics(predictions: predictions, targets: targets)
        errors[kind, default: []].append(try #require(metrics.mse))
      }
    }
    for (kind, expected) in known {
      let values = try #require(errors[kind])
      let count = Double(values.count)
      let mean = values.reduce(0, +) / count
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
      // Two means over different random splits, four standard errors of their difference, and half of the last digit.
      let bound = 4 * (2 * variance / count).squareRoot() + 0.5e-5
      #expect(
        abs(mean - expected) <= bound, "\(train) \(kind.rawValue): \(mean), known \(expected) ± \(bound)")
    }
  }

  /// Few pairs of each drug ask for a small penalty, many for none in particular: no fixed one serves them all.
  @Test(arguments: [(200, 0.85), (1000, 0.75), (5000, 0.97), (142_517, 1.0001)])
  func chosenPenaltiesAreWorthTheirChoice(train: Int, part: Double) throws {
    let dataset = try RealData.dataset()
    var errors = (chosen: 0.0, fixed: 0.0)
    for seed in 0..<UInt64(10) {
      let split = try Split(
        of: dataset, options: SplitOptions(trainSamples: train, testSamples: 5000, seed: seed))
      let targets = split.test.map { Target.ic50.value(of: Int($0), in: dataset.responses) }
      func error(_ penalties: EffectPenalties?) throws -> Double {
        let baselines = try NaiveBaselines(training: split.train, of: dataset, penalties: penalties)
        let predictions = baselines.predictions(
          .drugAndCellLine, rows: split.test, responses: dataset.responses)
        return try #require(RegressionMetrics(predictions: predictions, targets: targets).mse)
      }
      errors.chosen += try error(nil)
      errors.fixed += try error(EffectPenalties(5))
    }
    #expect(errors.chosen <= part * errors.fixed, "\(errors.chosen / 10) of \(errors.fixed / 10)")
  }

  @Test func realDataSurviveTheirFile() throws {
    let directory = try TemporaryDirectory()
    let dataset = try RealData.dataset()
    try dataset.write(to: directory.path("data.h5"))
    let stored = try ResponseDataset.read(directory.path("data.h5")).dataset
    #expect(stored.cellLines == dataset.cellLines)
    #expect(stored.drugs == dataset.drugs)
    #expect(stored.responses.lnIC50 == dataset.responses.lnIC50)
    #expect(stored.summary.density == Double(dataset.responses.count) / Double(988 * 223))
    #expect(stored.summary.drugsWithoutMeasurements == ["681640", "WIKI4", "Camptothecin"])
    #expect(stored.summary.responsesWithAUC == 0)
  }
}
