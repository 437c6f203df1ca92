/// Predictions that need no model, for a model to be measured against: what the mean response, the drugs and the
/// cell lines explain on their own.
public struct NaiveBaselines: Codable, Hashable, Sendable {
  public enum Kind: String, Codable, CaseIterable, Sendable {
    /// The mean of the training targets, for every pair.
    case mean
    /// The drug's shrunken mean: mean + effect of the drug.
    case drugMean = "drug-mean"
    /// Mean + effect of the drug + effect of the cell line, fitted together.
    case drugAndCellLine = "drug-and-cell-line"
  }

  /// How much effects are shrunken.
  public let penalties: EffectPenalties
  /// The mean of the normalised training targets.
  public let mean: Double
  /// [D] the drugs' effects alone: 0 for a drug without training samples.
  public let drugEffect: [Double]
  /// [D] the drugs' effects beside those of the cell lines: 0 for a drug without training samples.
  public let jointDrugEffect: [Double]
  /// [C] the cell lines' effects beside those of the drugs: 0 for a cell line without training samples.
  public let jointCellLineEffect: [Double]

  /// The normalised target that `kind` predicts for a pair, by row numbers.
  public func prediction(_ kind: Kind, drug: Int, cellLine: Int) -> Double {
    switch kind {
    case .mean: mean
    case .drugMean: mean + drugEffect[drug]
    case .drugAndCellLine: mean + jointDrugEffect[drug] + jointCellLineEffect[cellLine]
    }
  }

  /// The normalised targets that `kind` predicts for rows of responses.
  public func predictions(_ kind: Kind, rows: [Int64], responses: ResponseDataset.Responses) -> [Double] {
    rows.map {
      prediction(kind, drug: Int(responses.drug[Int($0)]), cellLine: Int(responses.cellLine[Int($0)]))
    }
  }
}
