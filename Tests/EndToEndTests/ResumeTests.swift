import Foundation
import Support
import TestSupport
import Testing
import Training

@Suite struct ResumeTests {
  /// 40 epochs of 4 steps: long enough for a signal to find it at work.
  static let settings = Demo.settings + ["--epochs", "40", "--checkpoint-steps", "3"]

  /// The run that nothing stopped.
  static let unbroken = Result { () -> RunOutcome in
    let directory = try TemporaryDirectory()
    try Demo.run(try Demo.train(output: directory.path("run"), settings))
    return try RunOutcome(directory.path("run"))
  }

  @Test(arguments: [SIGTERM, SIGINT, SIGUSR1])
  func aSignalStopsWithACheckpointAndTheRunEndsWithTheSameBits(signal: Int32) throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    let process = try ProcessRunner.start(Demo.program, try Demo.train(output: output, Self.settings))
    waitForEpochs(2, output: output)
    process.send(signal: signal)
    let result = process.wait(timeout: 60)
    #expect(result.exitCode == ExitCode.stopped.rawValue, "\(result.standardOutput)\(result.standardError)")
    try Demo.mpirun(ranks: 2, ["train", "--resume", output])
    let differences = try RunOutcome(output).differences(from: try Self.unbroken.get())
    #expect(differences.isEmpty, "\(differences)")
  }

  // Killed at moments spread over the run, and gone on with on another number of ranks each time.
  @Test(arguments: 1...3) func killedAtRandomMomentsItEndsWithTheSameBits(trial: Int) throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    var stream = RandomStream(seed: UInt64(trial), purpose: .testing)
    let program = try #require(ProcessRunner.findProgram("mpirun"))
    var arguments = try Demo.train(output: output, Self.settings)
    for attempt in 0..<3 {
      let ranks = 1 + stream.integer(below: 4)
      let process = try ProcessRunner.start(
        program,
        ProcessRunner.mpirunArguments(ranks: ranks, executable: Demo.program, arguments: arguments))
      waitForEpochs(1 + attempt * 8 + stream.integer(below: 8), output: output)
      usleep(UInt32(stream.integer(below: 40_000)))
      killChildren(of: process)
      _ = process.wait(timeout: 30)
      if CheckpointStore(directory: output + "/checkpoints", keep: 1).isEmpty { break }
      arguments = ["train", "--resume", output]
    }
    try Demo.mpirun(ranks: 1 + stream.integer(below: 3), arguments)
    let differences = try RunOutcome(output).differences(from: try Self.unbroken.get())
    #expect(differences.isEmpty, "\(differences)")
    let names = try FileManager.default.contentsOfDirectory(atPath: output + "/checkpoints")
    #expect(!names.contains { $0.contains(DurableFile.temporaryMarker) }, "\(names)")
  }

  // The configuration is written after the first checkpoint: a run may be killed in between.
  @Test func aMissingConfigurationFileIsWrittenAgain() throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    try Demo.run(try Demo.train(output: output))
    let path = RunDirectory(output).configuration
    let configuration = try String(contentsOfFile: path, encoding: .utf8)
    unlink(path)
    try Demo.run(["train", "--resume", output])
    #expect(try String(contentsOfFile: path, encoding: .utf8) == configuration)
  }

  @Test func aDamagedNewestCheckpointIsReportedAndTheOneBeforeTaken() throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    try Demo.run(try Demo.train(output: output))
    let whole = try RunOutcome(output)
    let store = CheckpointStore(directory: output + "/checkpoints", keep: 1)
    let newest = store.path(step: try #require(store.newestStep))
    var bytes = try Data(contentsOf: URL(fileURLWithPath: newest))
    bytes[bytes.count / 2] ^= 16
    try bytes.write(to: URL(fileURLWithPath: newest))
    let result = try Demo.run(["train", "--resume", output])
    #expect(result.standardError.contains(newest), "\(result.standardError)")
    #expect(try RunOutcome(output).differences(from: whole).isEmpty)
  }

  @Test func anotherDataSetIsRefused() throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    try Demo.run(try Demo.train(output: output))
    let other = try Demo.make(seed: 2)
    let result = try Demo.run(["train", "--resume", output, "--data", other.data], expecting: .badInput)
    #expect(result.standardError.contains("is not the data set of this run"), "\(result.standardError)")
  }

  @Test func aRunIsNeverWrittenOver() throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    try Demo.run(try Demo.train(output: output))
    let result = try Demo.run(try Demo.train(output: output), expecting: .cannotCreate)
    #expect(result.standardError.contains("--resume"), "\(result.standardError)")
  }

  @Test func aCompleteRunResumesToItsOwnEnd() throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    try Demo.run(try Demo.train(output: output))
    let before = try RunOutcome(output)
    try Demo.run(["train", "--resume", output])
    #expect(try RunOutcome(output).differences(from: before).isEmpty)
  }

  /// Returns when metrics.csv has so many rows, or after ten seconds.
  private func waitForEpochs(_ count: Int, output: String) {
    for _ in 0..<2000 {
      let text = (try? String(contentsOfFile: output + "/metrics.csv", encoding: .utf8)) ?? ""
      if text.split(separator: "\n").count > count { return }
      usleep(5_000)
    }
  }

  /// Kills every rank of an mpirun with SIGKILL: no rank gets to say a word.
  private func killChildren(of process: RunningProcess) {
    let children = "/proc/\(process.identifier)/task/\(process.identifier)/children"
    let identifiers = (try? String(contentsOfFile: children, encoding: .utf8)) ?? ""
    for child in identifiers.split(separator: " ").compactMap({ Int32($0) }) { kill(child, SIGKILL) }
  }
}
