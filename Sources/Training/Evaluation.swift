import DrugResponse
import Foundation
import Support

/// A model's metrics on one part of a data set's pairs, beside those of the naive baselines fitted to the training
/// pairs.
public struct Evaluation: Codable, Sendable {
  /// A model or a baseline.
  public struct Row: Codable, Sendable {
    /// "model", "mean", "drug-mean" or "drug-and-cell-line"; where asked for "model-with-noise" and "model-with-shots".
    public let name: String
    public let metrics: ResponseMetrics
  }

  public let part: SplitPart
  public let count: Int
  public let target: Target
  /// The model first, then the baselines.
  public let rows: [Row]
  /// How the model's circuit was measured beside the exact simulation; nil where it was not.
  public let measurement: CircuitMeasurement?

  /// - Parameters:
  ///   - target: what the model was trained to predict; pairs without it are left out.
  ///   - measure: measures the circuits of pairs, given as rows of the responses.
  /// - Throws: `UsageError` for the validation part of a run without one.
  init(
    scorer: Scorer, dataset: ResponseDataset, target: Target, split: Split, part: SplitPart,
    measure: ((_ rows: [Int64]) -> MeasuredPredictions)? = nil
  ) throws {
    let responses = dataset.responses
    let pairs: [Int64] =
      switch part {
      case .test: split.test
      case .train: split.train
      case .validation: split.validation
      case .all:
        (0..<Int64(responses.count)).filter { !target.value(of: Int($0), in: responses).isNaN }
      }
    if pairs.isEmpty { throw UsageError("the run of this checkpoint has no \(part.rawValue) samples") }
    let predictions = scorer.predictions(
      drugs: pairs.map { responses.drug[Int($0)] }, cellLines: pairs.map { responses.cellLine[Int($0)] })
    let baselines = try NaiveBaselines(training: split.train, of: dataset, target: target)
    func metrics(_ predictions: [Double]) -> ResponseMetrics {
      ResponseMetrics(predictions: predictions, rows: pairs, responses: responses, target: target)
    }
    let measured = measure?(pairs)
    measurement = measured?.measurement
    self.part = part
    self.target = target
    count = pairs.count
    rows =
      [Row(name: "model", metrics: metrics(predictions.map(Double.init)))]
      + (measured?.predictions ?? []).map { Row(name: $0.name, metrics: metrics($0.values)) }
      + NaiveBaselines.Kind.allCases.map { kind in
        Row(
          name: kind.rawValue,
          metrics: metrics(baselines.predictions(kind, rows: pairs, responses: responses)))
      }
  }

  /// Indented JSON with sorted keys.
  public func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}
