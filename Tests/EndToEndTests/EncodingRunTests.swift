import Foundation
import Support
import Tensors
import TestSupport
import Testing
import Training

/// Encodings as a user meets them: against the reference, in the bits of a run, and from file to file. Circuits and
/// parameters of other programs are in CircuitExportTests and ParameterExchangeTests.
@Suite struct EncodingRunTests {
  private static let hasReference = Python.hasH5py && Python.has("numpy")

  @Test(
    .enabled(if: hasReference, "python3-numpy and python3-h5py are needed"),
    // The deviation so small that scales are of the order of one, as the other numbers that limits are for.
    arguments: CircuitExportTests.encodings.dropLast() + [
      ["--encoding", "normalised", "--encoding-scale", "0.004", "--dropout", "0.3"],
      ["--encoding", "tanh", "--dropout", "0.3"],
    ])
  func stepsAgreeWithTheReference(variant: [String]) throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    try ReferenceTests.oneStep(variant + ["--epochs", "2", "--keep-checkpoints", "9"], output)
    try ReferenceTests.expectAgreement(ofSteps: 1...2, output)
  }

  @Test(
    .enabled(if: hasReference, "python3-numpy and python3-h5py are needed"),
    arguments: CircuitExportTests.encodings)
  func predictionsAgreeWithTheReference(variant: [String]) throws {
    try ReferenceTests.expectPredictionsAgree(variant)
  }

  @Test(arguments: CircuitExportTests.encodings)
  func killedAndOnOtherRanksTheBitsAreTheSame(variant: [String]) throws {
    let directory = try TemporaryDirectory()
    let settings = Demo.settings + variant
    try Demo.run(try Demo.train(output: directory.path("whole"), settings))
    let whole = try RunOutcome(directory.path("whole"))
    try Demo.run(try Demo.train(output: directory.path("without"), Demo.settings))
    let without = try RunOutcome(directory.path("without"))
    #expect(without.differences(from: whole).contains("model/cell/conv1/weight"))
    try KilledRun.expectSame(as: whole, settings, in: directory)
  }

  /// A scale of one is no scale at all.
  @Test func theDefaultsSaidAloudAreTheDefaults() throws {
    let directory = try TemporaryDirectory()
    try Demo.run(try Demo.train(output: directory.path("silent")))
    let said = Demo.settings + ["--encoding", "scaled", "--encoding-scale", "1"]
    try Demo.run(try Demo.train(output: directory.path("said"), said))
    let silent = try RunOutcome(directory.path("silent"))
    #expect(try RunOutcome(directory.path("said")).differences(from: silent).isEmpty)
  }

  /// What no noise gives is the exact prediction, whose circuit is that of the encoding.
  @Test func measurementsAreOfTheEncodedCircuit() throws {
    let model = try CircuitExportTests.Model(["--encoding", "tanh", "--encoding-scale", "0.7"])
    let found = try MeasurementTests.evaluate(["--noise", "depolarizing:0"], run: model.run)
    let exact = try MeasurementTests.mse(found, "model")
    // As without another encoding; the embeddings themselves, taken for angles, are off by far more.
    #expect(abs(try MeasurementTests.mse(found, "model-with-noise") - exact) <= 2e-6)
  }

  /// The report, the log and TensorBoard's files know what is trained; freezing the head leaves it.
  @Test func aFrozenHeadKeepsItsScale() throws {
    let directory = try TemporaryDirectory()
    let settings = Demo.settings + ["--encoding", "trainable-scale", "--encoding-scale", "0.5"]
    let result = try Demo.run(
      try Demo.train(output: directory.path("run"), settings + ["--freeze", "head"]))
    #expect(
      result.standardOutput.contains("ring, depth 5, angles s phi, s trained)"), "\(result.standardOutput)")
    let found = try RunOutcome(directory.path("run")).objects["model/head/quantum/encoding_scale"]
    #expect(found == withUnsafeBytes(of: Float(0.5), Array.init))
    try Demo.run(try Demo.train(output: directory.path("free"), settings))
    let free = try RunOutcome(directory.path("free")).objects["model/head/quantum/encoding_scale"]
    #expect(free != nil && free != found)
    let page = directory.path("page.html")
    try Demo.run([
      "report", directory.path("run"), "--output", page,
    ])
    #expect(try String(contentsOfFile: page, encoding: .utf8).contains("RZ by 0.5 \u{03C6}"))
  }

  /// Also of branches from a file, and of a frozen head; whose head is given starts where that is.
  @Test(.enabled(if: hasReference, "python3-numpy and python3-h5py are needed"))
  func theNormalisedEncodingStartsFromData() throws {
    let directory = try TemporaryDirectory()
    let normalised = ["--encoding", "normalised", "--encoding-scale", "0.4"]
    func start(_ name: String, _ settings: [String], ranks: Int = 1) throws -> String {
      let output = directory.path(name)
      try Demo.mpirun(
        ranks: ranks,
        try Demo.train(
          output: output, Demo.settings + ["--epochs", "1", "--keep-checkpoints", "9"] + settings))
      return output + "/checkpoints/step-00000000.h5"
    }
    func check(_ checkpoint: String) throws {
      let result = try ProcessRunner.run(
        Python.path,
        [ReferenceTests.scripts + "/check_encoding_start.py", checkpoint, try Demo.files.data], timeout: 120)
      #expect(result.exitCode == 0, "\(result.standardOutput)\(result.standardError)")
    }
    let first = try start("first", normalised)
    try check(first)
    let drugs = try start("drugs", normalised + ["--split-by", "drug", "--freeze", "head"], ranks: 2)
    try check(drugs)
    let classical = try start("classical", ["--head", "classical"])
    let branches = try start(
      "branches",
      normalised + [
        "--init-from", RunDirectory(directory.path("classical")).checkpoints + "/step-00000004.h5",
        "--init-parts", "drug-branch,cell-line-branch",
      ], ranks: 2)
    try check(branches)
    let scale = "model/head/quantum/encoding_scale"
    #expect(try RunOutcome.objects(classical)[scale] == nil)
    #expect(try RunOutcome.objects(branches)[scale] != RunOutcome.objects(first)[scale])
    let last = RunDirectory(directory.path("first")).checkpoints + "/step-00000004.h5"
    let whole = try start("whole", ["--encoding", "normalised", "--init-from", last], ranks: 2)
    let taken = try ParameterExchangeTests.parameters(whole)
    #expect(try taken == ParameterExchangeTests.parameters(last))
    #expect(try taken != ParameterExchangeTests.parameters(first))
  }

  @Test func aFileOfAnotherEncodingIsRefused() throws {
    let directory = try TemporaryDirectory()
    func source(_ name: String, _ settings: [String]) throws -> String {
      let run = directory.path(name)
      try Demo.run(try Demo.train(output: run, Demo.settings + ["--epochs", "1"] + settings))
      try ParameterExchangeTests.export(run, to: run + ".safetensors")
      return run + ".safetensors"
    }
    let plain = try source("plain", [])
    let half = try source("half", ["--encoding-scale", "0.5"])
    let tanh = try source("tanh", ["--encoding", "tanh"])
    let trained = try source("trained", ["--encoding", "trainable-scale"])
    // A file says nothing of what is the default: it is as one from before there was a choice.
    #expect(try TensorFile.read(safetensors: plain).metadata["encoding"] == nil)
    #expect(try TensorFile.read(safetensors: half).metadata["encoding_scale"] == "0.5")
    let output = directory.path("run")
    for (file, settings, words) in [
      (plain, ["--encoding", "tanh"], "its encoding is scaled, this run's tanh"),
      (plain, ["--encoding", "trainable-scale"], "its encoding is scaled, this run's trainable-scale"),
      (half, [], "its encoding_scale is 0.5, this run's 1.0"), (tanh, [], "its encoding is tanh"),
      (plain, ["--encoding-scale", "0.5"], "its encoding_scale is 1.0, this run's 0.5"),
      (trained, [], "its encoding is trainable-scale, this run's scaled"),
    ] {
      try BadInputTests.expect(
        .badInput, [words],
        try Demo.train(output: output, Demo.settings + ["--init-from", file] + settings), noFile: output)
    }
    // Branches alone may come from anywhere.
    try Demo.run(
      try Demo.train(
        output: output,
        Demo.settings + [
          "--epochs", "1", "--init-from", tanh, "--init-parts", "drug-branch,cell-line-branch",
        ]))
    try Demo.run(
      try Demo.train(
        output: directory.path("on"),
        Demo.settings + ["--epochs", "1", "--init-from", trained, "--encoding", "trainable-scale"]))
  }

  @Test(arguments: ["0", "-1", "nan", "1e300", "1e-300"]) func misuseIsAUsageError(value: String) throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    try BadInputTests.expect(
      .usage, ["encoding_scale must be positive and finite, not"],
      try Demo.train(output: output, Demo.settings + ["--encoding-scale=\(value)"]), noFile: output)
  }

  @Test func moreMisuseIsAUsageError() throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    try BadInputTests.expect(
      .usage, ["--encoding", "'scaled', 'trainable-scale', 'tanh' or 'normalised'"],
      try Demo.train(output: output, Demo.settings + ["--encoding", "arctan"]), noFile: output)
    try BadInputTests.expect(
      .usage, ["--init-from and --encoding-scale contradict each other where it is trained"],
      try Demo.train(
        output: output,
        Demo.settings + [
          "--init-from", "a.npz", "--encoding", "trainable-scale", "--encoding-scale", "2",
        ]), noFile: output)
    // Deviations are below 1, so that scales would be too large for single precision.
    try BadInputTests.expect(
      .usage, ["encoding_scale 1e+38 over the standard deviation "],
      try Demo.train(
        output: output, Demo.settings + ["--encoding", "normalised", "--encoding-scale", "1e38"]))
    let yaml = directory.path("settings.yaml")
    try "encoding: normalised\ninit_from: a.npz\n".write(toFile: yaml, atomically: true, encoding: .utf8)
    try BadInputTests.expect(
      .usage, ["--init-from and --encoding-scale contradict each other where it is trained"],
      try Demo.train(output: output, ["--config", yaml, "--encoding-scale", "2"]), noFile: output)
    try "encoding: arctan\n".write(toFile: yaml, atomically: true, encoding: .utf8)
    try BadInputTests.expect(
      .badInput, ["key encoding is arctan, expected one of scaled, trainable-scale, tanh, normalised"],
      try Demo.train(output: output, ["--config", yaml]), noFile: output)
  }
}
