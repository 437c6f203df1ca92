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
    self.part = part
    self.target = target
    rows =
      switch part {
      case .test: split.test
      case .train: split.train
      case .validation: split.validation
      case .all:
        (0..<Int64(responses.count)).filter { !target.value(of: Int($0), in: responses).isNaN }
      }
    if rows.isEmpty { throw UsageError("the run of this checkpoint has no \(part.rawValue) samples") }
    predictions = scorer.predictions(
      drugs: rows.map { responses.drug[Int($0)] }, cellLines: rows.map { responses.cellLine[Int($0)] }
    ).map(Double.init)
    baselines = try NaiveBaselines(training: split.train, of: dataset, target: target)
  }
}
