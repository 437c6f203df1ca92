/// How well predictions order the cell lines of one drug.
///
/// Most of the variance of responses is between drugs, so that a model which only knows each drug's mean reaches a
/// high correlation over random pairs. Within one drug it reaches none.
public struct WithinDrugCorrelation: Codable, Hashable, Sendable {
  /// The mean of the drugs' Pearson coefficients, each drug counting once; nil if no drug has one.
  public let meanPearson: Double?
  /// The Pearson coefficient of all samples' deviations from their drug's mean, in predictions and in targets; drugs
  /// count by their samples, small ones too. nil if either side has no deviation.
  public let pooledPearson: Double?
  /// Drugs in `meanPearson`.
  public let drugs: Int
  /// Drugs left out of `meanPearson` for having fewer samples than `minimumSamples`.
  public let drugsWithFewSamples: Int
  /// Drugs left out of `meanPearson` because their predictions or their targets are constant or not finite.
  public let drugsWithoutVariance: Int
  /// Samples a drug needs.
  public let minimumSamples: Int

  /// With fewer samples a drug's coefficient says next to nothing (with two it is 1 or -1).
  public static let defaultMinimumSamples = 5

  /// - Parameters:
  ///   - predictions: one a sample.
  ///   - targets: one a sample.
  ///   - drugs: each sample's drug, in any numbering.
  ///   - minimumSamples: samples a drug needs to count.
  /// - Precondition: arrays of equal length, `minimumSamples` at least 2.
  public init(
    predictions: [Double], targets: [Double], drugs: [Int32], minimumSamples: Int = defaultMinimumSamples
  ) {
    precondition(predictions.count == targets.count && drugs.count == targets.count && minimumSamples >= 2)
    // Samples by drug, drugs in ascending order: the order of summation below.
    let samples = Dictionary(grouping: drugs.indices) { drugs[$0] }.sorted { $0.key < $1.key }.map(\.value)
    var coefficients: [Double] = []
    var few = 0
    var predictionDeviations: [Double] = []
    var targetDeviations: [Double] = []
    for rows in samples {
      let predictions = rows.map { predictions[$0] }
      let targets = rows.map { targets[$0] }
      let zeros = [Double](repeating: 0, count: rows.count)
      let finite = (predictions + targets).allSatisfy(\.isFinite)
      predictionDeviations +=
        finite ? Correlation.deviations(predictions) ?? zeros : zeros.map { _ in .nan }
      targetDeviations += Correlation.deviations(targets) ?? zeros
      if rows.count < minimumSamples {
        few += 1
      } else if let coefficient = Correlation.pearson(predictions, targets) {
        coefficients.append(coefficient)
      }
    }
    meanPearson =
      coefficients.isEmpty ? nil : CompensatedSum.of(coefficients) / Double(coefficients.count)
    pooledPearson = Correlation.coefficient(predictionDeviations, targetDeviations)
    self.drugs = coefficients.count
    drugsWithFewSamples = few
    drugsWithoutVariance = samples.count - few - coefficients.count
    self.minimumSamples = minimumSamples
  }
}
