import DrugResponse
import Foundation
import Support
import Testing

@Suite struct TargetTests {
  /// Values by hand: y = 1 gives 1/2 either way; ln y = 10 ln 3 gives 1/(1 + 3).
  @Test func knownValues() {
    #expect(Target.ic50.normalised(lnIC50: 0) == 0.5)
    #expect(Target.risingIC50.normalised(lnIC50: 0) == 0.5)
    #expect(abs(Target.ic50.normalised(lnIC50: 10 * log(3)) - 0.25) <= 4 * 0.25.ulp)
    #expect(abs(Target.risingIC50.normalised(lnIC50: 10 * log(3)) - 0.75) <= 4 * 0.75.ulp)
    #expect(Target.ic50.lnIC50(ofNormalised: 0.5) == 0)
    #expect(Target.ic50.ic50(ofNormalised: 0.5) == 1)
  }

  /// The definition, 1/(1 + y^0.1), evaluated as it is written.
  @Test(arguments: [Target.ic50, .risingIC50]) func followsTheDefinition(target: Target) {
    let exponent = target == .ic50 ? 0.1 : -0.1
    for lnIC50 in stride(from: -20.0, through: 20, by: 0.37) {
      let defined = 1 / (1 + pow(exp(lnIC50), exponent))
      // y^0.1 sees the error of exp(ln y), one ulp, and the rounding of 0.1 times |ln y| <= 20.
      #expect(abs(target.normalised(lnIC50: lnIC50) - defined) <= 8 * .ulpOfOne)
    }
  }

  @Test func bothSignsAddUpToOne() {
    for lnIC50 in stride(from: -30.0, through: 30, by: 0.61) {
      let sum = Target.ic50.normalised(lnIC50: lnIC50) + Target.risingIC50.normalised(lnIC50: lnIC50)
      #expect(abs(sum - 1) <= 4 * .ulpOfOne)
    }
  }

  @Test(arguments: [Target.ic50, .risingIC50]) func inverseGivesBackLnIC50(target: Target) throws {
    for lnIC50 in stride(from: -150.0, through: 150, by: 1.7) {
      let normalised = target.normalised(lnIC50: lnIC50)
      let back = try #require(target.lnIC50(ofNormalised: normalised))
      // The forward rounding (at most 4 ε p, with p's exponent off by |x|/10 ε) through the slope 10/(p (1-p)).
      let bound = 10 * .ulpOfOne * (4 + abs(lnIC50) / 10) / (1 - normalised) + abs(lnIC50) * 4 * .ulpOfOne
      #expect(abs(back - lnIC50) <= bound)
      let ic50 = try #require(target.ic50(ofNormalised: normalised))
      #expect(ic50 == exp(back))
    }
  }

  @Test func extremesHaveNoWayBack() {
    #expect(Target.ic50.normalised(lnIC50: -400) == 1)
    #expect(Target.ic50.normalised(lnIC50: 8000) == 0)
    #expect(Target.ic50.normalised(lnIC50: .infinity) == 0)
    #expect(Target.risingIC50.normalised(lnIC50: .infinity) == 1)
    #expect(Target.ic50.normalised(lnIC50: -400).isFinite)
    for outside in [0, 1, -0.1, 1.1, .nan, .infinity, -.infinity] as [Double] {
      #expect(Target.ic50.lnIC50(ofNormalised: outside) == nil)
      #expect(Target.ic50.ic50(ofNormalised: outside) == nil)
    }
    #expect(Target.auc.lnIC50(ofNormalised: 0.5) == nil)
    #expect([0, 0.5, 1].allSatisfy { Target.auc.auc(ofNormalised: $0) == $0 })
    #expect([-0.1, 1.1, .nan].allSatisfy { Target.auc.auc(ofNormalised: $0) == nil })
    #expect(Target.ic50.auc(ofNormalised: 0.5) == nil)
    // Beyond Double's range the logarithm is still there.
    #expect(Target.ic50.ic50(ofNormalised: .leastNonzeroMagnitude) == .infinity)
    #expect(Target.ic50.lnIC50(ofNormalised: .leastNonzeroMagnitude)?.isFinite == true)
  }

  @Test func responsesBecomeTargets() {
    let responses = ResponseDataset.Responses(
      cellLine: [0, 0], drug: [0, 1], lnIC50: [0, 2.5], auc: [0.75, .nan])
    #expect(Target.ic50.values(in: responses) == [0.5, 1 / (1 + exp(0.25))])
    #expect(Target.auc.value(of: 0, in: responses) == 0.75)
    #expect(Target.auc.value(of: 1, in: responses).isNaN)
  }

  @Test func contradictionIsRefused() throws {
    let error = #expect(throws: UsageError.self) { try Target(.auc, orientation: .rising) }
    #expect(
      error?.description == "the orientation \"rising\" is for the target ic50; auc is taken as it is")
    #expect(throws: UsageError.self) {
      try JSONDecoder().decode(Target.self, from: Data(#"{"measure":"auc","orientation":"rising"}"#.utf8))
    }
  }

  @Test(arguments: [Target.ic50, .risingIC50, .auc]) func survivesCoding(target: Target) throws {
    #expect(try JSONDecoder().decode(Target.self, from: JSONEncoder().encode(target)) == target)
  }
}
