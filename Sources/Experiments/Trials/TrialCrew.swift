import DrugResponse
import Foundation
import MPI
import Support
import Training

/// The ranks of a program, which work off lists of trials together, beside other programs in the same directory.
struct TrialCrew {
  /// Where trials and results go.
  let directory: ExperimentDirectory
  private let communicator: Communicator
  private let timeLimit: TimeLimit
  private let runner: TrialRunner
  /// Gets the lines for the user, on rank 0.
  private let say: (String) -> Void

  /// Reads the data set, and agrees with those who came before on what is to be done in the directory. Called by all ranks.
  ///
  /// - Parameters:
  ///   - launch: how the program was started.
  ///   - communicator: all ranks.
  ///   - make: what is asked for, with the data set that all ranks have; called on rank 0.
  /// - Throws: `CollectiveError` on every rank alike; a `CommunicationError` on a rank by itself.
  static func gather<Record: TrialPlanRecord>(
    _ launch: TrialLaunch, over communicator: Communicator, _ make: (StoredDataset) throws -> Record
  ) throws -> (crew: TrialCrew, record: Record, dataset: ResponseDataset) {
    let stored = try launch.dataset(over: communicator)
    let record = try ExperimentDirectory(launch.output).agree(over: communicator) {
      // A number out of range is found before the directory is anybody's.
      _ = try RankPlacement.workers(launch.threads)
      return try make(stored)
    }
    return (try TrialCrew(launch, stored, communicator: communicator), record, stored.dataset)
  }

  private init(
    _ launch: TrialLaunch, _ stored: StoredDataset, communicator: Communicator
  ) throws {
    self.communicator = communicator
    directory = ExperimentDirectory(launch.output)
    timeLimit = launch.timeLimit
    say = launch.say
    let alone = try communicator.alone()
    runner = TrialRunner(
      experiment: directory, stored: stored, data: launch.data, communicator: alone,
      ranks: try RankSurvey(alone),
      timeLimit: timeLimit, threads: launch.threads, keepsModels: launch.keepsModels)
  }

  /// This rank's part of the work on a list of trials.
  ///
  /// - Parameters:
  ///   - progress: the trials; rank 0 says of each when it is done, whoever did it.
  ///   - outcome: what a result comes to, in words.
  /// - Returns: whether all trials are done; false where the work is to stop.
  func work(_ progress: TrialProgress, outcome: (TrialResult) -> String) throws -> Bool {
    var progress = progress
    let isTold = communicator.isRoot
    let queue = TrialQueue(
      trials: progress.order, experiment: directory, worker: communicator.rank, workerCount: communicator.size
    )
    return try queue.work(
      isStopped: { StopSignal.isReceived || timeLimit.isUp(for: .zero) },
      withoutLocks: {
        if isTold {
          say(
            "the file system of \(directory.path) has no locks: each rank does its share of the trials by number, and no "
              + "other program may work there")
        }
      },
      finished: { if isTold, let line = try progress.finished($0, outcome) { say(line) } },
      run: runner.run)
  }

  /// Waits for the other ranks, and writes the results if all trials are done.
  ///
  /// - Parameters:
  ///   - isDone: what `work` gave this rank in the end.
  ///   - writeResults: called on rank 0, while no other program writes results in the directory.
  func conclude(_ isDone: Bool, _ writeResults: () throws -> Void) throws -> Trainer.Outcome {
    communicator.watch.phase = Phase("the other ranks' trials")
    // Ranks that were asked to stop wait for those that were not, however long their trials take.
    communicator.watch.patience = Patience(limit: nil)
    if try communicator.allreduceMinimum(isDone ? 1 : 0) == 0 {
      if communicator.isRoot {
        say("stopped; the same command goes on with what is in \(directory.path)")
      }
      return .stopped
    }
    communicator.watch.phase = Phase("the results, which rank 0 writes")
    try communicator.collectively {
      if communicator.isRoot { try FileLock.exclusively(directory.lock, writeResults) }
    }
    return .finished
  }
}
