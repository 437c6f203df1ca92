import Foundation
import Report

/// One arm less the reference in one condition, paired over the seeds.
struct ArmComparison {
  let condition: Int
  let arm: Int
  /// Pairs of trials that did not diverge.
  let pairs: Int
  /// Pairs left out since one of the two diverged.
  let leftOut: Int
  /// Of the test MSE; nil for fewer than two pairs.
  let test: PairedTest?
  /// Adjusted by Holm over all comparisons of the experiment.
  var adjusted: Double?
  /// The ratio of geometric means of the test MSE, less one, with its 95 % interval: by the same test of logarithms. Nil
  /// where an error is zero.
  let relative: (value: Double, lower: Double, upper: Double)?

  init(_ results: [TrialResult], _ reference: [TrialResult], condition: Int, arm: Int, overlap: Double) {
    (self.condition, self.arm) = (condition, arm)
    let pairs = zip(results, reference).compactMap { one, other -> (Double, Double)? in
      guard let one = one.meanSquaredError(), let other = other.meanSquaredError() else { return nil }
      return (one, other)
    }
    self.pairs = pairs.count
    leftOut = results.count - pairs.count
    test = PairedTest(pairs.map { $0.0 - $0.1 }, overlap: overlap)
    relative = MeanInterval(pairs.map { log($0.0 / $0.1) }, overlap: overlap).map {
      (exp($0.mean) - 1, exp($0.lower) - 1, exp($0.upper) - 1)
    }
  }

  var verdict: AdjustedVerdict { AdjustedVerdict(test, adjusted: adjusted) }
}
