import Foundation
import Network
import Testing

/// Schedules against values worked out by hand, and against PyTorch's schedulers by their recurrences.
@Suite struct LearningRateScheduleTests {
  private func rates(_ schedule: LearningRateSchedule, steps: Int, perEpoch: Int) -> [Double] {
    (1...steps).map { schedule.rate(step: $0, stepsPerEpoch: perEpoch) }
  }

  /// Rounding of a handful of operations on numbers up to `size`.
  private func isClose(_ a: [Double], _ b: [Double], size: Double, roundings: Double = 8) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) <= roundings * 0x1p-53 * size }
  }

  /// The rate itself, to the last bit, however long the run.
  @Test func constantIsTheBase() {
    let schedule = LearningRateSchedule(base: 1.8e-3)
    #expect(schedule.isConstant)
    for step in [1, 2, 1000, 1 << 40] { #expect(schedule.rate(step: step, stepsPerEpoch: 40) == 1.8e-3) }
  }

  /// Over two epochs of two steps: a quarter, a half, three quarters, all; then whatever comes after.
  @Test(arguments: LearningRateSchedule.Kind.allCases) func warmUpRisesLinearly(
    kind: LearningRateSchedule.Kind
  ) {
    let schedule = LearningRateSchedule(
      kind, base: 8, warmupEpochs: 2, horizonEpochs: 4, stepEpochs: 1, stepFactor: 0.5)
    #expect(!schedule.isConstant)
    #expect(rates(schedule, steps: 5, perEpoch: 2) == [2, 4, 6, 8, 8])
  }

  /// Six steps: cos of 0, 30, 60, 90, 120, 150 degrees; from then on the minimum.
  @Test func cosineByHand() {
    let schedule = LearningRateSchedule(.cosine, base: 5, minimum: 1, horizonEpochs: 2)
    let root = 3.0.squareRoot()
    let expected = [5, 3 + root, 4, 3, 2, 3 - root, 1, 1, 1]
    #expect(isClose(rates(schedule, steps: 9, perEpoch: 3), expected, size: 5))
    #expect(schedule.rate(step: 7, stepsPerEpoch: 3) == 1 && schedule.rate(step: 1, stepsPerEpoch: 3) == 5)
  }

  /// The warm-up takes its epoch from the cosine's, not from the horizon.
  @Test func cosineAfterWarmUpEndsAtTheHorizon() {
    let schedule = LearningRateSchedule(.cosine, base: 2, warmupEpochs: 1, horizonEpochs: 3)
    #expect(
      isClose(
        rates(schedule, steps: 8, perEpoch: 2),
        [1, 2, 2, 1 + 0.5.squareRoot(), 1, 1 - 0.5.squareRoot(), 0, 0], size: 2))
  }

  @Test func stepByHand() {
    let schedule = LearningRateSchedule(.step, base: 8, stepEpochs: 2, stepFactor: 0.5)
    #expect(rates(schedule, steps: 13, perEpoch: 3) == [8, 8, 8, 8, 8, 8, 4, 4, 4, 4, 4, 4, 2])
    let late = LearningRateSchedule(.step, base: 8, warmupEpochs: 1, stepEpochs: 1, stepFactor: 0.25)
    #expect(rates(late, steps: 7, perEpoch: 2) == [4, 8, 8, 8, 2, 2, 0.5])
  }

  /// torch.optim.lr_scheduler's recurrences, each step's rate from the one before: LinearLR, CosineAnnealingLR, StepLR.
  @Test func agreesWithPyTorchsRecurrences() {
    let (perEpoch, warmup, horizon, base, minimum) = (7, 2, 9, 1.8e-3, 1e-5)
    let (rising, period) = (warmup * perEpoch, (horizon - warmup) * perEpoch)
    var cosine = [base / Double(rising)]
    for done in 1..<rising {
      let start = 1 / Double(rising)
      let before = start + (1 - start) * Double(done - 1) / Double(rising - 1)
      cosine.append(cosine[done - 1] * (before + (1 - start) / Double(rising - 1)) / before)
    }
    var step = cosine
    cosine.append(base)
    step.append(base)
    for done in 1..<period {
      let turn =
        (1 + cos(.pi * Double(done) / Double(period))) / (1 + cos(.pi * Double(done - 1) / Double(period)))
      cosine.append(minimum + (cosine[cosine.count - 1] - minimum) * turn)
      step.append(step[step.count - 1] * (done % (3 * perEpoch) == 0 ? 0.3 : 1))
    }
    // A chain: the roundings of each step add up, eight at most, of half an ulp of the base each, since where 1 + cos has
    // lost digits the rate is as small as it.
    let roundings = 8.0 * Double(cosine.count)
    let schedules = [
      (
        LearningRateSchedule(
          .cosine, base: base, warmupEpochs: warmup, minimum: minimum, horizonEpochs: horizon), cosine
      ),
      (LearningRateSchedule(.step, base: base, warmupEpochs: warmup, stepEpochs: 3, stepFactor: 0.3), step),
    ]
    for (schedule, expected) in schedules {
      let found = rates(schedule, steps: expected.count, perEpoch: perEpoch)
      #expect(isClose(found, expected, size: base, roundings: roundings))
    }
  }

  @Test(arguments: LearningRateSchedule.Kind.allCases) func absurdNumbersDoNotTrap(
    kind: LearningRateSchedule.Kind
  ) {
    let schedule = LearningRateSchedule(
      kind, base: 1, warmupEpochs: .max - 1, horizonEpochs: .max, stepEpochs: .max, stepFactor: 0.5)
    #expect((0...1).contains(schedule.rate(step: .max, stepsPerEpoch: .max)))
  }
}
