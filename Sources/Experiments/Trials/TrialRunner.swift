import DrugResponse
import Foundation
import MPI
import Network
import Support
import Training

/// Runs trials on this rank alone, each as an ordinary training run in a directory of its own.
struct TrialRunner {
  let experiment: ExperimentDirectory
  /// The data set and its path, read once for all trials.
  let stored: StoredDataset
  let data: String
  /// This rank by itself.
  let communicator: Communicator
  let launch: TrainingRun.Launch
  /// nil for the cores that the rank may use.
  let threads: Int?
  /// Whether the checkpoint of the reported epoch outlives the trial.
  let keepsModels: Bool

  /// - Parameters:
  ///   - ranks: of `communicator`.
  ///   - timeLimit: when the process is to have ended.
  init(
    experiment: ExperimentDirectory, stored: StoredDataset, data: String, communicator: Communicator,
    ranks: RankSurvey, timeLimit: TimeLimit, threads: Int?, keepsModels: Bool
  ) {
    (self.experiment, self.stored, self.data) = (experiment, stored, data)
    (self.communicator, self.threads, self.keepsModels) = (communicator, threads, keepsModels)
    var launch = TrainingRun.Launch(ranks: ranks, timeLimit: timeLimit, clock: StartUpClock())
    launch.dataset = stored
    // Checkpoints of epochs that the test set would choose, in which nobody may be interested.
    launch.keepsBestByTest = false
    self.launch = launch
  }

  /// Begins a trial, or goes on with it, up to its result.
  ///
  /// - Throws: `TrialError`, or a `CommunicationError`.
  func run(_ trial: Trial) throws -> TrialQueue.Ending {
    let directory = TrialDirectory(trial, of: experiment)
    do {
      let workers = try RankPlacement.workers(threads)
      var failure: String?
      do {
        var configuration = trial.configuration
        configuration.data = data
        let outcome = try TrainingRun.run(
          try start(configuration, in: directory, isRung: trial.isRung), launch: launch,
          communicator: communicator, threads: threads, log: .filesOnly)
        if outcome == .stopped { return .stopped }
      } catch let error as CollectiveError where error.cause is DivergenceError {
        failure = error.description
      }
      let result = try result(of: trial, in: directory, failure: failure, workers: workers)
      try DurableFile.write(try result.json(), to: directory.result)
      if !trial.isRung { directory.tidy(after: result, keepsModel: keepsModels) }
      return .done
    } catch let error as any ReportableError where !(error is any CommunicationError) {
      throw TrialError(trial: trial.name, error)
    }
  }

  /// A new run, one to go on with, or one whose last rung is done and which goes on to the next.
  private func start(
    _ configuration: TrainingConfiguration, in directory: TrialDirectory, isRung: Bool
  ) throws -> TrainingRun.Start {
    guard directory.run.holdsRun else { return .new(configuration, output: directory.path) }
    var epochs: Int?
    if isRung {
      let store = CheckpointStore(directory: directory.run.checkpoints, keep: 1)
      let stored = try store.newestValid().checkpoint.configuration.epochs
      // To ask for what it has would have a run that stopped early train on.
      epochs = stored == configuration.epochs ? nil : configuration.epochs
    }
    return .resume(run: directory.path, data: data, epochs: epochs)
  }

  /// What the run came to.
  private func result(
    of trial: Trial, in directory: TrialDirectory, failure: String?, workers: Workers
  ) throws -> TrialResult {
    let store = CheckpointStore(directory: directory.run.checkpoints, keep: 1)
    let last = try store.newestValid()
    var history = last.checkpoint.state.history
    // A run that was stopped on its way has a checkpoint from there: what it had come to before it diverged must not depend
    // on that.
    if failure != nil { history = history.upToLastCheckpoint(every: trial.configuration.checkpointEpochs) }
    let validates = !last.checkpoint.split.validation.isEmpty
    let isBest = validates && failure == nil
    let checkpoint = isBest ? try Checkpoint.read(from: store.best) : last.checkpoint
    let evaluation =
      failure == nil && !trial.isRung
      ? try ScoringSession(checkpoint, stored, data: data, workers: workers).evaluate(.test) : nil
    let target = try trial.configuration.normalisedTarget()
    let layout = checkpoint.architecture.parameterLayout
    return TrialResult(
      name: trial.name, configuration: trial.configuration, datasetSHA256: stored.sha256,
      build: BuildIdentity.current, history: history.entries,
      epoch: failure == nil ? checkpoint.state.epoch : nil, evaluation: evaluation, failure: failure,
      parameterCount: layout.count,
      headParameterCount: layout.entries.filter { $0.name.hasPrefix("head/") }.reduce(0) { $0 + $1.count },
      trainingSamples: checkpoint.split.train.count, validationSamples: checkpoint.split.validation.count,
      testSamples: checkpoint.split.test.count,
      measuredPairs: target.values(in: stored.dataset.responses).count { !$0.isNaN },
      seconds: directory.trainingSeconds, threads: workers.count)
  }
}

/// What kept a trial from its result.
struct TrialError: ReportableError {
  let exitCode: ExitCode
  let description: String

  init(trial: String, _ error: any ReportableError) {
    exitCode = error.exitCode
    description = "trial \(trial): \(error.description)"
  }
}
