import DrugResponse
import Report
import Testing

@Suite struct VerdictTests {
  private static func verdict(
    _ rmse: Double? = 0.05, against effects: Double? = 0.06, _ difference: ClosedRange<Double>? = nil,
    kind: SplitKind = .pairs, groups: Int = 70, _ change: (inout Verdict.Facts) -> Void = { _ in }
  ) -> Verdict {
    var facts = Verdict.Facts(
      rmse: rmse, effects: effects, difference: difference, pairs: 70, kind: kind, groups: groups)
    change(&facts)
    return Verdict(facts)
  }

  /// The sign of the interval's ends decides, whatever the errors themselves are.
  @Test func theIntervalDecides() {
    let better = Self.verdict(0.05, against: 0.06, -0.02 ... -0.001)
    #expect(better.outcome == .better)
    #expect(
      better.text.hasPrefix(
        "The model predicts these test pairs better than the effects of drug and cell line (RMSE 0.0500 against 0.0600; "
          + "difference \u{2212}0.0100, 95 % interval \u{2212}0.0200 to \u{2212}0.0010, 70 pairs)."))
    let worse = Self.verdict(0.06, against: 0.05, 0.001...0.02)
    #expect(worse.outcome == .worse && worse.text.contains("worse than the effects"))
    #expect(worse.text.contains("difference +0.0100, 95 % interval +0.0010 to +0.0200"))
    for interval in [-0.02...0.001, -0.001...0.02, 0...0, -0.01...0, 0...0.01] {
      let unclear = Self.verdict(0.05, against: 0.06, interval)
      #expect(unclear.outcome == .unclear && unclear.text.contains("cannot be told from"), "\(interval)")
      #expect(!unclear.text.contains("better than") && !unclear.text.contains("worse than"), "\(interval)")
    }
  }

  @Test func withoutAnIntervalThereIsNoVerdict() {
    for (rmse, word) in [(0.05, "smaller than"), (0.07, "larger than"), (0.06, "equal to")] {
      let verdict = Self.verdict(rmse, kind: .tissue, groups: 5)
      #expect(verdict.outcome == .none)
      #expect(verdict.text.contains("on 70 test pairs is \(word) that of"), "\(verdict.text)")
      #expect(verdict.text.contains("too few tissues (5) for an interval"))
    }
    #expect(Self.verdict { $0.pairs = 1 }.text.contains("on 1 test pair is"))
    for broken in [Self.verdict(nil), Self.verdict(0.05, against: nil)] {
      #expect(broken.outcome == .none && broken.text.contains("not finite"))
    }
  }

  /// What is new has no effect, and nothing says that interactions have been learned.
  @Test func whatTheBaselineKnowsDependsOnTheSplit() {
    let words = [
      (false, false, "a number for each drug and one for each cell line"),
      (true, false, "New drugs have no effect"),
      (false, true, "New cell lines have no effect"), (true, true, "the mean of the training pairs"),
    ]
    for (drugs, lines, expected) in words {
      for interval in [nil, -0.02 ... -0.01, -0.01...0.01, 0.01...0.02] {
        let verdict = Self.verdict(0.05, against: 0.06, interval) {
          ($0.hasNewDrugs, $0.hasNewCellLines) = (drugs, lines)
        }
        for (_, _, other) in words {
          #expect(verdict.text.contains(other) == (other == expected), "\(verdict.text)")
        }
        #expect(!verdict.text.contains("has learned something"))
      }
    }
  }

  @Test func simplerBaselinesThatAreNotBeatenAreNamed() {
    let simpler = [(name: "drug means", rmse: 0.055), (name: "mean", rmse: 0.09)]
    let worse = Self.verdict(0.06, against: 0.05, 0.001...0.02) { $0.simpler = simpler }
    #expect(worse.text.contains("is not below that of the drug means (0.0550) either"), "\(worse.text)")
    #expect(
      !Self.verdict(0.054, against: 0.05, 0.001...0.02) { $0.simpler = simpler }.text.contains("not below"))
    #expect(
      !Self.verdict(0.06, against: 0.07, -0.02 ... -0.01) { $0.simpler = simpler }.text.contains("not below"))
  }

  @Test func anEpochThatTheTestPairsChoseFlatters() {
    for interval in [nil, -0.02 ... -0.01, -0.01...0.01, 0.01...0.02] {
      #expect(
        Self.verdict(0.05, against: 0.06, interval) { $0.isChosenByTestSet = true }.text.contains("flatter"))
      #expect(!Self.verdict(0.05, against: 0.06, interval).text.contains("flatter"))
    }
  }
}
