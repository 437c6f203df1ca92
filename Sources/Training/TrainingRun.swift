import DrugResponse
import Foundation
import Logging
import MPI
import Network
import Support
import TensorBoard

/// One `hqnn train`: from the request to the trained model and its report, on every rank of a communicator.
public final class TrainingRun {
  /// How the run begins.
  public enum Start: Sendable {
    /// Of a configuration that is valid, the same on all ranks but for where the data set is.
    case new(TrainingConfiguration, output: String)
    /// Go on from the newest valid checkpoint of a run directory; `data` replaces the stored path of the data set, `epochs`
    /// the stored number of epochs.
    case resume(run: String, data: String?, epochs: Int?)
  }

  /// What there is to train, and from where.
  struct Preparation {
    let problem: TrainingProblem
    let state: TrainingState
    let dataset: ResponseDataset
  }

  let communicator: Communicator
  let directory: RunDirectory
  let workers: Workers
  var launch: Launch
  let logOptions: RunLog.Options
  /// Quiet until the run directory is this run's own.
  var log: Logger
  /// Held by rank 0 while the run lasts.
  private var lock: RunLock?

  /// - Parameters:
  ///   - start: a new run, or one that goes on.
  ///   - launch: what the start of the program found out and was told.
  ///   - communicator: all ranks of the run.
  ///   - threads: threads a rank; nil for the cores that the rank may use.
  ///   - log: level and format.
  /// - Throws: on every rank alike: `CollectiveError`; or a `CommunicationError`, after which they cannot agree.
  public static func run(
    _ start: Start, launch: Launch, communicator: Communicator, threads: Int?, log: RunLog.Options
  ) throws -> Trainer.Outcome {
    let directory: RunDirectory
    switch start {
    case .new(_, let output): directory = RunDirectory(output)
    case .resume(let run, _, _): directory = RunDirectory(run)
    }
    let run = try TrainingRun(
      communicator: communicator, directory: directory, threads: threads, launch: launch, log: log)
    defer { Console.standard.clear() }
    do {
      return try run.train(start)
    } catch let error as RankFailure {
      if !error.isReported { run.append(.error, "ended by an error: \(error)") }
      throw error
    } catch {
      run.log.debug("ended by an error: \(error)")
      throw error
    }
  }

  init(
    communicator: Communicator, directory: RunDirectory, threads: Int?, launch: Launch,
    log options: RunLog.Options
  ) throws {
    self.communicator = communicator
    self.directory = directory
    workers = try communicator.collectively { try RankPlacement.workers(threads) }
    self.launch = launch
    logOptions = options
    log = Logger(label: "hqnn") { _ in SwiftLogNoOpLogHandler() }
  }

  private func train(_ start: Start) throws -> Trainer.Outcome {
    communicator.watch.phase = Phase("the start of the run")
    let preparation =
      switch start {
      case .new(let configuration, _): try begin(configuration)
      case .resume(_, let data, let epochs): try goOn(data: data, epochs: epochs)
      }
    let (problem, state) = (preparation.problem, preparation.state)
    let configuration = problem.configuration
    describe(problem, preparation.dataset)
    if problem.isComplete(state) {
      log.info("the run is complete: \(state.epoch) of \(configuration.epochs) epochs")
    }
    let store = CheckpointStore(
      directory: directory.checkpoints, keep: configuration.keepCheckpoints,
      keepsBest: launch.keepsBestByTest || !problem.split.validation.isEmpty)
    let writesEvents = launch.writesEvents || communicator.isRoot && EventFile.exist(in: directory.events)
    let needsNorms = try communicator.broadcast([writesEvents ? 1 : 0]) == [1]
    let observer = RunObserver(
      communicator: communicator, problem: problem, log: log,
      progress: showsProgress ? ProgressLine(problem: problem, console: .standard) : nil,
      table: MetricsTable(
        path: directory.metrics, schedule: configuration.schedule, stepsPerEpoch: problem.stepsPerEpoch,
        validates: !problem.split.validation.isEmpty),
      needsGradientNorms: needsNorms)
    try onRoot {
      try observer.writeTable(state.history)
      // A complete run has nothing to add to files that it has.
      if writesEvents, !problem.isComplete(state) || !EventFile.exist(in: directory.events) {
        observer.events = try RunEvents(
          directory: directory.events, host: launch.ranks.host.hostName, problem: problem, state: state)
      }
    }
    let trainer = try Trainer(
      problem: problem, state: state, communicator: communicator, host: launch.ranks.host, workers: workers,
      store: store, observer: observer)
    launch.clock.lap("buffers")
    log.debug("ready for the first step after \(launch.clock.summary)")
    log.debug("\(trainer.exchangeDescription)")
    // Rank 0's clock counts for all.
    var isTimeUp = false
    let outcome = try trainer.run { timeNeeded in
      isTimeUp = isTimeUp || communicator.isRoot && launch.timeLimit.isUp(for: timeNeeded)
      return isTimeUp || StopSignal.isReceived
    }
    switch outcome {
    case .stopped:
      log.info(
        """
        stopped \(isTimeUp ? "as --max-hours is over" : "on a signal") at step \(state.step); \
        go on with --resume \(directory.path)
        """)
    case .finished:
      if let end = problem.earlyEnd(after: state.history) { log.info("\(end)") }
      communicator.watch.phase = Phase("report, which rank 0 writes", step: state.step)
      try onRoot { try writeReport(preparation) }
    }
    return outcome
  }

