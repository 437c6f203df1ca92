import Foundation
import Support
import TestSupport
import Testing
import Training

/// Clipping as a user meets it: against the reference, in the log, and in the bits of a run.
@Suite struct GradientClippingTests {
  /// To a thousandth, far below the norm of any step here, so that what Adam gets is a fraction of the gradient.
  @Test(
    .enabled(if: Python.hasH5py && Python.has("numpy"), "python3-numpy and python3-h5py are needed"),
    arguments: [["--head", "quantum"], ["--head", "classical"]])
  func aStepAgreesWithTheReference(variant: [String]) throws {
    let directory = try TemporaryDirectory()
    for norm in ["0.001", "1000"] {
      let output = directory.path("run-\(norm)")
      let log = try Demo.run(
        try Demo.train(
          output: output, ReferenceTests.oneStepSettings + variant + ["--gradient-clip-norm", norm])
      ).standardOutput
      let result = try ProcessRunner.run(
        Python.path,
        [
          ReferenceTests.scripts + "/check_step.py", output + "/checkpoints/step-00000000.h5",
          output + "/checkpoints/step-00000001.h5", try Demo.files.data,
        ], timeout: 120)
      #expect(result.exitCode == 0, "\(result.standardOutput)\(result.standardError)")
      let clipped = norm == "0.001" ? 1 : 0
      let line = try #require(
        result.standardOutput.split(separator: "\n").first { $0.hasPrefix("gradient norm ") })
      #expect(
        log.contains("epoch 1: \(line) on average, clipped in \(clipped) of 1 steps"), "\(log)\(line)")
    }
  }

  @Test(arguments: ["quantum", "classical"]) func killedAndOnOtherRanksTheBitsAreTheSame(head: String) throws
  {
    let directory = try TemporaryDirectory()
    let settings = Demo.settings + ["--head", head, "--gradient-clip-norm", "0.02"]
    try Demo.run(try Demo.train(output: directory.path("whole"), settings))
    let whole = try RunOutcome(directory.path("whole"))
    try KilledRun.expectSame(as: whole, settings, in: directory)
    // A norm that no gradient comes to changes no bit; this one does.
    try Demo.run(try Demo.train(output: directory.path("without"), Demo.settings + ["--head", head]))
    let without = try RunOutcome(directory.path("without"))
    #expect(without.differences(from: whole).contains("model/cell/conv1/weight"))
    try Demo.run(
      try Demo.train(
        output: directory.path("large"), Demo.settings + ["--head", head, "--gradient-clip-norm", "1e9"]))
    let large = try RunOutcome(directory.path("large"))
    #expect(large.differences(from: without).isEmpty)
  }

  @Test(arguments: ["0", "-1", "nan", "inf", "1e-60"]) func misuseIsAUsageError(value: String) throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    let result = try Demo.run(
      try Demo.train(output: output, Demo.settings + ["--gradient-clip-norm=\(value)"]), expecting: .usage)
    #expect(
      result.standardError.contains("gradient_clip_norm must be positive and finite, not"),
      "\(result.standardError)")
    #expect(!FileManager.default.fileExists(atPath: output))
  }
}
