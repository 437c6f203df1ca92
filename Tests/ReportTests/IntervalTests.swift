import Foundation
import Report
import Support
import Testing

@Suite struct IntervalTests {
  /// scipy.stats.t.interval(0.95, 3, loc=mean, scale=sem) of these values.
  @Test func meansOverSeedsHaveStudentsInterval() throws {
    let interval = try #require(MeanInterval([0.05, 0.06, 0.052, 0.049]))
    // Sums of four and a quantile, each within a few roundings.
    #expect(abs(interval.mean - 0.05275) < 1e-15)
    #expect(abs(interval.lower - 0.04480715549834559) < 1e-14)
    #expect(abs(interval.upper - 0.06069284450165441) < 1e-14)
    #expect(MeanInterval([1]) == nil && MeanInterval([]) == nil && MeanInterval([1, .nan]) == nil)
    let constant = try #require(MeanInterval([2, 2]))
    #expect(constant.lower == 2 && constant.upper == 2)
  }

  /// scipy.stats.t.ppf(0.975, n - 1): of values with mean 0 and standard deviation 1, half an interval is t / sqrt(n).
  @Test(arguments: [
    (2, 12.706204736174694), (3, 4.302652729749462), (5, 2.7764451051977934), (10, 2.262157162798205),
    (30, 2.045229642132703), (201, 1.9718962236339088),
  ]) func quantilesAreSciPys(count: Int, t: Double) throws {
    let values = (0..<count).map { Double($0) }
    let n = Double(count)
    // Of 0 ... n - 1 the variance is n (n + 1) / 12.
    let interval = try #require(MeanInterval(values))
    let half = t * (n * (n + 1) / 12 / n).squareRoot()
    #expect(abs(interval.upper - interval.mean - half) < 1e-12 * n * half)
  }

  private static func normal(_ count: Int, _ index: UInt64, scale: Double = 1) -> [Double] {
    var random = RandomStream(seed: 5, purpose: .testing, index: index)
    return (0..<count).map { _ in scale * random.normal() }
  }

  @Test func resamplesDependNeitherOnThreadsNorOnOtherPredictors() throws {
    let errors = [Self.normal(300, 1), Self.normal(300, 2, scale: 2)]
    let groups = Array(0..<300)
    let one = try #require(PairedBootstrap(errors: errors, groups: groups, workers: .serial))
    let three = try #require(PairedBootstrap(errors: errors, groups: groups, workers: Workers(count: 3)))
    let alone = try #require(PairedBootstrap(errors: [errors[1]], groups: groups, workers: .serial))
    #expect(one.interval(0) == three.interval(0) && one.interval(1, less: 0) == three.interval(1, less: 0))
    #expect(one.interval(1) == alone.interval(0))
    #expect(one.interval(0, less: 0) == 0...0)
    #expect(one.interval(1, less: 0).lowerBound > 0)
  }

