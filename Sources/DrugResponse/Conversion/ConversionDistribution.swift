import Charts

/// How the values of one quantity of a data set are spread: quantiles, and a histogram to be drawn.
public struct ConversionDistribution: Codable, Hashable, Sendable {
  public let name: String
  public let values: DatasetSummary.Distribution
  /// The edges of the histogram, whose bins are equally wide.
  public let lower: Double
  public let upper: Double
  /// Values a bin; the last bin includes its upper edge.
  public let counts: [Int]

  static let maximumBins = 40

  /// nil for no values. Bins of counted things begin and end between whole numbers, and hold equally many of them.
  init?(_ name: String, _ values: [Double], isCount: Bool = false) {
    guard let spread = DatasetSummary.Distribution(values) else { return nil }
    self.name = name
    self.values = spread
    var binCount = Self.maximumBins
    if isCount {
      let range = spread.maximum - spread.minimum + 1
      let width = (range / Double(Self.maximumBins)).rounded(.up)
      binCount = max(1, Int((range / width).rounded(.up)))
      lower = spread.minimum - 0.5
      upper = lower + width * Double(binCount)
    } else if spread.minimum < spread.maximum {
      (lower, upper) = (spread.minimum, spread.maximum)
    } else {
      binCount = 1
      (lower, upper) = (spread.minimum - 0.5, spread.maximum + 0.5)
    }
    counts = Histogram(values, from: lower, to: upper, bins: binCount).counts
  }

  var histogram: Histogram { Histogram(lower: lower, upper: upper, counts: counts) }

  /// What a reader wants to see of a data set, in the order of the report.
  static func all(of dataset: ResponseDataset) -> [ConversionDistribution] {
    let responses = dataset.responses
    let featureCount = dataset.cellLines.featureCount
    return [
      ConversionDistribution("ln IC50", responses.lnIC50.map(Double.init)),
      ConversionDistribution("normalised IC50", Target.ic50.values(in: responses)),
      ConversionDistribution("AUC", responses.auc.filter { !$0.isNaN }.map(Double.init)),
      ConversionDistribution(
        "responses a drug", counts(responses.drug, dataset.drugs.count), isCount: true),
      ConversionDistribution(
        "responses a cell line", counts(responses.cellLine, dataset.cellLines.count), isCount: true),
      ConversionDistribution(
        "features present a cell line",
        (0..<dataset.cellLines.count).map { row in
          dataset.cellLines.features[row * featureCount..<(row + 1) * featureCount].reduce(0) {
            $0 + Double($1)
          }
        }, isCount: true),
    ].compactMap { $0 }
  }

  private static func counts(_ rows: [Int32], _ count: Int) -> [Double] {
    var counts = [Double](repeating: 0, count: count)
    for row in rows { counts[Int(row)] += 1 }
    return counts
  }

  /// The histogram as a strip of characters, one a bin: eighths of the highest bin, a blank for none.
  public var strip: String {
    let levels = Array(" ▁▂▃▄▅▆▇█")
    let highest = max(1, counts.max() ?? 1)
    return String(counts.map { levels[($0 * 8 + highest - 1) / highest] })
  }
}
