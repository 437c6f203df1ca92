import CStatistics
import Experiments
import Testing

/// The statistics of comparisons, beside SciPy's.
@Suite struct StatisticsTests {
  private static let one = [0.00131, 0.00127, 0.00142, 0.00125, 0.00139]
  private static let other = [0.00135, 0.00134, 0.00140, 0.00133, 0.00151]
  private static let differences = zip(one, other).map { $0 - $1 }

  private func expect(_ value: Double?, _ expected: Double, location: SourceLocation = #_sourceLocation)
    throws
  {
    let value = try #require(value, sourceLocation: location)
    // Differences of five numbers with six digits in common with their neighbours: some hundred roundings.
    #expect(abs(value - expected) <= 1e-11 * abs(expected), "\(value)", sourceLocation: location)
  }

  /// scipy.stats.ttest_rel(one, other) and its confidence_interval(0.95); d.mean() / d.std(ddof=1).
  @Test func pairedTestIsSciPys() throws {
    let test = try #require(PairedTest(Self.differences))
    try expect(test.p, 0.06772111900318566)
    try expect(test.difference.lower, -0.0001227572713883482)
    try expect(test.difference.upper, 6.757271388348165e-06)
    try expect(test.effectSize, -1.1120992338286868)
  }

  /// The same with numpy and scipy.stats.t for the variance s2 (1/5 + 0.25).
  @Test func overlappingSplitsWidenTheInterval() throws {
    let test = try #require(PairedTest(Self.differences, overlap: 0.25))
    try expect(test.p, 0.17269378844271643)
    try expect(test.difference.lower, -0.00015513590708252228)
    try expect(test.difference.upper, 3.9135907082522244e-05)
    try expect(test.effectSize, -1.1120992338286868)
  }

  /// 2 * scipy.stats.t.sf(abs(t), df)
  @Test(arguments: [
    (1.0, 0.5, 0.7048327646991335), (2, -3.2, 0.08534087923995284), (9, 2.262157162798205, 0.05),
    (9, 12, 7.699886222985653e-07), (99, 0, 1), (30, 40, 1.3726045194406417e-27),
  ]) func tailsAreSciPys(degrees: Double, t: Double, p: Double) throws {
    try expect(student_t_two_sided(degrees, t), p)
  }

  @Test func whatHasNoTestHasNone() throws {
    #expect(PairedTest([1]) == nil && PairedTest([]) == nil && PairedTest([1, .nan]) == nil)
    let constant = try #require(PairedTest([0.5, 0.5, 0.5]))
    #expect(constant.p == nil && constant.effectSize == nil && constant.difference.mean == 0.5)
    #expect(student_t_two_sided(0, 1).isNaN && student_t_two_sided(3, .nan).isNaN)
  }

  /// By hand, of Holm's rule: sorted 0.005, 0.01, 0.03, 0.04 times 4, 3, 2, 1, each at least the one before.
  @Test func holmsAdjustmentIsThatOfHisRule() {
    #expect(PairedTest.holm([0.01, 0.04, 0.03, 0.005]) == [0.03, 0.06, 0.06, 0.02])
    #expect(PairedTest.holm([nil, 0.5, nil, 0.6]) == [nil, 1, nil, 1])
    #expect(PairedTest.holm([0.04]) == [0.04] && PairedTest.holm([]) == [])
  }

  /// scipy.stats.linregress(x, y).slope
  @Test func slopeIsThatOfLeastSquares() throws {
    let points = zip([5.6, 6.6, 7.6, 9.9, 12.3], [0.1, -0.2, 0.05, 0.3, 0.2]).map { (x: $0, y: $1) }
    try expect(LeastSquares.slope(points), 0.0435229609321453)
    #expect(LeastSquares.slope([(1, 2), (1, 3)]) == nil && LeastSquares.slope([(1, 2)]) == nil)
  }
}
