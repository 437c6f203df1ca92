import Foundation
import HDF5
import Support
import TestSupport
import Testing
import Training

/// What must not cost a run its results: other processes, numbers that blow up, consoles that go away, damaged files.
@Suite struct RunSafetyTests {
  static func expect(
    _ code: ExitCode, _ words: [String], ranks: Int = 1, _ arguments: [String],
    location: SourceLocation = #_sourceLocation
  ) throws {
    let result = try Demo.mpirun(ranks: ranks, arguments, expecting: code, location: location)
    let errors = result.standardError.split(separator: "\n").filter { $0.contains("error:") }
    #expect(errors.count == 1, "\(result.standardError)", sourceLocation: location)
    for word in words {
      #expect(errors.first?.contains(word) == true, "\(result.standardError)", sourceLocation: location)
    }
  }

  @Test func aSecondProcessIsKeptOut() throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    let first = try ProcessRunner.start(
      Demo.program, try Demo.train(output: output, Demo.settings + ["--epochs", "400"]))
    for _ in 0..<2000 where !RunDirectory(output).holdsRun { usleep(5_000) }
    try Self.expect(.inputOutput, ["in use"], ["train", "--resume", output])
    first.send(signal: SIGTERM)
    #expect(first.wait(timeout: 60).exitCode == ExitCode.stopped.rawValue)
  }

  // The loss overflows at once: the message names a place, an epoch and a step, and no checkpoint holds such numbers.
  @Test(arguments: [1, 3]) func divergenceIsNamed(ranks: Int) throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    try Self.expect(
      .failure, ["the gradient of", "epoch 1", "step 1"], ranks: ranks,
      try Demo.train(output: output, Demo.settings + ["--initial-offset", "1e20"]))
    let gradient = directory.path("gradient")
    try Self.expect(
      .failure, ["the gradient of", "epoch", "step"], ranks: ranks,
      try Demo.train(output: gradient, Demo.settings + ["--head", "classical", "--learning-rate", "1e6"]))
    for run in [output, gradient] {
      let store = CheckpointStore(directory: run + "/checkpoints", keep: 1)
      for step in store.steps { try Demo.run(["validate", store.path(step: step)]) }
    }
  }

  // The other ranks do not wait for a checkpoint; they must not outlive its failure, nor say it too.
  @Test(arguments: [1, 3]) func aCheckpointThatCannotBeWrittenEndsTheRun(ranks: Int) throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    let settings = Demo.settings + ["--epochs", "400", "--checkpoint-steps", "1", "--keep-checkpoints", "3"]
    let process = try ProcessRunner.start(
      try #require(ProcessRunner.findProgram("mpirun")),
      ProcessRunner.mpirunArguments(
        ranks: ranks, executable: Demo.program, arguments: try Demo.train(output: output, settings)))
    let store = CheckpointStore(directory: output + "/checkpoints", keep: 3)
    for _ in 0..<12_000 where store.isEmpty { usleep(5_000) }
    // In the way of a checkpoint so far ahead that the run cannot have come to it.
    let step = try #require(store.newestStep) + 100
    try FileManager.default.createDirectory(
      atPath: store.path(step: step), withIntermediateDirectories: false)
    let result = process.wait(timeout: 120)
    #expect(!result.timedOut)
    #expect([ExitCode.cannotCreate, .inputOutput].map(\.rawValue).contains(result.exitCode))
    let errors = result.standardError.split(separator: "\n").filter { $0.contains("error:") }
    #expect(errors.count == 1 && errors[0].contains(CheckpointStore.name(step: step)), "\(errors)")
    // The one before it is whole.
    try Demo.run(["validate", store.path(step: step - 1)])
  }

  @Test func aConsoleThatGoesAwayDoesNotEndTheRun() throws {
    let directory = try TemporaryDirectory()
    for (index, console) in ["> /dev/full", ">&-", "| head -1"].enumerated() {
      let output = directory.path("run\(index)")
      let words = [Demo.program] + (try Demo.train(output: output))
      let command = words.map(\.shellQuoted).joined(separator: " ") + " " + console
      _ = try ProcessRunner.run("/bin/bash", ["-c", command], timeout: 60)
      #expect(FileManager.default.fileExists(atPath: output + "/report.md"), "\(console)")
    }
  }

  @Test func aResultThatCannotBeWrittenIsAnError() throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    try Demo.run(try Demo.train(output: output))
    let words = [Demo.program, "evaluate", "--checkpoint", output, "--data", try Demo.files.data]
    let command = words.map(\.shellQuoted).joined(separator: " ") + " > /dev/full"
    let result = try ProcessRunner.run("/bin/bash", ["-c", command])
    #expect(result.exitCode == ExitCode.inputOutput.rawValue, "\(result.standardError)")
  }

  @Test func predictionsDoNotReplaceTheirInputs() throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    try Demo.run(try Demo.train(output: output))
    let data = directory.path("data.h5")
    try FileManager.default.copyItem(atPath: try Demo.files.data, toPath: data)
    let arguments = ["predict", "--checkpoint", output, "--data", data, "--output", data]
    try Self.expect(.usage, ["--data"], arguments)
    try Demo.run(["validate", data])
  }

  @Test func badInputLeavesNoRunDirectory() throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    for (code, arguments) in [
      (ExitCode.missingFile, ["train", "--data", directory.path("none.h5"), "--output", output]),
      (.usage, try Demo.train(output: output, ["--train-samples", "1000000"])),
      (.usage, try Demo.train(output: output, ["--threads", "100000"])),
      (.usage, try Demo.train(output: "")),
    ] {
      try Demo.run(arguments, expecting: code)
      #expect(!FileManager.default.fileExists(atPath: output))
    }
  }

  @Test func aUsersOwnFilesAreNotWrittenOver() throws {
    let directory = try TemporaryDirectory()
    try "epochs: 1\n".write(toFile: directory.path("config.yaml"), atomically: true, encoding: .utf8)
    try Self.expect(
      .cannotCreate, ["config.yaml"],
      [
        "train", "--config", directory.path("config.yaml"), "--data", try Demo.files.data, "--output",
        directory.path,
      ])
    #expect(try String(contentsOfFile: directory.path("config.yaml"), encoding: .utf8) == "epochs: 1\n")
  }

  @Test func resumeOrStartDoesBoth() throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    let arguments = try Demo.train(output: output) + ["--resume-or-start"]
    try Demo.run(arguments)
    let first = try RunOutcome(output)
    let again = try Demo.mpirun(ranks: 2, arguments)
    #expect(again.standardOutput.contains("resuming from"), "\(again.standardOutput)")
    #expect(try RunOutcome(output).differences(from: first).isEmpty)
  }

  // Ranks that do not see the run directory, as on hosts without a shared file system, must neither hang nor fail.
  @Test func onlyRank0NeedsTheRunDirectory() throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    try Demo.run(try Demo.train(output: output))
    let elsewhere = directory.path("elsewhere")
    try FileManager.default.createDirectory(atPath: elsewhere, withIntermediateDirectories: false)
    let mpirun = try #require(ProcessRunner.findProgram("mpirun"))
    let options = ["--allow-run-as-root", "--oversubscribe", "--bind-to", "none"]
    let program = [Demo.program, "train", "--resume", "run"]
    let result = try ProcessRunner.run(
      mpirun,
      options + ["-n", "1", "--wdir", directory.path] + program + [":", "-n", "1", "--wdir", elsewhere]
        + program,
      timeout: 60)
    #expect(result.exitCode == 0, "\(result.standardOutput)\(result.standardError)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: elsewhere).isEmpty)
  }

  /// Checkpoints that keep their seal but not their sense are refused by name, not met with a trap.
  @Test(
    .enabled(if: Python.hasH5py, "python3-h5py is needed"),
    arguments: [
      ("f['/split/test'][0] = 10**6", "/split"), ("f['/split/train'][0] = 2**62", "/split"),
      ("f.attrs['step'] = np.int64(1)", "step"), ("f.attrs['step'] = np.int64(2**62)", "step"),
      ("f.attrs['epoch_error_sum'] = np.int64(-1)", "epoch_error_sum"),
      ("f.attrs['feature_count'] = np.int64(2**62)", "feature_count"),
      ("f.attrs['epoch'] = np.int64(2**50)", "epoch"),
      ("f.attrs['feature_sha256'] = 'ab' * 32", "feature_name"),
      (
        "f.attrs['configuration'] = f.attrs['configuration'].replace('\\\"epochs\\\":3', '\\\"epochs\\\":0')",
        "epochs"
      ),
    ])
  func checkpointsWithoutSenseAreRefused(change: String, word: String) throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    try Demo.run(try Demo.train(output: output))
    let store = CheckpointStore(directory: output + "/checkpoints", keep: 1)
    let path = store.path(step: try #require(store.newestStep))
    // Without its seal, as another program would write it.
    let script = """
      import h5py, numpy as np, os, sys
      source, target = sys.argv[1], sys.argv[1] + '.new'
      with h5py.File(source) as s, h5py.File(target, 'w') as f:
          for name in s: s.copy(name, f)
          for key, value in s.attrs.items(): f.attrs[key] = value
          \(change)
      os.replace(target, source)
      for name in os.listdir(os.path.dirname(source)):
          if os.path.join(os.path.dirname(source), name) != source: os.remove(os.path.join(os.path.dirname(source), name))
      """
    let changed = try Python.run(script, [path])
    #expect(changed.exitCode == 0, "\(changed.standardError)")
    try Self.expect(.badInput, [word], ["train", "--resume", output])
  }

  /// The last two features exchanged, and the last one gone.
  @Test(arguments: [
    ("/cell_lines/feature_name", false), ("trained on 735 features a cell line, found 734", true),
  ])
  func otherFeaturesAreRefused(words: String, isShorter: Bool) throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    try Demo.run(try Demo.train(output: output))
    try FileManager.default.copyItem(atPath: try Demo.files.sources, toPath: directory.path("gdsc"))
    let path = directory.path("gdsc/features.csv")
    let rows = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map {
      line -> String in
      var fields = line.split(separator: ",", omittingEmptySubsequences: false)
      fields.swapAt(fields.count - 1, fields.count - 2)
      if isShorter { fields.removeLast() }
      return fields.joined(separator: ",")
    }
    try (rows.joined(separator: "\n") + "\n").write(toFile: path, atomically: true, encoding: .utf8)
    let other = directory.path("other.h5")
    try Demo.run(Demo.convertArguments(directory.path("gdsc"), output: other))
    let predictions = directory.path("p.csv")
    try Self.expect(
      .badInput, [words],
      ["predict", "--checkpoint", output, "--data", other, "--output", predictions])
    #expect(!FileManager.default.fileExists(atPath: predictions))
  }
}
