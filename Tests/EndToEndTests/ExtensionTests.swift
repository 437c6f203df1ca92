import Foundation
import Support
import TestSupport
import Testing
import Training

/// `train --resume RUN --epochs N`: a run that goes on to another number of epochs.
@Suite struct ExtensionTests {
  private static func text(_ path: String) throws -> String {
    try String(contentsOfFile: path, encoding: .utf8)
  }

  /// As if it had been started with N: parameters, moments, history, metrics.csv, config.yaml, stored configuration and
  /// report are those of such a run.
  @Test(arguments: [[], ["--head", "classical", "--learning-rate-schedule", "step", "--step-epochs", "2"]])
  func anExtendedRunIsOneThatWasStartedSo(variant: [String]) throws {
    let directory = try TemporaryDirectory()
    let (short, long) = (directory.path("short"), directory.path("long"))
    try Demo.run(try Demo.train(output: short, Demo.settings + variant))
    try Demo.run(try Demo.train(output: long, Demo.settings + variant + ["--epochs", "5"]))
    #expect(try Self.text(RunDirectory(short).report).contains("3 epochs of 4 steps"))
    let result = try Demo.mpirun(ranks: 2, ["train", "--resume", short, "--epochs", "5"])
    #expect(
      result.standardOutput.contains("the run goes on to epoch 5, instead of 3"), "\(result.standardOutput)")
    let differences = try RunOutcome(short).differences(from: RunOutcome(long))
    #expect(differences.isEmpty, "\(differences)")
    for file in ["config.yaml", "report.md"] {
      #expect(try Self.text(short + "/" + file) == Self.text(long + "/" + file), "\(file)")
    }
    func configuration(_ run: String) throws -> TrainingConfiguration {
      try Checkpoint.read(from: run + "/checkpoints/step-00000020.h5").configuration
    }
    #expect(try configuration(short) == configuration(long))
    #expect(try configuration(short).epochs == 5)
  }

  /// The newest checkpoint says N before the first further step: a run that is killed there goes on to N by itself.
  @Test func whatIsKilledRightAfterItGoesOnToTheSameEnd() throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    try Demo.run(try Demo.train(output: output))
    try Demo.run(
      ["train", "--resume", output, "--epochs", "4", "--max-hours", "1e-7"], expecting: .stopped)
    let store = CheckpointStore(directory: RunDirectory(output).checkpoints, keep: 2)
    #expect(store.steps == [12, 8])
    #expect(try Checkpoint.read(from: store.path(step: 12)).configuration.epochs == 4)
    try Demo.run(["train", "--resume", output])
    #expect(store.newestStep == 16)
  }

  @Test func aRunIsShortenedToWhatIsDoneAndNoFurther() throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    // In the middle of its third epoch.
    try KilledRun.make(try Demo.train(output: output), output: output, ranks: 1, step: 9)
    let before = try Self.text(RunDirectory(output).configuration)
    for epochs in ["2", "0", "-1"] {
      let result = try Demo.mpirun(
        ranks: 2, ["train", "--resume", output, "--epochs=\(epochs)"], expecting: .usage)
      #expect(
        result.standardError.contains(
          "--epochs \(epochs) is less than the run has done: expected at least 3, the epoch that it has come to"
        ),
        "\(result.standardError)")
    }
    #expect(try Self.text(RunDirectory(output).configuration) == before)
    let shortened = directory.path("shortened")
    try KilledRun.make(
      try Demo.train(output: shortened, Demo.settings + ["--epochs", "6"]), output: shortened, ranks: 1,
      step: 12)
    try Demo.run(["train", "--resume", shortened, "--epochs", "3"])
    #expect(try Self.text(RunDirectory(shortened).report).contains("3 epochs of 4 steps"))
    #expect(try Self.text(RunDirectory(shortened).configuration).contains("\nepochs: 3\n"))
  }

  /// Epochs made are not made again with another rate: those added are at the minimum, which must not be zero.
  @Test func aCosineKeepsItsHorizon() throws {
    let directory = try TemporaryDirectory()
    let cosine = ["--learning-rate-schedule", "cosine"]
    let output = directory.path("run")
    try Demo.run(
      try Demo.train(output: output, Demo.settings + cosine + ["--minimum-learning-rate", "0.0005"]))
    let rows = try Self.text(RunDirectory(output).metrics).split(separator: "\n")
    try Demo.run(["train", "--resume", output, "--epochs", "4"])
    let extended = try Self.text(RunDirectory(output).metrics).split(separator: "\n")
    #expect(extended.prefix(4) == rows[...])
    #expect(extended.last?.split(separator: ",")[5] == "0.0005")
    #expect(try Self.text(RunDirectory(output).configuration).contains("\nschedule_epochs: 3\n"))
    let toZero = directory.path("zero")
    try Demo.run(try Demo.train(output: toZero, Demo.settings + cosine))
    let result = try Demo.run(["train", "--resume", toZero, "--epochs", "4"], expecting: .usage)
    #expect(result.standardError.contains("--epochs 4 goes beyond epoch 3"), "\(result.standardError)")
  }

  @Test func noOtherSettingGoesWithResume() throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    try Demo.run(try Demo.train(output: output))
    for setting in [["--learning-rate", "0.1"], ["--weight-decay", "0.1"], ["--warmup-epochs", "1"]] {
      let result = try Demo.run(
        ["train", "--resume", output, "--epochs", "4"] + setting, expecting: .usage)
      #expect(result.standardError.contains("give no other settings but --epochs"), "\(result.standardError)")
    }
    // A job that is queued again goes on with what is stored.
    try Demo.run(["train", "--resume", output, "--epochs", "4"])
    let again = try Demo.run(try Demo.train(output: output) + ["--resume-or-start"])
    #expect(again.standardOutput.contains("the run is complete: 4 of 4 epochs"), "\(again.standardOutput)")
  }
}
