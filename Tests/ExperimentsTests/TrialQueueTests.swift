import Experiments
import Foundation
import Support
import TestSupport
import Testing
import Training

/// Who does which trial, with a trial that is nothing but its result.
@Suite struct TrialQueueTests {
  private let directory = try! TemporaryDirectory()
  private let names = ["a", "b", "c", "d", "e"]

  /// What happened to a worker.
  private final class Log {
    var run: [String] = []
    var finished: [String] = []
    var saidNoLocks = 0
  }

  private var experiment: ExperimentDirectory { ExperimentDirectory(directory.path) }

  private func work(
    _ log: Log, worker: Int = 0, of count: Int = 1,
    take: @escaping (String) throws -> FileLock.Outcome = FileLock.take, isStopped: () -> Bool = { false },
    ending: TrialQueue.Ending = .done
  ) throws -> Bool {
    let queue = TrialQueue(
      trials: names.map { Trial(name: $0, configuration: TrainingConfiguration()) }, experiment: experiment,
      worker: worker, workerCount: count, take: take)
    return try queue.work(
      isStopped: isStopped, withoutLocks: { log.saidNoLocks += 1 },
      finished: { log.finished.append($0.name) },
      run: { trial in
        log.run.append(trial.name)
        if ending == .done { try finish(trial.name) }
        return ending
      })
  }

  private func finish(_ name: String) throws {
    try DurableFile.write("{}", to: experiment.trials + "/\(name)/result.json")
  }

  @Test func doneAndClaimedTrialsAreLeftToThoseWhoHaveThem() throws {
    for name in ["a", "c"] { try Directory.create(experiment.trials + "/" + name) }
    try finish("a")
    let log = Log()
    try holding("c") {
      let isDone = try work(log, isStopped: { log.run.count == 3 })
      #expect(!isDone)
      #expect(log.run == ["b", "d", "e"] && log.finished == ["a", "b", "d", "e"])
    }
    // Whoever had it is gone without a result.
    #expect(try work(log))
    #expect(log.run == ["b", "d", "e", "c"])
  }

  /// Somebody else works on a trial meanwhile.
  private func holding(_ name: String, _ body: () throws -> Void) throws {
    guard case .held(let lock) = try FileLock.take(experiment.trials + "/\(name)/claim.lock") else {
      Issue.record("the lock of \(name) is not free")
      return
    }
    try withExtendedLifetime(lock) { try body() }
  }

  @Test func withoutLocksWorkersShareByNumber() throws {
    let logs = [Log(), Log()]
    let unavailable: (String) throws -> FileLock.Outcome = { _ in .unavailable }
    let isDone = try work(logs[0], worker: 0, of: 2, take: unavailable, isStopped: { logs[0].run.count == 3 })
    #expect(!isDone && logs[0].run == ["a", "c", "e"] && logs[0].saidNoLocks == 1)
    #expect(try work(logs[1], worker: 1, of: 2, take: unavailable))
    #expect(logs[1].run == ["b", "d"] && logs[1].finished == names)
  }

  @Test func aTrialThatIsStoppedStopsTheWorkerAndIsTakenAgain() throws {
    let log = Log()
    let isDone = try work(log, ending: .stopped)
    #expect(!isDone)
    #expect(log.run == ["a"] && log.finished.isEmpty)
    #expect(try work(log))
    #expect(log.run == ["a"] + names && log.finished == names)
  }
}
