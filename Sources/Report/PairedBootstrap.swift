import CStatistics
import DrugResponse
import Support

/// Intervals for the root mean squared errors of several predictors on the same test pairs, and for their differences, from
/// resamples of the pairs with replacement (percentile intervals; Efron and Tibshirani, "An introduction to the
/// bootstrap", 1993, chapter 13). Every resample is the same for all predictors: what is hard for all of them cancels in
/// differences.
///
/// What is drawn are whole groups of pairs, those that the split keeps on one side: of new drugs, say, a test set holds
/// only as many independent ones as there are drugs. Percentile intervals of few groups are too narrow: a mean's resamples have
/// the standard deviation of n in the denominator and normal tails, where Student's t with n - 1 has the right ones. Below
/// `plentyOfGroups` both ends are moved away from the estimate by that factor; below `minimumGroups` there is no interval.
package struct PairedBootstrap: Sendable {
  package static let replicates = 2000
  package static let level = 0.95
  package static let seed: UInt64 = 1
  package static let minimumGroups = 10
  package static let plentyOfGroups = 30

  /// [predictors x replicates] root mean squared errors.
  private let errors: [[Double]]
  /// [predictors] root mean squared errors of the pairs themselves.
  private let estimates: [Double]
  /// Groups that are drawn from.
  package let groupCount: Int

  /// nil for fewer than `minimumGroups`, and for errors that are not finite.
  ///
  /// - Parameters:
  ///   - errors: [predictors x pairs] predicted minus observed.
  ///   - groups: [pairs] the group of each, in any numbering.
  package init?(errors: [[Double]], groups: [Int], replicates: Int = Self.replicates, workers: Workers) {
    precondition(errors.allSatisfy { $0.count == groups.count })
    guard errors.allSatisfy({ $0.allSatisfy(\.isFinite) }) else { return nil }
    var numbers: [Int: Int] = [:]
    let group = groups.map { label in
      let number = numbers[label] ?? numbers.count
      numbers[label] = number
      return number
    }
    let groupCount = numbers.count
    guard groupCount >= Self.minimumGroups else { return nil }
    // Of each group the number of pairs, then each predictor's sum of squared errors.
    let width = errors.count + 1
    let sums = AlignedBuffer<Double>(count: groupCount * width)
    for (pair, group) in group.enumerated() {
      sums.pointer[group * width] += 1
      for predictor in errors.indices {
        sums.pointer[group * width + 1 + predictor] += errors[predictor][pair] * errors[predictor][pair]
      }
    }
    let results = AlignedBuffer<Double>(count: replicates * errors.count)
    let predictors = errors.count
    workers.perform(pieces: replicates) { replicate, _ in
      var random = RandomStream(seed: Self.seed, purpose: .resampling, index: UInt64(replicate))
      var total = [Double](repeating: 0, count: width)
      for _ in 0..<groupCount {
        let row = random.integer(below: groupCount) * width
        for column in 0..<width { total[column] += sums.pointer[row + column] }
      }
      for predictor in 0..<predictors {
        results.pointer[predictor * replicates + replicate] = (total[1 + predictor] / total[0]).squareRoot()
      }
    }
    estimates = errors.map { ($0.reduce(0) { $0 + $1 * $1 } / Double($0.count)).squareRoot() }
    self.groupCount = groupCount
    self.errors = (0..<predictors).map { predictor in
      (0..<replicates).map { results.pointer[predictor * replicates + $0] }
    }
  }

  /// The interval of a predictor's root mean squared error.
  package func interval(_ predictor: Int) -> ClosedRange<Double> {
    let interval = interval(errors[predictor], about: estimates[predictor])
    return max(0, interval.lowerBound)...interval.upperBound
  }

  /// The interval of one predictor's root mean squared error less another's: below zero where the first is better.
  package func interval(_ predictor: Int, less other: Int) -> ClosedRange<Double> {
    interval(
      zip(errors[predictor], errors[other]).map { $0 - $1 }, about: estimates[predictor] - estimates[other])
  }

  /// The middle 95 % of values, widened where there are few groups.
  private func interval(_ values: [Double], about estimate: Double) -> ClosedRange<Double> {
    let sorted = values.sorted()
    let lower = sorted.quantileOfSorted((1 - Self.level) / 2)
    let upper = sorted.quantileOfSorted((1 + Self.level) / 2)
    let factor = Self.widening(ofGroups: groupCount)
    if factor == 1 { return lower...upper }
    return min(
      lower, estimate - factor * (estimate - lower))...max(upper, estimate + factor * (upper - estimate))
  }

  /// sqrt(k / (k - 1)) t / z of k groups, with the 97.5 % quantiles of Student's t with k - 1 degrees of freedom and of the
  /// normal distribution; 1 where there are plenty.
  package static func widening(ofGroups count: Int) -> Double {
    if count >= plentyOfGroups { return 1 }
    let k = Double(count)
    return (k / (k - 1)).squareRoot() * student_t_quantile(k - 1, (1 + level) / 2)
      / NormalDistribution.quantile975
  }
}
