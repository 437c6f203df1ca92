import Foundation

/// Where a rank's time went in an epoch, or in the part of it that this process ran; in seconds.
public struct EpochTimes: Sendable {
  /// From the first step to the end of the scoring.
  public let total: Double
  /// For this rank's micro-shards.
  public let microShards: Double
  /// For scoring the test set and any validation set, with the exchange that it takes.
  public let evaluation: Double

  public init(total: Double, microShards: Double, evaluation: Double) {
    (self.total, self.microShards, self.evaluation) = (total, microShards, evaluation)
  }

  /// For all else: the exchange with other ranks and waiting for them, Adam's step, checkpoints between steps.
  public var rest: Double { total - microShards - evaluation }

  /// On one line.
  var summary: String {
    String(
      format: "%.3f s: own micro-shards %.3f, exchange, waiting and optimiser %.3f, scoring %.3f", total,
      microShards, rest, evaluation)
  }
}
