import Foundation
import Support
import TestSupport
import Testing
import Training

/// Learning-rate schedules as a user meets them: in metrics.csv, in the log, and in the bits of a run.
@Suite struct ScheduleTests {
  /// 6 epochs of 4 steps.
  static let length = ["--epochs", "6"]
  static let variants: [[String]] = [
    ["--learning-rate-schedule", "cosine", "--warmup-epochs", "2", "--minimum-learning-rate", "0.0001"],
    ["--learning-rate-schedule", "cosine", "--schedule-epochs", "4", "--minimum-learning-rate", "0.0001"],
    [
      "--learning-rate-schedule", "step", "--step-epochs", "2", "--step-factor", "0.3", "--warmup-epochs",
      "1",
    ],
    ["--warmup-epochs", "3"],
  ]

  @Test(.enabled(if: Python.hasH5py, "python3-h5py is needed"), arguments: variants)
  func theRatesAreThoseOfPyTorchsSchedulers(variant: [String]) throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    let result = try Demo.run(try Demo.train(output: output, Demo.settings + Self.length + variant))
    let check = try ProcessRunner.run(
      Python.path,
      [
        ReferenceTests.scripts + "/check_schedule.py", output + "/checkpoints/step-00000024.h5",
        output + "/metrics.csv",
      ])
    #expect(check.exitCode == 0, "\(check.standardOutput)\(check.standardError)")
    let lines = result.standardOutput.split(separator: "\n").filter { $0.contains("epoch 6/6") }
    #expect(lines.count == 1 && lines[0].contains("learning rate "), "\(result.standardOutput)")
  }

  /// The rate of the step in the middle of a schedule is the one that Adam takes.
  @Test(
    .enabled(if: Python.hasH5py && Python.has("numpy"), "python3-numpy and python3-h5py are needed"),
    arguments: [
      ["--learning-rate-schedule", "cosine"], ["--warmup-epochs", "5"],
      ["--learning-rate-schedule", "step", "--step-epochs", "1"],
    ])
  func adamStepsAtThatRate(variant: [String]) throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    try ReferenceTests.oneStep(variant + ["--epochs", "4", "--keep-checkpoints", "9"], output)
    func step(_ number: Int) -> String { output + "/checkpoints/step-0000000\(number).h5" }
    let result = try ProcessRunner.run(
      Python.path, [ReferenceTests.scripts + "/check_step.py", step(2), step(3), try Demo.files.data],
      timeout: 120)
    #expect(result.exitCode == 0, "\(result.standardOutput)\(result.standardError)")
  }

  @Test func stoppedAndOnOtherRanksTheBitsAreTheSame() throws {
    let directory = try TemporaryDirectory()
    let settings = Demo.settings + Self.length + Self.variants[0]
    try Demo.run(try Demo.train(output: directory.path("whole"), settings))
    let whole = try RunOutcome(directory.path("whole"))
    try KilledRun.expectSame(as: whole, settings, in: directory)
  }

  @Test func aConstantRateIsInTheTableAndNotInTheLog() throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    let result = try Demo.run(try Demo.train(output: output))
    #expect(!result.standardOutput.contains("learning rate"))
    let rows = try String(contentsOfFile: output + "/metrics.csv", encoding: .utf8).split(separator: "\n")
    for row in rows.dropFirst() { #expect(row.split(separator: ",")[5] == "0.0018") }
  }

  @Test func misuseIsAUsageError() throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    for (settings, words) in [
      (["--learning-rate-schedule", "linear"], "constant|cosine|step"),
      (["--step-epochs", "2"], "step_epochs is for learning_rate_schedule step"),
      (["--learning-rate-schedule", "step"], "needs step_epochs"),
      (
        ["--learning-rate-schedule", "cosine", "--warmup-epochs", "3"],
        "must be more than the 3 warmup_epochs"
      ),
    ] {
      let result = try Demo.run(try Demo.train(output: output, Demo.settings + settings), expecting: .usage)
      #expect(result.standardError.contains(words), "\(result.standardError)")
      #expect(!FileManager.default.fileExists(atPath: output))
    }
  }
}
