import Experiments
import Testing

/// What is said of a comparison that is one of several.
@Suite struct AdjustedVerdictTests {
  /// scipy.stats.ttest_1samp(differences, 0).pvalue is 0.011534: alone it counts, as one of five it does not.
  private static let lower = [-0.5, -0.3, -0.6, -0.1, -0.4]

  @Test func theAdjustedProbabilityDecides() throws {
    let test = try #require(PairedTest(Self.lower))
    let p = try #require(test.p)
    #expect(abs(p - 0.011534048799787354) < 1e-12 && test.difference.upper < 0)
    #expect(AdjustedVerdict(test, adjusted: p) == .below)
    #expect(AdjustedVerdict(PairedTest(Self.lower.map { -$0 }), adjusted: p) == .above)
    let adjusted = PairedTest.holm([p, 0.9, 0.8, 0.7, 0.6])[0]
    #expect(AdjustedVerdict(test, adjusted: adjusted) == .openByAdjustment)
    #expect(AdjustedVerdict(test, adjusted: AdjustedVerdict.level) == .openByAdjustment)
  }

  @Test func whatIsNotTestedIsNotJudged() {
    #expect(AdjustedVerdict(PairedTest([1]), adjusted: nil) == .untested)
    #expect(AdjustedVerdict(PairedTest([1, -2, 3]), adjusted: 0.7) == .open)
    #expect(AdjustedVerdict(PairedTest([2, 2, 2]), adjusted: nil) == .open)
  }
}
