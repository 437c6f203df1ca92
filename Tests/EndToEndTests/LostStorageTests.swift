import Foundation
import Support
import TestSupport
import Testing
import Training

/// Disks that are full, gone or broken: one sentence with path and reason, an exit code that says so, and what was
/// written before still there.
@Suite(.serialized) struct LostStorageTests {
  /// The size of a checkpoint in KiB.
  static let checkpointSize = Result { () -> Int in
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    try Demo.run(try Demo.train(output: output) + ["--max-hours", "1e-7"], expecting: .stopped)
    let path = CheckpointStore(directory: output + "/checkpoints", keep: 1).path(step: 0)
    return try #require(
      try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) / 1024
  }

  @Test(
    .enabled(if: SmallDisk.isAllowed, "mounting a tmpfs takes root"), arguments: [1, 2])
  func aDiskThatFillsDuringACheckpointCostsNoOlderOne(ranks: Int) throws {
    // Two checkpoints and a part of a third.
    let disk = try #require(try SmallDisk(size: "\(try Self.checkpointSize.get() * 26 / 10)k"))
    let output = disk.path + "/run"
    let settings = Demo.settings + ["--checkpoint-steps", "1", "--keep-checkpoints", "100"]
    let result = try Demo.mpirun(
      ranks: ranks, try Demo.train(output: output, settings), expecting: .inputOutput)
    let errors = RunningRanks.lines(result)
    #expect(errors.count == 1, "\(result.standardError)")
    #expect(errors.first?.contains("\(output)/checkpoints/") == true, "\(result.standardError)")
    #expect(errors.first?.hasSuffix("No space left on device") == true, "\(result.standardError)")
    let store = CheckpointStore(directory: output + "/checkpoints", keep: 1)
    #expect(store.steps.count == 2)
    for step in store.steps { try Demo.run(["validate", store.path(step: step)]) }
    disk.remount("size=1g")
    try Demo.mpirun(ranks: 2, ["train", "--resume", output])
    #expect(RunningRanks.leftovers(output).isEmpty)
    let directory = try TemporaryDirectory()
    try Demo.run(try Demo.train(output: directory.path("whole")))
    #expect(try RunOutcome(output).differences(from: RunOutcome(directory.path("whole"))).isEmpty)
  }

  // What launch.sh and batch jobs begin again by themselves must not be taken for somebody else's files.
  @Test(.enabled(if: SmallDisk.isAllowed, "mounting a tmpfs takes root"))
  func aRunWithoutItsFirstCheckpointIsBegunAgain() throws {
    let disk = try #require(try SmallDisk(size: "\(try Self.checkpointSize.get() / 2)k"))
    let output = disk.path + "/run"
    let arguments = try Demo.train(output: output) + ["--resume-or-start"]
    let refused = try Demo.mpirun(ranks: 2, arguments, expecting: .inputOutput)
    #expect(refused.standardError.contains("No space left on device"), "\(refused.standardError)")
    disk.remount("size=1g")
    try Demo.mpirun(ranks: 2, arguments)
    #expect(RunningRanks.leftovers(output).isEmpty)
  }

  @Test(.enabled(if: SmallDisk.isAllowed, "mounting a tmpfs takes root"))
  func aDiskThatFillsBetweenCheckpointsEndsTheRunAtTheNextFile() throws {
    let disk = try #require(try SmallDisk(size: "1g"))
    let output = disk.path + "/run"
    let run = try RunningRanks(2, try Demo.train(output: output, LostRankTests.endless), output: output)
    #expect(run.waitForEpochs(2))
    disk.fill()
    let result = run.process.wait(timeout: 60)
    #expect(result.exitCode == ExitCode.inputOutput.rawValue, "\(result.standardError)")
    let errors = RunningRanks.lines(result)
    #expect(errors.count == 1, "\(result.standardError)")
    #expect(errors.first?.hasPrefix("hqnn: error: \(output)/") == true, "\(result.standardError)")
    #expect(errors.first?.hasSuffix("No space left on device") == true, "\(result.standardError)")
    // The table is whole, as it was before.
    let rows = try String(contentsOfFile: output + "/metrics.csv", encoding: .utf8)
    #expect(rows.hasSuffix("\n") && rows.split(separator: "\n").count > 2)
    #expect(RunningRanks.leftovers(output).isEmpty)
    // Nor can a run be gone on with, or begun, where nothing can be written; that is said in the same way.
    for arguments in [["train", "--resume", output], try Demo.train(output: disk.path + "/other")] {
      let refused = try Demo.mpirun(ranks: 2, arguments, expecting: .inputOutput)
      #expect(refused.standardError.contains("No space left on device"), "\(refused.standardError)")
    }
    unlink(disk.path + "/filler")
    disk.remount("ro")
    let readOnly = try Demo.mpirun(ranks: 2, ["train", "--resume", output], expecting: .cannotCreate)
    #expect(readOnly.standardError.contains("Read-only file system"), "\(readOnly.standardError)")
  }

  @Test func aRunDirectoryThatIsRemovedEndsTheRun() throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    let run = try RunningRanks(2, try Demo.train(output: output, LostRankTests.endless), output: output)
    #expect(run.waitForEpochs(1))
    try FileManager.default.moveItem(atPath: output, toPath: directory.path("elsewhere"))
    let result = run.process.wait(timeout: 60)
    // In the middle of a checkpoint or between two of them.
    #expect(
      [ExitCode.cannotCreate, .inputOutput].map(\.rawValue).contains(result.exitCode),
      "\(result.standardError)")
    #expect(RunningRanks.lines(result).first?.contains("\(output)/") == true, "\(result.standardError)")
    #expect(!FileManager.default.fileExists(atPath: output))
  }

  /// The third checkpoint meets a disk that fails to keep it: fsync reports an input/output error.
  @Test(.enabled(if: FaultyDisk.isPossible, "clang is needed"))
  func aFailingDiskIsAnInputOutputError() throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    let result = try ProcessRunner.run(
      Demo.program, try Demo.train(output: output, ResumeTests.settings),
      environment: try FaultyDisk.environment(.fails, directory))
    #expect(result.exitCode == ExitCode.inputOutput.rawValue, "\(result.standardError)")
    #expect(result.standardError.contains("\(output)/checkpoints/step-"), "\(result.standardError)")
    #expect(result.standardError.contains("Input/output error"), "\(result.standardError)")
    #expect(RunningRanks.leftovers(output).isEmpty)
    try Demo.run(["train", "--resume", output])
    #expect(try RunOutcome(output).differences(from: try ResumeTests.unbroken.get()).isEmpty)
  }

  /// A run on a disk that takes so many seconds to keep a file, as it writes its first checkpoint.
  static func startWithinACheckpoint(
    _ output: String, seconds: Int, _ directory: TemporaryDirectory
  ) throws -> RunningProcess {
    let run = try ProcessRunner.start(
      Demo.program, try Demo.train(output: output),
      environment: try FaultyDisk.environment(.isSlow(seconds), directory))
    #expect(RunningRanks.waitUntil { !RunningRanks.leftovers(output + "/checkpoints").isEmpty })
    return run
  }

  @Test(.enabled(if: FaultyDisk.isPossible, "clang is needed"))
  func aSignalDuringACheckpointIsObeyedAfterIt() throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    let run = try Self.startWithinACheckpoint(output, seconds: 2, directory)
    run.send(signal: SIGTERM)
    #expect(run.wait(timeout: 120).exitCode == ExitCode.stopped.rawValue)
    let store = CheckpointStore(directory: output + "/checkpoints", keep: 1)
    #expect(store.steps == [0])
    try Demo.run(["validate", store.path(step: 0)])
  }

  @Test(.enabled(if: FaultyDisk.isPossible, "clang is needed"), arguments: [SIGTERM, SIGINT])
  func aSecondInterruptTakesTheHalfWrittenFileWithIt(first: Int32) throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    let run = try Self.startWithinACheckpoint(output, seconds: 600, directory)
    run.send(signal: first)
    // Both at once would count as one.
    usleep(100_000)
    #expect(!RunningRanks.leftovers(output).isEmpty)
    run.send(signal: SIGINT)
    #expect(run.wait(timeout: 60).exitCode == 130)
    #expect(RunningRanks.leftovers(output).isEmpty)
  }

  @Test(.enabled(if: FaultyDisk.isPossible, "clang is needed"))
  func aDiskThatDoesNotAnswerIsNamedByTheOtherRanks() throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    let result = try ProcessRunner.mpirun(
      ranks: 2, executable: Demo.program,
      arguments: try Demo.train(output: output) + ["--stall-limit", "4"],
      environment: try FaultyDisk.environment(.isSlow(600), directory), timeout: 120)
    #expect(result.exitCode == ExitCode.inputOutput.rawValue, "\(result.standardError)")
    let error = RunningRanks.lines(result).first { $0.hasPrefix("hqnn: error: ") }
    #expect(error?.contains("rank 0 (host ") == true, "\(result.standardError)")
    #expect(
      error?.contains("at the first checkpoint, which rank 0 writes") == true, "\(result.standardError)")
  }
}
