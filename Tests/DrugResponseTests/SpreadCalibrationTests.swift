import DrugResponse
import Foundation
import Testing

@Suite struct SpreadCalibrationTests {
  private typealias Samples = SpreadCalibration.Samples

  /// Errors at so many standard deviations, on both sides of the quantiles of the normal distribution: 0.6745, 1.2816,
  /// 1.6449 and 1.9600 are the ends of the central 50, 80, 90 and 95 %.
  @Test func coverageByHand() throws {
    let deviations = [0.67, -0.68, 1.28, -1.29, 1.64, -1.65, 1.95, -1.97, 0, 10]
    let spread = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map { 0.01 * $0 }
    let errors = zip(deviations, spread).map { $0 * $1 }
    let calibration = try #require(
      SpreadCalibration(
        Samples(errors: errors, spread: spread), validation: nil, groups: Array(0..<10)))
    #expect(calibration.levels == [0.5, 0.8, 0.9, 0.95])
    #expect(calibration.plain.coverage == [0.2, 0.4, 0.6, 0.8])
    // The mean of ln(s sqrt(2 pi)) + d²/2; ten roundings of numbers below 60.
    let expected =
      zip(deviations, spread).map { log($1) + log(2 * Double.pi) / 2 + $0 * $0 / 2 }.reduce(0, +) / 10
    let found = try #require(calibration.plain.meanNegativeLogLikelihood)
    #expect(abs(found - expected) <= 10 * 60 * .ulpOfOne)
  }

  /// With errors of twice the standard deviation on one half and of four times on the other, each is scored with the
  /// other's factor.
  @Test func halvesAreScoredWithTheFactorOfTheOther() throws {
    let spread = [1, 1, 2, 2] as [Double]
    // In turns: the first and third, and the second and fourth.
    let errors = [2, -4, -4, 8] as [Double]
    let calibration = try #require(
      SpreadCalibration(Samples(errors: errors, spread: spread), validation: nil, groups: [7, 5, 3, 1]))
    let again = try #require(calibration.recalibration)
    let overall = 10.0.squareRoot()
    #expect(again.source == .halves && again.count == 4)
    #expect(again.factors == [2, 4] && again.factor == overall)
    // Half a standard deviation, and two.
    #expect(again.scaled.coverage == [0.5, 0.5, 0.5, 0.5])
    // Groups stay whole: all of one side.
    let grouped = try #require(
      SpreadCalibration(Samples(errors: errors, spread: spread), validation: nil, groups: [0, 1, 1, 0]))
    #expect(grouped.recalibration?.factors == [overall, overall])
    let single = try #require(
      SpreadCalibration(Samples(errors: errors, spread: spread), validation: nil, groups: [0, 0, 0, 0]))
    #expect(single.recalibration == nil && single.obstacle == .oneGroup)
  }

  /// Errors of pairs that were trained with give no factor for others, even with a validation part.
  @Test(arguments: [false, true]) func whatWasTrainedWithGivesNoFactor(isTrained: Bool) throws {
    let samples = Samples(errors: [1, -3], spread: [1, 2])
    for validation in [nil, samples] {
      let calibration = try #require(
        SpreadCalibration(samples, validation: validation, groups: [0, 1], isTrained: isTrained))
      #expect((calibration.recalibration == nil) == isTrained)
      #expect(calibration.obstacle == (isTrained ? .trainedSamples : nil))
    }
  }

  @Test func theValidationPartGivesTheFactor() throws {
    let calibration = try #require(
      SpreadCalibration(
        Samples(errors: [1, -3], spread: [1, 1]),
        validation: Samples(errors: [3, -3, 3], spread: [1, 1, 1]),
        groups: [0, 1]))
    let again = try #require(calibration.recalibration)
    #expect(again.source == .validation && again.count == 3 && again.factor == 3 && again.factors == [3])
    #expect(again.scaled == again.constant && again.scaled.coverage == [0.5, 1, 1, 1])
  }

  @Test func noSpreadAndNoNumbers() throws {
    func calibration(_ errors: [Double], _ spread: [Double]) -> SpreadCalibration? {
      SpreadCalibration(
        Samples(errors: errors, spread: spread), validation: nil, groups: Array(errors.indices))
    }
    let certain = try #require(calibration([0, 1, 0, 1], [0, 0, 1, 1]))
    #expect(certain.plain.coverage == [0.5, 0.75, 0.75, 0.75])
    #expect(certain.plain.meanNegativeLogLikelihood == nil && certain.recalibration == nil)
    #expect(certain.obstacle == .noSpread)
    #expect(calibration([], []) == nil)
    #expect(calibration([.nan], [1]) == nil)
    #expect(calibration([1], [.infinity]) == nil)
  }
}
