import Foundation
import Support
import TestSupport
import Testing
import Training

/// Dropout as a user meets it: against the reference, which draws its own masks, and in the bits of a run.
@Suite struct DropoutRunTests {
  @Test(
    .enabled(if: Python.hasH5py && Python.has("numpy"), "python3-numpy and python3-h5py are needed"),
    arguments: [
      ["--head", "quantum", "--seed", "18446744073709551615"],
      ["--head", "classical", "--gradient-clip-norm", "0.001"],
    ])
  func stepsAgreeWithTheReference(variant: [String]) throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    try ReferenceTests.oneStep(
      variant + ["--dropout", "0.4", "--epochs", "2", "--keep-checkpoints", "9"], output)
    try ReferenceTests.expectAgreement(ofSteps: 1...2, output)
  }

  @Test(arguments: ["quantum", "classical"]) func killedAndOnOtherRanksTheBitsAreTheSame(head: String) throws
  {
    let directory = try TemporaryDirectory()
    let settings = Demo.settings + ["--head", head, "--dropout", "0.2"]
    try Demo.run(try Demo.train(output: directory.path("whole"), settings))
    let whole = try RunOutcome(directory.path("whole"))
    try Demo.run(try Demo.train(output: directory.path("threads"), settings + ["--threads", "2"]))
    #expect(try RunOutcome(directory.path("threads")).differences(from: whole).isEmpty)
    try Demo.run(try Demo.train(output: directory.path("without"), Demo.settings + ["--head", head]))
    let without = try RunOutcome(directory.path("without"))
    #expect(without.differences(from: whole).contains("model/cell/conv1/weight"))
    try KilledRun.expectSame(as: whole, settings, in: directory)
  }

  /// What is scored after an epoch is the whole model: a checkpoint's test MSE does not depend on what it drops.
  @Test(.enabled(if: Python.hasH5py && Python.has("numpy"), "python3-numpy and python3-h5py are needed"))
  func predictionsDropNothing() throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    try ReferenceTests.oneStep(["--dropout", "0.5"], output)
    let checkpoint = output + "/checkpoints/step-00000001.h5"
    let predictions = directory.path("predictions.csv")
    try Demo.run([
      "predict", "--checkpoint", checkpoint, "--data", try Demo.files.data, "--output", predictions,
      "--pairs", "measured",
    ])
    let result = try ProcessRunner.run(
      Python.path,
      [
        ReferenceTests.scripts + "/check_predictions.py", checkpoint, try Demo.files.data, predictions,
        "--rows", "64",
      ], timeout: 120)
    #expect(result.exitCode == 0, "\(result.standardOutput)\(result.standardError)")
  }

  @Test(arguments: ["-0.1", "1", "nan"]) func misuseIsAUsageError(value: String) throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    let result = try Demo.run(
      try Demo.train(output: output, Demo.settings + ["--dropout=\(value)"]), expecting: .usage)
    #expect(
      result.standardError.contains("dropout must lie in [0, 1), not"), "\(result.standardError)")
    #expect(!FileManager.default.fileExists(atPath: output))
  }
}