  /// Of normal errors the mean square has the standard error sqrt(2/n), the root half of that; for n = 20,000 third moments
  /// are nothing, and the ends of 2000 resamples deviate by some 5 % of the interval.
  @Test func largeSamplesHaveTheNormalInterval() throws {
    let n = 20_000
    let errors = Self.normal(n, 3)
    let bootstrap = try #require(
      PairedBootstrap(errors: [errors], groups: Array(0..<n), workers: Workers(count: 2)))
    let rmse = (errors.reduce(0) { $0 + $1 * $1 } / Double(n)).squareRoot()
    let half = 1.959964 * rmse / (2 * Double(n)).squareRoot()
    let interval = bootstrap.interval(0)
    #expect(abs(interval.lowerBound - (rmse - half)) < 0.15 * half)
    #expect(abs(interval.upperBound - (rmse + half)) < 0.15 * half)
  }

  /// Of 300 samples of 200 pairs 95 % of the intervals should hold the true value: a binomial of standard deviation 3.8, and
  /// percentile intervals of so few pairs hold somewhat less.
  @Test func intervalsHoldTheTruthAsOftenAsTheySay() throws {
    let held = try (0..<300).count { trial in
      let errors = Self.normal(200, 100 + UInt64(trial))
      let bootstrap = try #require(
        PairedBootstrap(errors: [errors], groups: Array(0..<200), replicates: 400, workers: .serial))
      return bootstrap.interval(0).contains(1)
    }
    #expect((270...297).contains(held))
  }

  /// Pairs of one group go together: as many copies of a pair say no more than one.
  @Test func copiesInOneGroupDoNotNarrowAnInterval() throws {
    let errors = Self.normal(150, 4)
    let single = try #require(
      PairedBootstrap(errors: [errors], groups: Array(0..<150), workers: .serial))
    let copies = try #require(
      PairedBootstrap(
        errors: [errors.flatMap { [$0, $0, $0, $0] }], groups: (0..<600).map { $0 / 4 }, workers: .serial))
    #expect(copies.groupCount == 150)
    // Sums of four equal terms and of four times as many differ by rounding alone.
    #expect(abs(copies.interval(0).lowerBound - single.interval(0).lowerBound) < 1e-12)
    #expect(abs(copies.interval(0).upperBound - single.interval(0).upperBound) < 1e-12)
    let apart = try #require(
      PairedBootstrap(
        errors: [errors.flatMap { [$0, $0, $0, $0] }], groups: Array(0..<600), workers: .serial))
    let width = { (range: ClosedRange<Double>) in range.upperBound - range.lowerBound }
    #expect(width(apart.interval(0)) < 0.7 * width(single.interval(0)))
  }

  /// sqrt(k / (k - 1)) scipy.stats.t.ppf(0.975, k - 1) / scipy.stats.norm.ppf(0.975).
  @Test(arguments: [
    (10, 1.2166157331007248), (20, 1.0956310356490329), (29, 1.0636241108131117), (30, 1), (1000, 1),
  ])
  func fewGroupsWidenAnInterval(count: Int, factor: Double) {
    #expect(abs(PairedBootstrap.widening(ofGroups: count) - factor) < 1e-12)
  }

  /// Of groups of twelve pairs with an error in common, intervals of 10 groups hold the truth far more often than the middle of
  /// resamples alone, which has it in some 87 % of samples. 300 trials have a standard deviation of 1.5 %.
  @Test func intervalsOfTenGroupsHoldTheTruthNearlyAsOftenAsTheySay() throws {
    let groups = (0..<120).map { $0 / 12 }
    let held = try (0..<300).count { trial in
      let (common, own) = (
        Self.normal(10, 1000 + UInt64(trial)), Self.normal(120, 5000 + UInt64(trial), scale: 0.1)
      )
      let first = groups.indices.map { 1 + 0.1 * common[groups[$0]] + own[$0] }
      let bootstrap = try #require(
        PairedBootstrap(errors: [first], groups: groups, replicates: 400, workers: .serial))
      return bootstrap.interval(0).contains((1 + 0.01 + 0.01).squareRoot())
    }
    #expect(held >= 275, "\(held)")
  }

  /// Predictor 1 is worse by a constant in each pair: the difference has that sign, and the other way round the other.
  @Test func differencesHaveTheSignOfTheWorse() throws {
    let errors = Self.normal(40, 6).map(abs)
    let bootstrap = try #require(
      PairedBootstrap(errors: [errors, errors.map { $0 + 0.5 }], groups: Array(0..<40), workers: .serial))
    #expect(bootstrap.interval(1, less: 0).lowerBound > 0 && bootstrap.interval(0, less: 1).upperBound < 0)
  }

  @Test func thereIsNoIntervalOfFewGroupsOrOfInfiniteErrors() {
    #expect(PairedBootstrap(errors: [[1, 2]], groups: [7, 7], workers: .serial) == nil)
    let nine = (0..<90).map { $0 % 9 }
    #expect(PairedBootstrap(errors: [Self.normal(90, 7)], groups: nine, workers: .serial) == nil)
    let ten = (0..<90).map { $0 % 10 }
    #expect(PairedBootstrap(errors: [Self.normal(90, 7)], groups: ten, workers: .serial) != nil)
    let broken = (0..<90).map { $0 == 3 ? Double.nan : 1 }
    #expect(PairedBootstrap(errors: [broken], groups: ten, workers: .serial) == nil)
    #expect(PairedBootstrap(errors: [[]], groups: [], workers: .serial) == nil)
  }
}
