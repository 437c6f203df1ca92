import Foundation
import Support
import TestSupport
import Testing
import Training

/// Weight decay as a user meets it: against the reference, and in the bits of a run.
@Suite struct WeightDecayRunTests {
  /// Of a decay so large that what it takes, 1.8e-3 x 50 of a weight, is far above the tolerance.
  @Test(
    .enabled(if: Python.hasH5py && Python.has("numpy"), "python3-numpy and python3-h5py are needed"),
    arguments: [["--head", "quantum"], ["--head", "classical", "--learning-rate-schedule", "cosine"]])
  func aStepAgreesWithTheReference(variant: [String]) throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    try ReferenceTests.oneStep(
      variant + ["--weight-decay", "50", "--epochs", "3", "--keep-checkpoints", "9"], output)
    for step in 0...2 {
      let result = try ProcessRunner.run(
        Python.path,
        [
          ReferenceTests.scripts + "/check_step.py", output + "/checkpoints/step-0000000\(step).h5",
          output + "/checkpoints/step-0000000\(step + 1).h5", try Demo.files.data,
        ], timeout: 120)
      #expect(result.exitCode == 0, "\(result.standardOutput)\(result.standardError)")
    }
  }

  @Test(arguments: ["quantum", "classical"]) func killedAndOnOtherRanksTheBitsAreTheSame(head: String) throws
  {
    let directory = try TemporaryDirectory()
    let settings = Demo.settings + ["--head", head, "--weight-decay", "0.05"]
    try Demo.run(try Demo.train(output: directory.path("whole"), settings))
    let whole = try RunOutcome(directory.path("whole"))
    try Demo.run(try Demo.train(output: directory.path("without"), Demo.settings + ["--head", head]))
    let without = try RunOutcome(directory.path("without"))
    #expect(without.differences(from: whole).contains("model/cell/conv1/weight"))
    try KilledRun.expectSame(as: whole, settings, in: directory)
  }

  @Test(arguments: ["-0.1", "1000", "nan"]) func misuseIsAUsageError(value: String) throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    let result = try Demo.run(
      try Demo.train(output: output, Demo.settings + ["--weight-decay=\(value)"]), expecting: .usage)
    #expect(
      result.standardError.contains("weight_decay must lie in [0, 1 / learning_rate], not"),
      "\(result.standardError)")
    #expect(!FileManager.default.fileExists(atPath: output))
  }
}
