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
    try ReferenceTests.expectAgreement(ofSteps: 1...3, output)
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
