import Foundation
import Support
import TestSupport
import Testing
import Training

/// The program against an independent implementation of the whole network in numpy (Reference/).
@Suite(.enabled(if: Python.hasH5py && Python.has("numpy"), "python3-numpy and python3-h5py are needed"))
struct ReferenceTests {
  static let scripts = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
    "Reference"
  ).path

  static let variants: [[String]] = [
    [], ["--head", "classical"], ["--head", "classical", "--classical-hidden", "40,9"],
    ["--quantum-gate", "ry"], ["--quantum-entangler", "linear"],
    ["--quantum-layout", "parallel"], ["--quantum-gate", "ry", "--quantum-depth", "2"],
    ["--quantum-layout", "parallel", "--quantum-depth", "6"],
  ]

  /// One step over one mini-batch that is the whole training set, so that its rows are known.
  static let oneStepSettings = [
    "--train-samples", "24", "--test-samples", "24", "--batch-size", "24", "--micro-shard-size", "8",
    "--epochs", "1", "--keep-checkpoints", "2",
  ]

  static func oneStep(_ variant: [String], _ output: String) throws {
    try Demo.run(try Demo.train(output: output, oneStepSettings + variant))
  }

  /// Expects that the reference gets each of a run's checkpoints from the one before.
  static func expectAgreement(ofSteps steps: ClosedRange<Int>, _ output: String) throws {
    for step in steps {
      let result = try ProcessRunner.run(
        Python.path,
        [
          scripts + "/check_step.py", output + "/checkpoints/step-0000000\(step - 1).h5",
          output + "/checkpoints/step-0000000\(step).h5", try Demo.files.data,
        ], timeout: 120)
      #expect(result.exitCode == 0, "\(result.standardOutput)\(result.standardError)")
    }
  }

  @Test(arguments: variants) func predictionsAgree(variant: [String]) throws {
    try Self.expectPredictionsAgree(variant)
  }

  /// Expects that the reference predicts what a model predicts after one step.
  static func expectPredictionsAgree(_ variant: [String]) throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    try oneStep(variant, output)
    let checkpoint = output + "/checkpoints/step-00000001.h5"
    let predictions = directory.path("predictions.csv")
    try Demo.run([
      "predict", "--checkpoint", checkpoint, "--data", try Demo.files.data, "--output", predictions,
      "--pairs",
      "measured",
    ])
    let result = try ProcessRunner.run(
      Python.path,
      [
        scripts + "/check_predictions.py", checkpoint, try Demo.files.data, predictions, "--rows", "64",
      ], timeout: 120)
    #expect(result.exitCode == 0, "\(result.standardOutput)\(result.standardError)")
  }

  @Test(arguments: variants) func oneAdamStepAgrees(variant: [String]) throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    try Self.oneStep(variant, output)
    let result = try ProcessRunner.run(
      Python.path,
      [
        Self.scripts + "/check_step.py", output + "/checkpoints/step-00000000.h5",
        output + "/checkpoints/step-00000001.h5", try Demo.files.data,
      ], timeout: 120)
    #expect(result.exitCode == 0, "\(result.standardOutput)\(result.standardError)")
  }

  @Test(arguments: ["falling", "rising"]) func metricsAndBaselinesAgree(orientation: String) throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    try Demo.run(
      try Demo.train(output: output, Demo.settings + ["--target-orientation", orientation]))
    let checkpoint = output + "/checkpoints/step-00000012.h5"
    let json = try Demo.run([
      "evaluate", "--checkpoint", checkpoint, "--data", try Demo.files.data, "--json",
    ]).standardOutput
    try json.write(toFile: directory.path("test.json"), atomically: true, encoding: .utf8)
    let result = try ProcessRunner.run(
      Python.path,
      [
        Self.scripts + "/check_evaluation.py", checkpoint, try Demo.files.data,
        directory.path("test.json"),
      ], timeout: 120)
    #expect(result.exitCode == 0, "\(result.standardOutput)\(result.standardError)")
  }

  @Test func theReferenceChecksItself() throws {
    let golden = SharedMaterial.path("golden").map { ["--golden", $0] } ?? []
    let result = try ProcessRunner.run(Python.path, [Self.scripts + "/selftest.py"] + golden, timeout: 120)
    #expect(result.exitCode == 0, "\(result.standardOutput)\(result.standardError)")
  }
}
