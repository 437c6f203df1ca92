import DrugResponse
import Foundation
import Support

/// A model's metrics on one part of a data set's pairs, beside those of the naive baselines fitted to the training
/// pairs.
public struct Evaluation: Codable, Sendable {
  /// A model or a baseline.
  public struct Row: Codable, Sendable {
    /// "model", "mean", "drug-mean" or "drug-and-cell-line"; where asked for "model-with-noise" and "model-with-shots".
    /// Of several models "ensemble" for their mean and "member-1", "member-2", ... in place of "model".
    public let name: String
    public let metrics: ResponseMetrics
  }

  public let part: SplitPart
  public let count: Int
  public let target: Target
  /// The model first, or the ensemble and its members, then the baselines.
  public let rows: [Row]
  /// How the model's circuit was measured beside the exact simulation; nil where it was not.
  public let measurement: CircuitMeasurement?
  /// What else there is to say of several models; nil of one.
  public let ensemble: EnsembleSummary?

  /// What several models predict of the scored pairs.
  struct Members {
    let paths: [String]
    /// [models x pairs]
    let predictions: [[Double]]
    let spread: SpreadCalibration?
  }

  /// - Parameters:
  ///   - measured: what measured circuits predict of the same pairs; nil where they were not measured.
  ///   - members: the models whose mean was scored; nil for one model.
  init(
    _ scored: ScoredPairs, responses: ResponseDataset.Responses, measured: MeasuredPredictions? = nil,
    members: Members? = nil
  ) {
    func metrics(_ predictions: [Double]) -> ResponseMetrics {
      ResponseMetrics(
        predictions: predictions, rows: scored.rows, responses: responses, target: scored.target)
    }
    measurement = measured?.measurement
    part = scored.part
    target = scored.target
    count = scored.rows.count
    let memberRows = (members?.predictions ?? []).enumerated().map { number, predictions in
      Row(name: "member-\(number + 1)", metrics: metrics(predictions))
    }
    ensemble = members.map {
      EnsembleSummary(members: $0.paths, metrics: memberRows.map(\.metrics), spread: $0.spread)
    }
    rows =
      [Row(name: members == nil ? "model" : "ensemble", metrics: metrics(scored.predictions))] + memberRows
      + (measured?.predictions ?? []).map { Row(name: $0.name, metrics: metrics($0.values)) }
      + NaiveBaselines.Kind.allCases.map { kind in
        Row(
          name: kind.rawValue,
          metrics: metrics(scored.baselines.predictions(kind, rows: scored.rows, responses: responses)))
      }
  }

  /// Indented JSON with sorted keys.
  public func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}
