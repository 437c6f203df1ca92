import Foundation
import Network
import Support
import Testing
import Training

/// The keys of a schedule: what they mean, and which of them contradict each other.
@Suite struct ScheduleSettingsTests {
  private func configuration(_ yaml: String) throws -> TrainingConfiguration {
    let (directory, path) = try TrainingConfigurationTests.file("data: d.h5\nepochs: 10\n" + yaml)
    defer { withExtendedLifetime(directory) {} }
    return try TrainingConfiguration.read(yaml: path)
  }

  /// What is written down before there were schedules has a constant one.
  @Test func withoutTheKeysTheRateIsConstant() throws {
    let old = try TrainingConfiguration(json: #"{"data":"d.h5","epochs":10,"learning_rate":0.25}"#)
    try old.validate()
    #expect(old.schedule.isConstant && old.schedule.rate(step: 99, stepsPerEpoch: 3) == 0.25)
  }

  @Test func theCosineEndsWithTheRunUnlessItIsSaid() throws {
    let whole = try configuration("learning_rate_schedule: cosine\nwarmup_epochs: 2\n")
    try whole.validate()
    #expect(whole.schedule.horizonEpochs == 10 && whole.schedule.warmupEpochs == 2)
    let longer = try configuration("learning_rate_schedule: cosine\nschedule_epochs: 30\n")
    try longer.validate()
    #expect(longer.schedule.horizonEpochs == 30)
    let again = try TrainingConfiguration(json: longer.json())
    #expect(again == longer)
  }

  @Test func theStepsFactorIsATenthUnlessItIsSaid() throws {
    let step = try configuration("learning_rate_schedule: step\nstep_epochs: 4\n")
    try step.validate()
    #expect(step.schedule.stepEpochs == 4 && step.schedule.stepFactor == 0.1)
  }

  @Test(arguments: [
    ("warmup_epochs: -1\n", "warmup_epochs must not be negative"),
    (
      "minimum_learning_rate: 0.001\n",
      "minimum_learning_rate is for learning_rate_schedule cosine, but that is constant"
    ),
    ("schedule_epochs: 5\n", "schedule_epochs is for learning_rate_schedule cosine"),
    ("step_epochs: 5\n", "step_epochs is for learning_rate_schedule step"),
    ("step_factor: 0.5\n", "step_factor is for learning_rate_schedule step"),
    (
      "learning_rate_schedule: cosine\nstep_epochs: 5\n",
      "step_epochs is for learning_rate_schedule step, but that is cosine"
    ),
    (
      "learning_rate_schedule: cosine\nminimum_learning_rate: 1\n",
      "minimum_learning_rate must lie in [0, learning_rate"
    ),
    (
      "learning_rate_schedule: cosine\nminimum_learning_rate: .nan\n",
      "minimum_learning_rate must lie in [0, learning_rate"
    ),
    ("learning_rate_schedule: cosine\nwarmup_epochs: 10\n", "epochs must be more than the 10 warmup_epochs"),
    (
      "learning_rate_schedule: cosine\nschedule_epochs: 5\n",
      "after schedule_epochs 5 the learning rate would be zero"
    ),
    (
      "learning_rate_schedule: cosine\nschedule_epochs: 0\n",
      "schedule_epochs must be more than the 0 warmup_epochs"
    ),
    ("learning_rate_schedule: step\n", "needs step_epochs"),
    ("learning_rate_schedule: step\nstep_epochs: 0\n", "step_epochs must be at least 1"),
    ("learning_rate_schedule: step\nstep_epochs: 2\nstep_factor: 0\n", "step_factor must lie in (0, 1]"),
    ("learning_rate_schedule: step\nstep_epochs: 2\nstep_factor: .nan\n", "step_factor must lie in (0, 1]"),
  ]) func whatMakesNoSenseIsRefused(yaml: String, expected: String) throws {
    let error = #expect(throws: UsageError.self) { try configuration(yaml).validate() }
    #expect(error?.description.contains(expected) == true, "\(error?.description ?? "")")
  }
}
