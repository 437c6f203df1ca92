import Foundation
import HDF5
import Support
import TestSupport
import Testing
import Training

/// What scripts and other programs rely on: names in files, columns, and the command line's surface.
@Suite struct ContractTests {
  @Test(.enabled(if: Python.hasH5py, "python3-h5py is needed")) func h5pyFindsWhatIsPromised() throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    try Demo.run(try Demo.train(output: output))
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
      "Reference/check_contract.py"
    ).path
    let result = try ProcessRunner.run(
      Python.path, [script, try Demo.files.data, output + "/checkpoints/best.h5"])
    #expect(result.exitCode == 0, "\(result.standardOutput)\(result.standardError)")
  }

  @Test func aRunDirectoryHoldsWhatIsPromised() throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    try Demo.run(try Demo.train(output: output))
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: output).sorted()
        == ["checkpoints", "config.yaml", "log.txt", "metrics.csv", "report.md"])
    let rows = try String(contentsOfFile: output + "/metrics.csv", encoding: .utf8).split(separator: "\n")
    #expect(
      rows.first == "epoch,train_mse,test_mse,best_test_mse,step,learning_rate,seconds,samples_per_second")
    #expect(rows.count == 4)
    // The resolved configuration is one that --config takes, and gives the same run.
    let again = directory.path("again")
    try Demo.run(["train", "--config", output + "/config.yaml", "--output", again])
    #expect(try RunOutcome(again).differences(from: RunOutcome(output)).isEmpty)
  }

  @Test func predictionsCoverThePairsAskedFor() throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    try Demo.run(try Demo.train(output: output))
    func rows(_ arguments: [String]) throws -> [[Substring]] {
      let file = directory.path("predictions.csv")
      try Demo.run(
        ["predict", "--checkpoint", output, "--data", try Demo.files.data, "--output", file] + arguments)
      let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
      #expect(lines.first == "drug,cell_line,normalised,ln_ic50,ic50,cosmic_id")
      return lines.dropFirst().map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    }
    let all = try rows(["--pairs", "all"])
    let measured = try rows(["--pairs", "measured"])
    let missing = try rows(["--pairs", "missing"])
    #expect(all.count == measured.count + missing.count)
    #expect(!measured.isEmpty && !missing.isEmpty)
    #expect(Set(all.map { "\($0[0]),\($0[5])" }).count == all.count)
    for row in all.prefix(50) {
      let normalised = try #require(Double(row[2]))
      if let value = Double(row[3]), let ic50 = Double(row[4]) {
        // ln IC50 is printed as float32, and so is IC50: an ulp of each.
        #expect(abs(1 / (1 + exp(value / 10)) - normalised) < 1e-6)
        #expect(abs(log(ic50) - value) < 1e-6 * max(1, abs(value)) + 2e-7)
      } else {
        #expect(normalised <= 0 || normalised >= 1)
      }
    }
    // A drug of the data set given by its structure is predicted as in the table.
    let first = try #require(all.first)
    let drugs = try String(contentsOfFile: try Demo.files.sources + "/drugs.csv", encoding: .utf8)
    let header = drugs.split(separator: "\n")[0].split(separator: ",")
    let column = try #require(header.firstIndex { $0.lowercased().contains("smiles") })
    let line = try #require(drugs.split(separator: "\n").first { $0.hasPrefix(first[0] + ",") })
    let smiles = line.split(separator: ",", omittingEmptySubsequences: false)[column]
    let single = try rows(["--smiles", String(smiles), "--cell-line", String(first[5])])
    #expect(single.count == 1)
    let (one, other) = (try #require(Double(single[0][2])), try #require(Double(first[2])))
    // Another number of molecules in the product of matrices may round differently.
    #expect(abs(one - other) < 1e-5)
  }

  @Test func evaluationAgreesWithTheRunsOwnMetric() throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    try Demo.run(try Demo.train(output: output))
    let arguments = ["evaluate", "--checkpoint", output, "--data", try Demo.files.data]
    let json = try Demo.run(arguments + ["--json"]).standardOutput
    let evaluation = try JSONDecoder().decode(Evaluation.self, from: Data(json.utf8))
    let last = try String(contentsOfFile: output + "/metrics.csv", encoding: .utf8).split(separator: "\n")
      .last
    let expected = try #require(last.flatMap { Double($0.split(separator: ",")[2]) })
    let mse = try #require(evaluation.rows.first?.metrics.normalised.overall.mse)
    #expect(evaluation.count == 70)
    #expect(abs(mse - expected) < 1e-5 * expected)
    #expect(evaluation.rows.map(\.name) == ["model", "mean", "drug-mean", "drug-and-cell-line"])
    let table = try Demo.run(arguments + ["--split", "train"]).standardOutput
    #expect(table.contains("train pairs: 200") && table.contains("drug + cell-line effects"))
  }

  /// On a processor that lacks what the build uses, one sentence comes instead of an illegal instruction.
  @Test(
    .enabled(
      if: ProcessRunner.findProgram("qemu-x86_64") != nil && !Processor.requiredFeatures.isEmpty,
      "qemu-user is needed to play an older processor"))
  func anOlderProcessorIsToldWhatIsMissing() throws {
    let emulator = try #require(ProcessRunner.findProgram("qemu-x86_64"))
    let result = try ProcessRunner.run(emulator, ["-cpu", "Nehalem", Demo.program, "--help"])
    #expect(result.exitCode == 1)
    #expect(result.standardError.hasPrefix("hqnn: this binary was built for a processor with "))
    #expect(result.standardError.contains("HQNN_ARCH=x86-64-v3"))
  }

  @Test func everyOptionHasAHelpLine() throws {
    for command in [
      "convert", "synthesize", "split", "train", "evaluate", "predict", "inspect", "validate",
      "export-circuit", "export-parameters",
    ] {
      let help = try Demo.run([command, "--help"]).standardOutput
      let lines = help.split(separator: "\n").map(String.init)
      for (index, line) in lines.enumerated() where line.hasPrefix("  --") {
        let words = line.split(separator: "  ", omittingEmptySubsequences: true)
        let explained = words.count > 1 || (index + 1 < lines.count && lines[index + 1].hasPrefix("        "))
        #expect(explained, "\(command): \(line)")
      }
    }
  }

  /// A service manager, or a shell after `trap '' CHLD`, may start programs so that nobody can wait for their children.
  @Test func filesWithoutASealAreReadWhereChildrensEndsAreIgnored() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path("unsealed.h5")
    let sealed = try #require(FileManager.default.contents(atPath: try Demo.files.data))
    try sealed.dropFirst(Seal.blockSize).write(to: URL(fileURLWithPath: path))
    let result = try ProcessRunner.run(
      "/usr/bin/env", ["--ignore-signal=CHLD", Demo.program, "validate", path])
    #expect(result.exitCode == 0, "\(result.standardError)")
  }

  @Test func inspectAndValidateKnowBothKinds() throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    try Demo.run(try Demo.train(output: output))
    for file in [try Demo.files.data, output + "/checkpoints/best.h5"] {
      let text = try Demo.run(["inspect", file]).standardOutput
      #expect(text.contains(file.hasSuffix("data.h5") ? "/drugs/atom_features" : "/model/drug/gcn1/weight"))
      try Demo.run(["validate", file])
    }
  }
}
