import Foundation
import HDF5
import Support
import Tensors
import TestSupport
import Testing
import Training

/// `export-parameters`, `train --init-from`, and the PyTorch module of the documentation.
@Suite struct ParameterExchangeTests {
  static func trained(_ directory: TemporaryDirectory, _ settings: [String] = []) throws -> String {
    let output = directory.path("source")
    try Demo.run(try Demo.train(output: output, Demo.settings + ["--epochs", "1"] + settings))
    return output
  }

  static func export(_ run: String, to path: String) throws {
    try Demo.run(["export-parameters", "--checkpoint", run, "--output", path])
  }

  @Test func whatHasNoEndIsNotRead() {
    let error = #expect(throws: FileError.self) { try ParameterFile.read(from: "/dev/zero") }
    #expect(error?.exitCode == .badInput)
    #expect(error?.problem.hasPrefix("is no file of parameters") == true)
  }

  @Test(arguments: [
    "--initial-angles=zero", "--initial-angle-spread=0.1", "--initial-scale=1", "--initial-offset=0",
  ])
  func aStartIsNotSaidTwice(option: String) throws {
    let directory = try TemporaryDirectory()
    let result = try ProcessRunner.run(
      Demo.program,
      ["train", "--data", "d.h5", "--output", directory.path("run"), "--init-from", "m.npz", option])
    #expect(result.exitCode == 64)
    let flag = option.split(separator: "=")[0]
    #expect(
      result.standardError.contains(
        "--init-from and \(flag) contradict each other: the file says where to start."))
  }

  @Test func aStartFromAnotherTargetIsSaid() throws {
    let directory = try TemporaryDirectory()
    let source = directory.path("rising")
    try Demo.run(
      try Demo.train(
        output: source, Demo.settings + ["--epochs", "1", "--target-orientation", "rising"]))
    let result = try Demo.run(
      try Demo.train(
        output: directory.path("falling"), Demo.settings + ["--epochs", "1", "--init-from", source]))
    #expect(result.standardError.contains("those were trained for a target that runs the other way"))
    #expect(!result.standardError.contains("features"))
  }

  /// The parameters of a checkpoint, by name.
  static func parameters(_ checkpoint: String) throws -> [String: [UInt8]] {
    let objects = try RunOutcome.objects(checkpoint)
    return Dictionary(
      uniqueKeysWithValues: objects.filter { $0.key.contains("model/") }.map {
        (String($0.key[$0.key.range(of: "model/")!.upperBound...]), $0.value)
      })
  }

  @Test(
    arguments: [[], ["--head", "classical"], ["--quantum-layout", "parallel", "--quantum-gate", "ry"]]
      + CircuitExportTests.encodings)
  func exportedParametersAreTheCheckpoints(settings: [String]) throws {
    let directory = try TemporaryDirectory()
    let run = try Self.trained(directory, settings)
    let expected = try Self.parameters(RunDirectory(run).checkpoints + "/step-00000004.h5")
    #expect(expected.count > 20)
    for name in ["model.npz", "model.safetensors"] {
      let path = directory.path(name)
      try Self.export(run, to: path)
      let file =
        name.hasSuffix("npz") ? try TensorFile.read(npz: path) : try TensorFile.read(safetensors: path)
      let found = Dictionary(
        uniqueKeysWithValues: file.tensors.map { ($0.name, $0.tensor.values.withUnsafeBytes(Array.init)) })
      #expect(found == expected)
      #expect(file.metadata["head"] == (settings.contains("classical") ? "classical" : "quantum"))
    }
  }

  /// Whatever file they come in, and on however many ranks, a run that starts from the same parameters is the same run.
  @Test func runsStartFromParameters() throws {
    let directory = try TemporaryDirectory()
    let run = try Self.trained(directory)
    let checkpoint = RunDirectory(run).checkpoints + "/step-00000004.h5"
    for name in ["model.npz", "model.safetensors"] { try Self.export(run, to: directory.path(name)) }
    var outcomes: [RunOutcome] = []
    for (number, (source, ranks)) in [
      (checkpoint, 1), (checkpoint, 2), (run, 1), (directory.path("model.npz"), 2),
      (directory.path("model.safetensors"), 1),
    ].enumerated() {
      let output = directory.path("run-\(number)")
      let settings = Demo.settings + ["--seed", "8", "--keep-checkpoints", "20", "--init-from", source]
      try Demo.mpirun(ranks: ranks, try Demo.train(output: output, settings))
      outcomes.append(try RunOutcome(output))
      // The first checkpoint has the parameters given, and the moments of a new run.
      let start = RunDirectory(output).checkpoints + "/step-00000000.h5"
      #expect(try Self.parameters(start) == Self.parameters(checkpoint))
      let moments = try RunOutcome.objects(start).filter { $0.key.contains("optimizer/") }
      #expect(moments.count > 40 && moments.values.allSatisfy { $0.allSatisfy { $0 == 0 } })
      let resolved = try Checkpoint.read(from: start).configuration
      #expect(
        resolved.initFromSHA256 == (try SHA256.hexadecimal(ofFile: source == run ? checkpoint : source)))
    }
    for outcome in outcomes { #expect(outcome.differences(from: outcomes[0]).isEmpty) }
  }

  /// A run that is resumed does not need the file any more, and config.yaml says which it was.
  @Test func resumingNeedsNoFile() throws {
    let directory = try TemporaryDirectory()
    let source = directory.path("model.npz")
    try Self.export(try Self.trained(directory), to: source)
    let whole = directory.path("whole")
    let settings = Demo.settings + ["--init-from", source, "--keep-checkpoints", "20"]
    try Demo.run(try Demo.train(output: whole, settings))
    let cut = directory.path("cut")
    try Demo.run(try Demo.train(output: cut, settings))
    let checkpoints = RunDirectory(cut).checkpoints
    for name in [CheckpointStore.name(step: 8), CheckpointStore.name(step: 12), CheckpointStore.bestName] {
      try FileManager.default.removeItem(atPath: checkpoints + "/" + name)
    }
    // The same settings, another file of this name: not the same run.
    let yaml = RunDirectory(whole).configuration
    try Demo.run(["export-parameters", "--checkpoint", whole, "--output", source])
    try BadInputTests.expect(
      .badInput, ["model.npz", "SHA-256"], ["train", "--config", yaml, "--output", directory.path("again")])
    try FileManager.default.removeItem(atPath: source)
    try Demo.run(["train", "--resume", cut])
    #expect(try RunOutcome(cut).differences(from: RunOutcome(whole)).isEmpty)
  }

  @Test func misuseIsRefused() throws {
    let directory = try TemporaryDirectory()
    let source = try Self.trained(directory)
    let good = directory.path("good.safetensors")
    try Self.export(source, to: good)
    let output = directory.path("run")
    func refuse(_ code: ExitCode, _ words: [String], _ file: String, _ settings: [String] = []) throws {
      try BadInputTests.expect(
        code, words, try Demo.train(output: output, Demo.settings + ["--init-from", file] + settings),
        noFile: output)
    }
    func changed(_ name: String, _ change: (inout TensorFile) -> Void) throws -> String {
      var file = try TensorFile.read(safetensors: good)
      change(&file)
      let path = directory.path(name)
      try file.write(.npz, to: path)
      return path
    }
    func without(_ file: TensorFile, _ name: String, replacement: Tensor? = nil) -> TensorFile {
      var other = TensorFile()
      other.metadata = file.metadata
      for (each, tensor) in file.tensors where each != name { other.add(tensor, named: each) }
      if let replacement { other.add(replacement, named: name) }
      return other
    }
    try refuse(.missingFile, ["absent.npz"], directory.path("absent.npz"))
    let text = directory.path("text.npz")
    try DurableFile.write("not a file of parameters", to: text)
    try refuse(.badInput, ["text.npz", "checkpoint, .npz or .safetensors"], text)
    try refuse(.badInput, ["head is quantum", "classical"], good, ["--head", "classical"])
    try refuse(.badInput, ["quantum_gate is rx", "ry"], good, ["--quantum-gate", "ry"])
    try refuse(.badInput, ["quantum_depth is 5, this run's 4"], good, ["--quantum-depth", "4"])
    let classical = try changed("classical.npz") {
      $0.metadata["head"] = "classical"
      $0.metadata["classical_hidden"] = "1024,128"
    }
    try refuse(
      .badInput, ["classical_hidden is 1024,128, this run's 8"], classical, ["--head", "classical"])
    try refuse(
      .badInput, ["lacks the parameter head/quantum/scale"],
      try changed("missing.npz") { $0 = without($0, "head/quantum/scale") })
    try refuse(
      .badInput, ["holds head/quantum/more"],
      try changed("extra.npz") { $0.add(Tensor(shape: [], values: [1]), named: "head/quantum/more") })
    try refuse(
      .badInput, ["drug/gcn1/bias", "[77]", "[78]"],
      try changed("shape.npz") {
        $0 = without(
          $0, "drug/gcn1/bias", replacement: Tensor(shape: [77], values: [Float](repeating: 0, count: 77)))
      })
    try refuse(
      .badInput, ["head/quantum/offset", "element 0 is nan"],
      try changed("nan.npz") {
        $0 = without($0, "head/quantum/offset", replacement: Tensor(shape: [], values: [.nan]))
      })
    // Without its texts a file says less, and what it lacks is named.
    let plain = try changed("plain.npz") { $0.metadata = [:] }
    try refuse(.badInput, ["lacks the parameter head/dense1/weight"], plain, ["--head", "classical"])
    try BadInputTests.expect(
      .usage, ["model.txt", "--format"],
      ["export-parameters", "--checkpoint", source, "--output", directory.path("model.txt")],
      noFile: directory.path("model.txt"))
    try BadInputTests.expect(
      .usage, ["--output", "--checkpoint"], ["export-parameters", "--checkpoint", good, "--output", good])
    try Demo.run([
      "export-parameters", "--checkpoint", source, "--output", directory.path("model.txt"), "--format", "npz",
    ])
    #expect(try TensorFile.read(npz: directory.path("model.txt")).tensors.count > 20)
  }

  /// What docs/examples/pytorch_model.py says of files that are no model of ours.
  @Test(.enabled(if: PeerPython.has("torch", "numpy", "h5py"), Comment(rawValue: PeerPython.absence)))
  func theTorchModuleSaysWhatIsWrong() throws {
    let directory = try TemporaryDirectory()
    let (archive, tensors, text) = (
      directory.path("other.npz"), directory.path("other.safetensors"), directory.path("model.npz.txt")
    )
    var file = TensorFile()
    file.add(Tensor(shape: [2], values: [1, 2]), named: "a")
    try file.write(.npz, to: archive)
    try file.write(.safetensors, to: tensors)
    try Data("no model".utf8).write(to: URL(fileURLWithPath: text))
    let lacking = "does not say the feature_count and head of its model, as hqnn export-parameters does"
    for (path, problem) in [(archive, lacking), (tensors, lacking), (text, "neither .npz nor .safetensors")] {
      let result = try ProcessRunner.run(
        PeerPython.path, [Self.torchModule, path, try Demo.files.data, "--drug", "a", "--cell-line", "b"],
        timeout: 120)
      #expect(result.exitCode == 1)
      #expect(result.standardError == "\(path): \(problem)\n")
    }
  }

  private static let torchModule = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../docs/examples/pytorch_model.py").standardizedFileURL.path

  /// docs/examples/pytorch_model.py. Both compute in single precision and sum in other orders: some 100 units in the last
  /// place of a value near 1, as in the comparison with the reference.
  @Test(
    .enabled(if: PeerPython.has("torch", "numpy", "h5py"), Comment(rawValue: PeerPython.absence)),
    arguments: CircuitExportTests.variants + CircuitExportTests.encodings
      + [["--head", "classical"], ["--head", "classical", "--classical-hidden", "20,6,3"]])
  func theTorchModulePredictsTheSame(variant: [String]) throws {
    let model = try CircuitExportTests.Model(variant)
    for name in ["model.npz", "model.safetensors"] {
      try Self.export(model.run, to: model.directory.path(name))
      let result = try ProcessRunner.run(
        PeerPython.path,
        [
          Self.torchModule, model.directory.path(name), try Demo.files.data, "--drug", model.drug,
          "--cell-line",
          model.cellLine,
        ], environment: ["OMP_NUM_THREADS": "1"], timeout: 300)
      #expect(result.exitCode == 0, "\(result.standardError)")
      let found = try #require(Double(result.standardOutput.trimmingCharacters(in: .newlines)))
      let expected = try #require(Double(model.prediction))
      #expect(abs(found - expected) <= 1e-5, "\(variant): \(found), expected \(expected)")
    }
  }
}
