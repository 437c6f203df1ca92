import DrugResponse
import Support

/// Measured pairs of a data set with what a model predicts of them, and the naive baselines fitted to its training pairs.
public struct ScoredPairs: Sendable {
  /// Which part of the data set's pairs they are.
  public let part: SplitPart
  /// What the model was trained to predict; pairs without it are left out.
  public let target: Target
  /// Row numbers of the responses.
  public let rows: [Int64]
  /// The model's normalised predictions, one a row.
  public let predictions: [Double]
  /// Fitted to the training pairs.
  public let baselines: NaiveBaselines

  /// - Throws: `UsageError` for the validation part of a run without one.
  init(scorer: Scorer, dataset: ResponseDataset, target: Target, split: Split, part: SplitPart) throws {
    let responses = dataset.responses
    let rows = try part.rows(split, responses, target)
    self.init(
      part: part, target: target, rows: rows, predictions: scorer.predictions(rows: rows, of: responses),
      baselines: try NaiveBaselines(training: split.train, of: dataset, target: target))
  }

  /// - Parameter predictions: normalised, one a row.
  init(part: SplitPart, target: Target, rows: [Int64], predictions: [Double], baselines: NaiveBaselines) {
    (self.part, self.target, self.rows) = (part, target, rows)
    (self.predictions, self.baselines) = (predictions, baselines)
  }
}

extension SplitPart {
  /// Row numbers of the responses, of which there is at least one.
  ///
  /// - Throws: `UsageError` for the validation part of a run without one.
  func rows(_ split: Split, _ responses: ResponseDataset.Responses, _ target: Target) throws -> [Int64] {
    let rows =
      switch self {
      case .test: split.test
      case .train: split.train
      case .validation: split.validation
      case .all:
        (0..<Int64(responses.count)).filter { !target.value(of: Int($0), in: responses).isNaN }
      }
    if rows.isEmpty { throw UsageError("the run of this checkpoint has no \(rawValue) samples") }
    return rows
  }
}

extension Scorer {
  /// The normalised predictions for rows of responses.
  func predictions(rows: [Int64], of responses: ResponseDataset.Responses) -> [Double] {
    predictions(
      drugs: rows.map { responses.drug[Int($0)] }, cellLines: rows.map { responses.cellLine[Int($0)] }
    ).map(Double.init)
  }
}
