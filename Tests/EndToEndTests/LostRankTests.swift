import Foundation
import Support
import TestSupport
import Testing
import Training

/// Ranks that die or stop: the others notice, say who it is, and end; nothing past the last checkpoint is lost.
@Suite(.serialized) struct LostRankTests {
  /// More epochs than any test waits for.
  static let endless = Demo.settings + ["--epochs", "100000"]

  @Test(arguments: [SIGKILL, SIGILL], [0, 2])
  func theOthersEndAndNameTheOneThatDied(signal: Int32, rank: Int) throws {
    for isLeftAlone in [false, true] {
      let directory = try TemporaryDirectory()
      let output = directory.path("run")
      let run = try RunningRanks(
        3, try Demo.train(output: output, Self.endless), output: output, isLeftAlone: isLeftAlone)
      #expect(run.waitForEpochs(1))
      #expect(run.identifiers.count == 3)
      run.send(signal, to: rank)
      #expect(run.haveRanksEnded())
      let result = run.process.wait(timeout: 60)
      #expect(!result.timedOut)
      // mpirun may be done with all of them before one can speak; nobody else is.
      let lines = RunningRanks.lines(result)
      #expect(lines.count == 1 || (lines.isEmpty && !isLeftAlone), "\(result.standardError)")
      #expect(lines.allSatisfy { $0.contains("rank \(rank) (host ") && $0.contains(" died at ") })
    }
  }

  @Test(arguments: [0, 1]) func aStoppedRankIsNamedAndTheRunEnds(rank: Int) throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    let run = try RunningRanks(
      3, try Demo.train(output: output, Self.endless + ["--stall-limit", "4"]), output: output)
    #expect(run.waitForEpochs(1))
    run.send(SIGSTOP, to: rank)
    let result = run.process.wait(timeout: 120)
    #expect(result.exitCode == ExitCode.inputOutput.rawValue, "\(result.standardError)")
    let lines = RunningRanks.lines(result)
    let name = "rank \(rank) (host "
    #expect(lines.first?.hasPrefix("hqnn: warning: \(name)") == true, "\(result.standardError)")
    let errors = lines.filter { $0.hasPrefix("hqnn: error: ") }
    #expect(errors.count == 1, "\(result.standardError)")
    for words in [name, "is stopped by a signal", "has not answered for", "at step ", "2 ranks wait for it"] {
      #expect(errors.first?.contains(words) == true, "\(result.standardError)")
    }
    let log = try String(contentsOfFile: output + "/log.txt", encoding: .utf8)
    #expect(log.contains("] \(name)") && log.contains("ended by an error: \(name)"), "\(log)")
  }

  @Test func aStoppedRankThatComesBackCostsNothing() throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    // Long enough for a machine that is busy.
    let run = try RunningRanks(
      2, try Demo.train(output: output, ResumeTests.settings + ["--stall-limit", "20"]), output: output)
    #expect(run.waitForEpochs(1))
    run.send(SIGSTOP, to: 1)
    // Reported after half the limit, and a grace period.
    #expect(RunningRanks.waitUntil { run.process.standardError.contains("has not answered for") })
    run.send(SIGCONT, to: 1)
    let result = run.process.wait(timeout: 120)
    #expect(result.exitCode == 0, "\(result.standardError)")
    #expect(RunningRanks.lines(result).last?.contains("is back after") == true, "\(result.standardError)")
    let differences = try RunOutcome(output).differences(from: try ResumeTests.unbroken.get())
    #expect(differences.isEmpty, "\(differences)")
  }

  /// Each rank in turn is killed, 20 times, at moments from the start of MPI on.
  @Test func killedTwentyTimesItLosesNothingPastTheLastCheckpoint() throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    let arguments = try Demo.train(output: output, ResumeTests.settings) + ["--resume-or-start"]
    var stream = RandomStream(seed: 20, purpose: .testing)
    let store = CheckpointStore(directory: output + "/checkpoints", keep: 1)
    for moment in 0..<20 {
      let ranks = 2 + stream.integer(below: 2)
      let newest = store.newestStep
      let run = try RunningRanks(ranks, arguments, output: output)
      #expect(RunningRanks.waitUntil { run.identifiers.count == ranks })
      // Half of them after so many steps more, the others somewhere in the start.
      if stream.integer(below: 2) == 0 {
        let goal = (newest ?? 0) + 3 + stream.integer(below: 4)
        _ = RunningRanks.waitUntil { (store.newestStep ?? 0) >= goal || run.identifiers.isEmpty }
      }
      usleep(UInt32(stream.integer(below: 150_000)))
      run.send(SIGKILL, to: moment % ranks)
      // The others get the time to notice, then what mpirun has for them after two seconds.
      usleep(300_000)
      for rank in 0..<ranks { run.send(SIGKILL, to: rank) }
      #expect(run.haveRanksEnded())
      // Open MPI's mpirun may not get over a rank that dies while the two shake hands.
      let result = run.process.wait(timeout: 10)
      if let newest {
        #expect(store.newestStep.map { $0 >= newest } == true)
        let log = try String(contentsOfFile: output + "/log.txt", encoding: .utf8)
        let resumed = log.split(separator: "\n").last { $0.contains("resuming from") }
        // Killed before it got so far, it has said nothing.
        if result.standardOutput.contains("resuming from") {
          #expect(resumed?.hasSuffix("step \(newest)") == true, "\(newest): \(resumed ?? "")")
        }
      }
    }
    try Demo.mpirun(ranks: 2, arguments)
    #expect(RunningRanks.leftovers(output).isEmpty)
    let differences = try RunOutcome(output).differences(from: try ResumeTests.unbroken.get())
    #expect(differences.isEmpty, "\(differences)")
  }
}
