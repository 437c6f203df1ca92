import Foundation
import HDF5
import MPI
import Support

extension TrainingRun {
  /// Does what a new run would do, up to two steps, one scoring, one checkpoint in memory and the evaluation
  /// for the report, and measures it. Nothing is written.
  ///
  /// - Parameters:
  ///   - configuration: of the run, validated.
  ///   - output: where the run would be, which then must be free; nil where that is not to be asked.
  ///   - launch: what the start of the program found out and was told.
  ///   - communicator: all ranks of the run.
  ///   - threads: a rank; nil for the cores that the rank may use.
  ///   - log: level and format.
  /// - Returns: on rank 0 what the run would take; nil on the others, and where it was stopped by a signal.
  /// - Throws: what the run would throw.
  public static func dryRun(
    _ configuration: TrainingConfiguration, output: String?, launch: Launch, communicator: Communicator,
    threads: Int?, log: RunLog.Options
  ) throws -> (outcome: Trainer.Outcome, estimate: RunEstimate?) {
    let run = try TrainingRun(
      communicator: communicator, directory: RunDirectory(output ?? ""), threads: threads, launch: launch,
      log: log)
    run.log = try communicator.collectively {
      try RunLog.make(RunLog.Origin(communicator), log, writesToConsole: communicator.isRoot)
    }
    communicator.watch.report = { [weak run] in run?.reportOnConsole($0) }
    communicator.watch.phase = Phase("the start of the dry run")
    if output != nil { try run.onRoot { try run.directory.requireUnused() } }
    run.introduce()
    let (preparation, source) = try run.prepare(configuration)
    run.introduce(source, for: preparation.problem)
    run.describe(preparation.problem, preparation.dataset)
    return try run.measure(preparation)
  }

  private func measure(
    _ preparation: Preparation
  ) throws -> (outcome: Trainer.Outcome, estimate: RunEstimate?) {
    let (problem, state) = (preparation.problem, preparation.state)
    let observer = StepClock()
    let trainer = try Trainer(
      problem: try problem.shortened(), state: state, communicator: communicator, host: launch.ranks.host,
      workers: workers, store: nil, observer: observer)
    let start = (ContinuousClock.now - launch.clock.begin) / .seconds(1)
    let outcome = try trainer.run { _ in
      observer.begin = .now
      return StopSignal.isReceived
    }
    if outcome == .stopped { log.info("stopped on a signal") }
    communicator.watch.phase = Phase("a checkpoint in memory and the evaluation, which rank 0 makes")
    var checkpoint = (bytes: 0, seconds: 0.0)
    var reportSeconds = 0.0
    try onRoot {
      if outcome == .stopped { return }
      // As a run has it until its end.
      let kept = ImageMemory()
      let begin = ContinuousClock.now
      checkpoint.bytes = try Checkpoint(problem: problem, state: state).rehearse(memory: kept)
      let written = ContinuousClock.now
      checkpoint.seconds = (written - begin) / .seconds(1)
      // More memory may be needed here than in training.
      _ = try withExtendedLifetime(kept) { try evaluation(preparation) }
      reportSeconds = (ContinuousClock.now - written) / .seconds(1)
    }
    let memory = try PeakMemory(communicator, launch.ranks)
    guard let memory, outcome == .finished else { return (outcome, nil) }
    return (
      outcome,
      RunEstimate(
        problem: problem, rankCount: communicator.size, memory: memory, startSeconds: start,
        stepSeconds: observer.step, scoringSeconds: observer.scoring, checkpoint: checkpoint,
        reportSeconds: reportSeconds,
        limit: launch.timeLimit.seconds)
    )
  }
}

/// Takes the times of the parts of a run.
private final class StepClock: TrainingObserver {
  /// When the step began that is being made.
  var begin = ContinuousClock.now
  /// Seconds of the last step, and of the last scoring.
  private(set) var step = 0.0
  private(set) var scoring = 0.0

  func stepFinished(_ state: TrainingState) { step = (ContinuousClock.now - begin) / .seconds(1) }

  func epochFinished(_ history: TrainingHistory, times: EpochTimes, steps: Int, state: TrainingState) {
    scoring = times.evaluation
  }
}
