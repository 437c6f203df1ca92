import Foundation
import Support
import TestSupport
import Testing
import Training

/// Requests to stop: by a signal on any rank, at any time, or by the clock.
@Suite(.serialized) struct StopTests {
  @Test(arguments: [SIGTERM, SIGINT, SIGUSR1], 0...2)
  func aSignalOnAnyRankStopsAll(signal: Int32, rank: Int) throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    let run = try RunningRanks(3, try Demo.train(output: output, LostRankTests.endless), output: output)
    #expect(run.waitForEpochs(1))
    run.send(signal, to: rank)
    let result = run.process.wait(timeout: 60)
    #expect(result.exitCode == ExitCode.stopped.rawValue, "\(result.standardError)")
    let store = CheckpointStore(directory: output + "/checkpoints", keep: 1)
    let step = try #require(store.newestStep)
    #expect(
      result.standardOutput.contains("stopped on a signal at step \(step);"), "\(result.standardOutput)")
    #expect(RunningRanks.leftovers(output).isEmpty)
  }

  /// A signal that finds the ranks starting MPI, reading data or writing the first checkpoint leads to a run that can
  /// be gone on with, and to the same bits.
  @Test func aSignalDuringTheStartStopsBeforeTheFirstStep() throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    let arguments = try Demo.train(output: output) + ["--resume-or-start"]
    var stream = RandomStream(seed: 3, purpose: .testing)
    var hasStopped = 0
    for rank in [0, 1, 0, 1, 0, 1] {
      let run = try RunningRanks(2, arguments, output: output)
      // The signal that is handled, and not one that ends a process which has only just begun.
      #expect(RunningRanks.waitUntil { run.identifiers[rank].map(Self.handlesSignals) == true })
      usleep(UInt32(stream.integer(below: 100_000)))
      run.send(SIGUSR1, to: rank)
      let result = run.process.wait(timeout: 60)
      #expect([0, ExitCode.stopped.rawValue].contains(result.exitCode), "\(result.standardError)")
      if result.exitCode == ExitCode.stopped.rawValue { hasStopped += 1 }
    }
    #expect(hasStopped > 0)
    try Demo.run(arguments)
    let whole = directory.path("whole")
    try Demo.run(try Demo.train(output: whole))
    #expect(try RunOutcome(output).differences(from: RunOutcome(whole)).isEmpty)
  }

  /// Whether the process has a handler for SIGUSR1.
  static func handlesSignals(_ process: Int32) -> Bool {
    let status = (try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)) ?? ""
    let caught = status.split(separator: "\n").first { $0.hasPrefix("SigCgt:") }?.split(separator: "\t").last
    return caught.flatMap { UInt64($0, radix: 16) }.map { $0 >> UInt64(SIGUSR1 - 1) & 1 == 1 } ?? false
  }

  @Test func timeThatIsOverBeforeTheFirstStepChangesNothing() throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    let tiny = ["--max-hours", "1e-7"]
    try Demo.run(try Demo.train(output: output) + tiny, expecting: .stopped)
    let store = CheckpointStore(directory: output + "/checkpoints", keep: 1)
    #expect(store.steps == [0])
    let before = try RunOutcome.objects(store.path(step: 0))
    let result = try Demo.mpirun(ranks: 2, ["train", "--resume", output] + tiny, expecting: .stopped)
    #expect(result.standardOutput.contains("stopped as --max-hours is over at step 0"))
    #expect(store.steps == [0])
    #expect(try RunOutcome.objects(store.path(step: 0)) == before)
  }

  @Test func maxHoursStopsWithACheckpointInTime() throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    let start = ContinuousClock.now
    // Three seconds: more than a start takes on most machines; where it takes longer, the run stops before its first step.
    let result = try Demo.mpirun(
      ranks: 2, try Demo.train(output: output, LostRankTests.endless) + ["--max-hours", "\(3.0 / 3600)"],
      expecting: .stopped)
    #expect(ContinuousClock.now - start < .seconds(60))
    let step = try #require(CheckpointStore(directory: output + "/checkpoints", keep: 1).newestStep)
    #expect(result.standardOutput.contains("stopped as --max-hours is over at step \(step);"))
    // No part of the configuration.
    let configuration = try String(contentsOfFile: output + "/config.yaml", encoding: .utf8)
    #expect(!configuration.contains("hours") && !configuration.contains("stall"))
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGUSR1])
  func aSecondInterruptEndsAtOnceAndLeavesNothingHalfWritten(first: Int32) throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    let run = try RunningRanks(
      2, try Demo.train(output: output, LostRankTests.endless + ["--checkpoint-steps", "1"]), output: output)
    #expect(run.waitForEpochs(1))
    // The other rank being stopped, this one cannot come to an end by the first signal.
    run.send(SIGSTOP, to: 1)
    run.send(first, to: 0)
    usleep(50_000)
    run.send(SIGINT, to: 0)
    let result = run.process.wait(timeout: 60)
    #expect(result.exitCode == 130, "\(result.standardError)")
    #expect(RunningRanks.leftovers(output).isEmpty)
    let store = CheckpointStore(directory: output + "/checkpoints", keep: 1)
    for step in store.steps { try Demo.run(["validate", store.path(step: step)]) }
  }

  @Test(arguments: [
    (["--max-hours", "0"], "--max-hours"), (["--max-hours", "nan"], "--max-hours"),
    (["--stall-limit", "-1"], "--stall-limit"), (["--stall-limit", "0.5"], "--stall-limit"),
  ])
  func limitsWithoutSenseAreRefused(arguments: [String], word: String) throws {
    let directory = try TemporaryDirectory()
    let result = try Demo.run(
      try Demo.train(output: directory.path("run")) + arguments, expecting: .usage)
    #expect(result.standardError.contains(word), "\(result.standardError)")
  }
}
