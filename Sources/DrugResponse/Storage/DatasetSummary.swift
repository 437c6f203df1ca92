import Chemistry

/// What a data set holds, in numbers.
public struct DatasetSummary: Codable, Hashable, Sendable {
  /// The spread of some values. Quantiles between two values are interpolated linearly.
  public struct Distribution: Codable, Hashable, Sendable {
    public let count: Int
    public let mean: Double
    /// The square root of the mean squared deviation (over n).
    public let standardDeviation: Double
    public let minimum: Double
    public let lowerQuartile: Double
    public let median: Double
    public let upperQuartile: Double
    public let maximum: Double
  }

  public let cellLines: Int
  public let features: Int
  /// Ones a cell line, on average; nil without cell lines.
  public let meanOnes: Double?
  public let drugs: Int
  /// What of each SMILES string the drugs are.
  public let fragments: FragmentChoice
  public let atoms: Int
  public let bonds: Int
  /// Atoms of the largest drug.
  public let mostAtoms: Int
  /// Different structures among the drugs.
  public let structures: Int
  /// Names of drugs that have their structure in common with others, by structure.
  public let sharedStructures: [[String]]
  public let responses: Int
  /// Different (drug, cell line) pairs among the responses, by row numbers.
  public let measuredPairs: Int
  /// Measured pairs over all pairs of a drug and a cell line; nil if there are none.
  public let density: Double?
  public let responsesWithAUC: Int
  /// nil without responses.
  public let lnIC50: Distribution?
  /// Of the normalised IC50; nil without responses.
  public let normalisedIC50: Distribution?
  /// nil where no response has one.
  public let auc: Distribution?
  /// Names, in the order of rows.
  public let drugsWithoutMeasurements: [String]
  /// Names, in the order of rows.
  public let cellLinesWithoutMeasurements: [String]
}

extension ResponseDataset {
  /// What the data set holds, for `inspect`. The data set must be sound (`firstDefect`).
  public var summary: DatasetSummary {
    let pairs = Set(
      zip(responses.drug, responses.cellLine).map { Int($0) * cellLines.count + Int($1) })
    let measuredDrugs = Set(responses.drug)
    let measuredCellLines = Set(responses.cellLine)
    let allPairs = cellLines.count * drugs.count
    let auc = responses.auc.filter { !$0.isNaN }
    return DatasetSummary(
      cellLines: cellLines.count, features: cellLines.featureCount,
      meanOnes: cellLines.count == 0
        ? nil : Double(cellLines.features.reduce(0) { $0 + Int($1) }) / Double(cellLines.count),
      drugs: drugs.count, fragments: drugs.fragments,
      atoms: drugs.atomFeatures.count / Drugs.atomFeatureCount,
      bonds: drugs.bonds.count / 2,
      mostAtoms: zip(drugs.atomOffset, drugs.atomOffset.dropFirst()).map { Int($1 - $0) }.max() ?? 0,
      structures: Set((0..<drugs.count).map(drugs.structureKey)).count,
      sharedStructures: drugs.namesOfSharedStructures, responses: responses.count,
      measuredPairs: pairs.count, density: allPairs == 0 ? nil : Double(pairs.count) / Double(allPairs),
      responsesWithAUC: auc.count, lnIC50: DatasetSummary.Distribution(responses.lnIC50.map(Double.init)),
      normalisedIC50: DatasetSummary.Distribution(Target.ic50.values(in: responses)),
      auc: DatasetSummary.Distribution(auc.map(Double.init)),
      drugsWithoutMeasurements: drugs.name.indices.filter { !measuredDrugs.contains(Int32($0)) }.map {
        drugs.name[$0]
      },
      cellLinesWithoutMeasurements: cellLines.name.indices.filter {
        !measuredCellLines.contains(Int32($0))
      }.map { cellLines.name[$0] })
  }
}

extension DatasetSummary.Distribution {
  /// nil for no values.
  init?(_ values: [Double]) {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    count = values.count
    mean = CompensatedSum.of(values) / Double(values.count)
    let mean = mean
    standardDeviation =
      (CompensatedSum.of(values.lazy.map { ($0 - mean) * ($0 - mean) }) / Double(values.count)).squareRoot()
    minimum = sorted[0]
    lowerQuartile = sorted.quantileOfSorted(0.25)
    median = sorted.quantileOfSorted(0.5)
    upperQuartile = sorted.quantileOfSorted(0.75)
    maximum = sorted[sorted.count - 1]
  }
}