  /// Takes possession of the run directory: from here on it is locked, free of leftovers, and logged to.
  func open(creating: Bool) throws {
    let rankLog = launch.rankLogs.map {
      RankLog(directory: $0, rank: communicator.rank, host: launch.ranks.host.hostName)
    }
    try communicator.collectively { try rankLog?.prepare() }
    log = try communicator.collectively {
      if communicator.isRoot {
        if creating { try directory.create() }
        lock = try RunLock(directory.path)
        // Another run may have begun between the first look and the lock.
        if creating { try directory.requireUnused() }
        directory.removeLeftovers()
      }
      return try RunLog.make(
        RunLog.Origin(communicator), logOptions, writesToConsole: communicator.isRoot,
        files: (communicator.isRoot ? [directory.log] : []) + (rankLog.map { [$0.path] } ?? []))
    }
    communicator.watch.report = { [weak self] in self?.report($0) }
    introduce()
  }

  /// Whether a person watches: informative lines go to a terminal, and are for people.
  private var showsProgress: Bool {
    communicator.isRoot && logOptions.format == .text && logOptions.level <= .info
      && Console.standard.isInteractive
  }

  /// Runs `body` on rank 0; every rank throws what it throws.
  func onRoot(_ body: () throws -> Void) throws {
    try communicator.collectively { if communicator.isRoot { try body() } }
  }

  func describe(_ problem: TrainingProblem, _ dataset: ResponseDataset) {
    let configuration = problem.configuration
    let shards = problem.batches[0].microShardCount
    log.info(
      """
      \(problem.architecture.summary)
      split \(configuration.splitSummary); the test set measures: \(problem.overlap.measured)
      \(problem.split.summary)\
      \(problem.withoutTargetRemark); \
      \(count(problem.stepsPerEpoch, "step")) an epoch of \(configuration.batchSize) samples in \
      \(count(shards, "micro-shard"))
      """)
    if configuration.splitName == nil, configuration.splitBy == .tissue,
      let leftOut = dataset.leftOutOfTissues
    {
      log.info("\(leftOut)")
    }
    if communicator.size > shards {
      log.info(
        """
        \(communicator.size - shards) of \(communicator.size) ranks stay idle in each step: a mini-batch has \
        \(count(shards, "micro-shard"))
        """)
    }
  }

  func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

  /// What the report says of the test set.
  func evaluation(_ preparation: Preparation) throws -> Evaluation {
    let (problem, state) = (preparation.problem, preparation.state)
    let scorer = Scorer(
      architecture: problem.architecture, inputs: problem.inputs, parameters: state.parameters,
      workers: workers)
    let scored = try ScoredPairs(
      scorer: scorer, dataset: preparation.dataset, target: problem.configuration.normalisedTarget(),
      split: problem.split, part: .test)
    return Evaluation(scored, responses: preparation.dataset.responses)
  }

  private func writeReport(_ preparation: Preparation) throws {
    let evaluation = try evaluation(preparation)
    let report = RunReport(
      problem: preparation.problem, history: preparation.state.history, evaluation: evaluation,
      bestCheckpoint: CheckpointStore.bestName)
    try DurableFile.write(try report.markdown, to: directory.report)
    log.info("\(evaluation.table)")
    log.info("report: \(directory.report)")
  }
}
