import DrugResponse
import Foundation
import Support
import Training

/// What a trial came to: `result.json` in its run directory.
public struct TrialResult: Codable, Sendable {
  /// The trial's name.
  public let name: String
  /// The run's settings, without the path of the data set.
  public let configuration: TrainingConfiguration
  /// SHA-256 of the data set.
  public let datasetSHA256: String
  /// `BuildIdentity.current` of the program that evaluated it.
  public let build: String
  /// Mean squared errors by epoch, as far as the run came.
  public let history: [TrainingHistory.Entry]
  /// The epoch whose parameters were evaluated: that of the smallest validation MSE, else the last; nil for a trial that
  /// diverged.
  public let epoch: Int?
  /// The test pairs' metrics after that epoch beside those of the naive baselines; nil for a trial that diverged, and for a
  /// rung of a search.
  public let evaluation: Evaluation?
  /// Why the trial diverged, as a sentence; nil where it did not.
  public let failure: String?
  /// Parameters of the model, and of its head alone.
  public let parameterCount: Int
  public let headParameterCount: Int
  /// Samples in the parts of the split.
  public let trainingSamples: Int
  public let validationSamples: Int
  public let testSamples: Int
  /// Pairs of the data set whose target is known, of which these were taken.
  public let measuredPairs: Int
  /// Seconds of training, over all processes that worked on it.
  public let seconds: Double
  /// Threads of the process that finished it.
  public let threads: Int

  /// Mean squared error of the normalised target over the test pairs, by the name of `Evaluation.Row`.
  public func meanSquaredError(_ row: String = "model") -> Double? {
    metrics(row)?.overall.mse.flatMap { $0.isFinite ? $0 : nil }
  }

  /// Metrics of the normalised target over the test pairs, by the name of `Evaluation.Row`.
  public func metrics(_ row: String = "model") -> ResponseMetrics.Scale? {
    evaluation?.rows.first { $0.name == row }?.metrics.normalised
  }

  /// The part of all measured pairs that the trial used.
  var usedPart: Double {
    Double(trainingSamples + validationSamples + testSamples) / Double(max(1, measuredPairs))
  }

  /// Indented JSON with sorted keys.
  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
  }

  /// - Throws: `FileError` for a file that is missing (66) or holds something else (65).
  static func read(_ path: String) throws -> TrialResult {
    try StoredJSON.read(TrialResult.self, from: path, expected: "a trial's result")
  }
}
