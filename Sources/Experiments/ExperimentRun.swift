import DrugResponse
import Foundation
import MPI
import Support
import Training

/// One `hqnn reproduce`: from the request to the results, on every rank of a communicator.
public struct ExperimentRun {
  /// How the experiment was started, beside what it is.
  public struct Launch {
    /// The path of the data set.
    public var data: String
    /// Where trials and results go.
    public var output: String
    /// The command line, for the record.
    public var command: [String]
    /// What was learned of the ranks when they were compared.
    public var ranks: RankSurvey
    public var timeLimit: TimeLimit
    /// Threads a rank; nil for the cores that it may use.
    public var threads: Int?
    /// Whether the checkpoint of each trial's reported epoch is kept.
    public var keepsModels: Bool
    /// Gets the lines for the user, on rank 0.
    public var say: (String) -> Void

    public init(
      data: String, output: String, command: [String], ranks: RankSurvey, timeLimit: TimeLimit, threads: Int?,
      keepsModels: Bool, say: @escaping (String) -> Void
    ) {
      (self.data, self.output, self.command) = (data, output, command)
      (self.ranks, self.timeLimit, self.threads) = (ranks, timeLimit, threads)
      (self.keepsModels, self.say) = (keepsModels, say)
    }
  }

  private let launch: Launch
  private let communicator: Communicator
  private let directory: ExperimentDirectory

  /// Does what is left of an experiment, and writes its results.
  ///
  /// - Throws: on every rank alike: `CollectiveError`; on a rank by itself: `TrialError` or a `CommunicationError`, after
  ///   which the ranks cannot agree.
  public static func run(
    _ request: ExperimentRequest, launch: Launch, communicator: Communicator
  ) throws -> Trainer.Outcome {
    let run = ExperimentRun(
      launch: launch, communicator: communicator, directory: ExperimentDirectory(launch.output))
    return try run.run(request)
  }

  private func run(_ request: ExperimentRequest) throws -> Trainer.Outcome {
    let data = URL(fileURLWithPath: launch.data).standardizedFileURL.path
    let stored = try DataDistribution(
      communicator: communicator, host: launch.ranks.host, isBroadcast: false
    ).read(data)
    let record = try agreedRecord(request, stored)
    let alone = try communicator.alone()
    let runner = TrialRunner(
      experiment: directory, stored: stored, data: data, communicator: alone, ranks: try RankSurvey(alone),
      timeLimit: launch.timeLimit, threads: launch.threads, keepsModels: launch.keepsModels)
    let isDone = try work(record.plan, runner, stored)
    communicator.watch.phase = Phase("the other ranks' trials")
    // Ranks that were asked to stop wait for those that were not, however long their trials take.
    communicator.watch.patience = Patience(limit: nil)
    if try communicator.allreduceMinimum(isDone ? 1 : 0) == 0 {
      if communicator.isRoot {
        launch.say("stopped; the same command goes on with what is in \(directory.path)")
      }
      return .stopped
    }
    communicator.watch.phase = Phase("the results, which rank 0 writes")
    try communicator.collectively {
      guard communicator.isRoot else { return }
      let results = try ExperimentResults(record, in: directory)
      try FileLock.exclusively(directory.lock) { try results.write(to: directory.path) }
      for line in results.conclusions { launch.say(line) }
      launch.say("results: \(directory.path)/results.md")
    }
    return .finished
  }

  /// The experiment as its directory has it, on all ranks; rank 0 alone reads files of settings.
  private func agreedRecord(_ request: ExperimentRequest, _ stored: StoredDataset) throws -> ExperimentRecord
  {
    let text = try communicator.collectively {
      guard communicator.isRoot else { return "" }
      let record = ExperimentRecord(
        plan: try ExperimentPlan(request, dataset: stored.dataset), datasetSHA256: stored.sha256,
        command: launch.command)
      return try directory.claim(for: record).json()
    }
    let bytes = try communicator.broadcast(Array(text.utf8))
    return try communicator.collectively {
      guard Directory.exists(directory.trials) else {
        throw FileError(
          .missingFile, directory.trials,
          "is not seen by rank \(communicator.rank) (host \(communicator.hostNames[communicator.rank])): an experiment "
            + "over several hosts needs a directory that they share")
      }
      return try JSONDecoder().decode(ExperimentRecord.self, from: Data(bytes))
    }
  }

  /// This rank's part of the work.
  ///
  /// - Returns: whether all trials are done.
  private func work(_ plan: ExperimentPlan, _ runner: TrialRunner, _ stored: StoredDataset) throws -> Bool {
    var progress = ExperimentProgress(plan, directory: directory, pairCount: stored.dataset.responses.count)
    let trials = Dictionary(uniqueKeysWithValues: plan.trials.map { ($0.trial.name, $0.trial) })
    let isTold = communicator.isRoot
    if isTold { launch.say(progress.introduction) }
    let queue = TrialQueue(
      names: progress.order, experiment: directory, worker: communicator.rank, workerCount: communicator.size)
    return try queue.work(
      isStopped: { StopSignal.isReceived || launch.timeLimit.isUp(for: .zero) },
      withoutLocks: {
        if isTold {
          launch.say(
            "the file system of \(directory.path) has no locks: each rank does its share of the trials by number, and no "
              + "other program may work there")
        }
      },
      finished: { name in
        guard isTold, let line = try progress.finished(name) else { return }
        launch.say(line)
      },
      run: { name in
        guard let trial = trials[name] else { preconditionFailure("no trial \(name)") }
        return try runner.run(trial)
      })
  }
}
