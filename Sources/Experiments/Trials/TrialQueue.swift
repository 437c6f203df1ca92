import Foundation
import Support

/// A list of trials that is worked off by whoever is free: the ranks of a program, the tasks of an array of jobs, a
/// program that was started once more.
///
/// Nobody deals the trials out. Who is free takes the first that is neither done nor claimed, by a lock on a file in the
/// trial's directory; a process that ends leaves its trial, at its newest checkpoint, to the next. What is not there to be
/// taken is waited for by looking at files: without a call of MPI, which would take a core and a rank's patience.
package struct TrialQueue {
  /// How work on a trial ended.
  package enum Ending: Equatable {
    case done
    /// Asked to stop; to be gone on with.
    case stopped
  }

  /// In the order in which they are begun.
  let trials: [Trial]
  let experiment: ExperimentDirectory
  /// This worker's number, and how many there are: where the file system has no locks, each takes its share by number.
  let worker: Int
  let workerCount: Int
  private let take: (_ path: String) throws -> FileLock.Outcome

  /// - Parameters:
  ///   - trials: in the order in which they are begun.
  ///   - experiment: where they are.
  ///   - worker: this worker's number, in `0 ..< workerCount`.
  ///   - workerCount: workers that know of each other.
  ///   - take: asks for a lock.
  package init(
    trials: [Trial], experiment: ExperimentDirectory, worker: Int, workerCount: Int,
    take: @escaping (_ path: String) throws -> FileLock.Outcome = FileLock.take
  ) {
    (self.trials, self.experiment, self.take) = (trials, experiment, take)
    (self.worker, self.workerCount) = (worker, workerCount)
  }

  /// Works until all trials are done, or until it is to stop.
  ///
  /// - Parameters:
  ///   - isStopped: asked between trials and while waiting.
  ///   - withoutLocks: told once where the file system has none.
  ///   - finished: told of each trial that is done, whoever did it.
  ///   - run: does a trial.
  /// - Returns: whether all trials are done.
  /// - Throws: what `run` throws, and `FileError` where a trial's directory cannot be made.
  package func work(
    isStopped: () -> Bool, withoutLocks: () -> Void, finished: (Trial) throws -> Void,
    run: (Trial) throws -> Ending
  ) throws -> Bool {
    var open = Array(trials.enumerated())
    var hasLocks = true
    while !open.isEmpty {
      var isIdle = true
      var rest: [EnumeratedSequence<[Trial]>.Element] = []
      for (number, trial) in open {
        if isStopped() { return false }
        let directory = TrialDirectory(trial, of: experiment)
        if !directory.isDone {
          switch try claim(directory) {
          case .taken:
            rest.append((number, trial))
            continue
          case .unavailable:
            if hasLocks { withoutLocks() }
            hasLocks = false
            guard number % workerCount == worker else {
              rest.append((number, trial))
              continue
            }
            if try run(trial) == .stopped { return false }
          case .held(let lock):
            // Somebody else may have finished it between the look and the lock.
            if !directory.isDone, try withExtendedLifetime(lock, { try run(trial) }) == .stopped {
              return false
            }
          }
        }
        isIdle = false
        try finished(trial)
      }
      open = rest
      if isIdle { Self.pause(isStopped) }
    }
    return true
  }

  private func claim(_ directory: TrialDirectory) throws -> FileLock.Outcome {
    try Directory.create(directory.path)
    return try take(directory.claim)
  }

  /// A second, in parts.
  private static func pause(_ isStopped: () -> Bool) {
    for _ in 0..<10 where !isStopped() { usleep(100_000) }
  }
}
