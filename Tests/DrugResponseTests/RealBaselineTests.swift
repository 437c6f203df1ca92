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

/// The baselines on the real data against figures that were had elsewhere: the means of the test error over 20 random
/// splits, given to 5 decimal places.
@Suite(.enabled(if: RealData.isHere)) struct RealBaselineTests {
  private static let splits = 20

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
      let baselines = try NaiveBaselines(training: split.train, of: dataset)
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
