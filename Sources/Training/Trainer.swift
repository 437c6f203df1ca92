import DrugResponse
import Foundation
import MPI
import Network
import Support

/// The training loop: synchronous data-parallel mini-batch Adam over all ranks of a communicator.
public final class Trainer {
  let problem: TrainingProblem
  let communicator: Communicator
  let workers: Workers
  let state: TrainingState
  let store: CheckpointStore?
  let observer: any TrainingObserver

  /// Reads the state's own parameters.
  private let model: HybridModel<Float>
  private let exchange: BlockExchange
  private let gradient: DistributedGradient
  private let evaluation: DistributedEvaluation
  /// nil without a validation set.
  private let validation: DistributedEvaluation?
  private let optimiser: AdamStep
  /// nil where nobody needs norms.
  private let norms: GradientNormMeter?
  private var pace = TrainingPace()
  /// What this rank met since the ranks last agreed that none of them failed.
  private var failure: (any Error)?
  /// Whether rank 0 writes a checkpoint before it begins the next step.
  private var followsCheckpoint = false

  /// How a run ended.
  public enum Outcome: Sendable, Equatable {
    case finished
    /// Asked to stop; a checkpoint of the state is on the disk.
    case stopped
  }

  /// Called by all ranks. The state's vectors move to where the ranks of a host share them.
  ///
  /// - Parameters:
  ///   - problem: what is trained on what.
  ///   - state: where training begins; changed by it.
  ///   - communicator: all ranks of the run.
  ///   - host: the ranks with which this one shares memory.
  ///   - workers: this rank's threads.
  ///   - store: where rank 0 writes checkpoints; nil for none at all.
  ///   - observer: told of progress, on every rank.
  /// - Throws: a `CommunicationError` if the ranks cannot talk.
  public init(
    problem: TrainingProblem, state: TrainingState, communicator: Communicator, host: HostGroup,
    workers: Workers, store: CheckpointStore?, observer: any TrainingObserver
  ) throws {
    self.problem = problem
    self.state = state
    self.communicator = communicator
    self.workers = workers
    self.store = store
    self.observer = observer
    exchange = try BlockExchange(
      host, count: state.parameters.count, vectorCount: TrainingState.vectorCount)
    state.move(to: exchange.vectors, copying: exchange.plan.written)
    try exchange.share([])
    model = HybridModel(
      architecture: problem.architecture, inputs: problem.inputs, parameters: state.parameters,
      frozen: problem.configuration.freeze ?? .none)
    gradient = DistributedGradient(
      problem: problem, communicator: communicator, workers: workers, exchange: exchange)
    let workspaces = gradient.shards.map(\.workspace)
    func scoring(of samples: [Int64]) -> DistributedEvaluation {
      DistributedEvaluation(
        problem: problem, samples: samples, communicator: communicator, workers: workers,
        workspaces: workspaces)
    }
    evaluation = scoring(of: problem.split.test)
    validation = problem.split.validation.isEmpty ? nil : scoring(of: problem.split.validation)
    optimiser = AdamStep(problem: problem, workers: workers)
    norms =
      problem.configuration.gradientClipNorm != nil || observer.needsGradientNorms
      ? GradientNormMeter(problem: problem, communicator: communicator, workers: workers) : nil
  }

  /// How the ranks exchange what they computed, as a sentence.
  public var exchangeDescription: String {
    if let obstacle = exchange.obstacle { return "ranks exchange gradients by messages alone: \(obstacle)" }
    let hosts = exchange.plan.layout.hosts.map(\.count)
    return
      "ranks a host, which exchange gradients in shared memory: \(hosts.map(String.init).joined(separator: ", "))"
  }

  /// Trains from the state's epoch and step until the problem is complete, or until `stopRequested` holds on any rank: it is asked at the start, before each step and before an epoch's scoring, and obeyed after these.
  ///
  /// - Parameter stopRequested: gets the time that may pass until the run could next come to a stop.
  /// - Throws: on every rank alike: `DivergenceError`, or what writing a checkpoint met.
  public func run(stopRequested: (_ timeNeeded: Duration) -> Bool) throws -> Outcome {
    let configuration = problem.configuration
    let order = EpochOrder(rows: problem.split.train, seed: configuration.seed)
    if try communicator.allreduceMaximum(stopRequested(.zero) ? 1 : 0) != 0,
      !problem.isComplete(state)
    {
      return .stopped
    }
    while !problem.isComplete(state) {
      let clock = ContinuousClock()
      let start = clock.now
      let computed = gradient.computing
      let firstStep = state.step - state.epoch * problem.stepsPerEpoch
      let rows = order.rows(inEpoch: state.epoch)
      for batch in firstStep..<problem.stepsPerEpoch {
        let isLast = batch == problem.stepsPerEpoch - 1
        let stopRequested = stopRequested(pace.untilNextStop(isBeforeScoring: isLast))
        let stop = try pace.measure(\.step) {
          try step(rows: rows, batch: problem.batches[batch], stopRequested)
        }
        observer.stepFinished(state)
        if stop {
          try completeState()
          save(isBest: false)
          try agree()
          return .stopped
        }
        if configuration.checkpointSteps > 0 && state.step % configuration.checkpointSteps == 0 {
          try completeState()
          save(isBest: false)
        }
      }
      let trained = clock.now
      let stopAsked = stopRequested(pace.untilNextStop(isBeforeScoring: true))
      let (isBest, stop) = try pace.measure(\.scoring) { try finishEpoch(stopAsked) }
      let isLast = problem.isComplete(state)
      let isDue = configuration.checkpointEpochs > 0 && state.epoch % configuration.checkpointEpochs == 0
      let keepsBest = isBest && store?.keepsBest ?? false
      let saves = isDue || isLast || keepsBest || stop
      if saves { try completeState() }
      let end = clock.now
      let times = EpochTimes(
        total: (end - start) / .seconds(1), microShards: (gradient.computing - computed) / .seconds(1),
        evaluation: (end - trained) / .seconds(1))
      communicator.watch.phase = Phase("metrics.csv, which rank 0 writes", step: state.step)
      let epochNorms = norms?.takeEpoch()
      meanwhile {
        if let epochNorms { try observer.gradientNormsMeasured(epochNorms, epoch: state.epoch) }
        try observer.epochFinished(
          state.history, times: times, steps: problem.stepsPerEpoch - firstStep, state: state)
      }
      if saves { save(isBest: keepsBest) }
      if stop && !isLast {
        try agree()
        return .stopped
      }
    }
    try agree()
    return .finished
  }

  /// One mini-batch: its gradient over all ranks, and Adam's step on each rank for the parameters that it owns, as
  /// in ZeRO's first stage (Rajbhandari et al., "ZeRO: memory optimizations toward training trillion parameter
  /// models", SC20). Elements of Adam's step do not depend on each other, so that who makes it changes no bit.
  ///
  /// - Returns: whether any rank was asked to stop.
  private func step(rows: [Int64], batch: MiniBatch, _ stopRequested: Bool) throws -> Bool {
    let number = state.step + 1
    communicator.watch.phase =
      followsCheckpoint
      ? Phase("gradient exchange, before which rank 0 writes a checkpoint", step: number)
      : Phase("gradient exchange", step: number)
    followsCheckpoint = false
    let result = try gradient.compute(
      rows: rows, batch: batch, step: number, model: model, stopRequested: stopRequested, after: failure
    ) { failure in divergence(failure, step: number) }
    let own = exchange.plan.own
    communicator.watch.phase = Phase("gradient norm", step: number)
    let scale = try norms?.measure(gradient.terms, range: own) ?? 1
    optimiser.apply(gradient: gradient.terms, scaledBy: scale, range: own, to: state, step: number)
    communicator.watch.phase = Phase("parameter exchange", step: number)
    try exchange.share([state.parameters])
    model.parametersDidChange()
    state.step = number
    let (sum, overflow) = state.epochErrorSum.addingReportingOverflow(result.errorSum)
    if overflow {
      try communicator.collectively {
        throw divergence(.squaredError(ExactSum.errorValue(result.errorSum)), step: number)
      }
    }
    state.epochErrorSum = sum
    return result.stopRequested
  }

  /// Scores the test set, and the validation set if there is one, and closes the epoch.
  ///
  /// - Returns: whether the epoch is the best so far, and whether any rank was asked to stop.
  private func finishEpoch(_ stopRequested: Bool) throws -> (isBest: Bool, stop: Bool) {
    communicator.watch.phase = Phase("scoring of the test set", step: state.step)
    let (errors, stop) = try evaluation.squaredErrors(model: model, stopRequested: stopRequested) { failure in
      divergence(failure, step: state.step)
    }
    communicator.watch.phase = Phase("scoring of the validation set", step: state.step)
    let validated = try validation?.squaredErrors(model: model, stopRequested: false) { failure in
      divergence(failure, step: state.step)
    }
    let entry = TrainingHistory.Entry(
      epoch: state.epoch + 1,
      trainMSE: ExactSum.errorValue(state.epochErrorSum) / Double(problem.split.train.count),
      testMSE: ExactSum.errorValue(errors) / Double(problem.split.test.count),
      validationMSE: validated.map {
        ExactSum.errorValue($0.errorSum) / Double(problem.split.validation.count)
      })
    state.history.entries.append(entry)
    state.epoch += 1
    state.epochErrorSum = 0
    return (state.history.best == entry, stop)
  }

  /// The error for a failure in the epoch under way.
  private func divergence(_ failure: NumericalFailure, step: Int) -> DivergenceError {
    DivergenceError(
      failure, layout: problem.architecture.parameterLayout, epoch: state.epoch + 1, step: step)
  }

  /// Completes the state on every rank, for a checkpoint.
  private func completeState() throws {
    communicator.watch.phase = Phase("gathering of the state for a checkpoint", step: state.step)
    try exchange.share([state.firstMoment, state.secondMoment])
    followsCheckpoint = true
  }

  /// Writes a checkpoint on rank 0, while the others go on: none of them changes the state before rank 0 has come to the
  /// end of the next step too.
  private func save(isBest: Bool) {
    communicator.watch.phase = Phase("checkpoint, which rank 0 writes", step: state.step)
    guard let store, communicator.isRoot else { return }
    meanwhile {
      let start = ContinuousClock.now
      defer { pace.took(\.checkpoint, ContinuousClock.now - start) }
      if let failure = state.firstNotFinite { throw divergence(failure, step: state.step) }
      try store.save(Checkpoint(problem: problem, state: state), isBest: isBest)
    }
  }

  /// Work of single ranks for which the others do not wait; they learn of its failure when they next agree.
  private func meanwhile(_ body: () throws -> Void) {
    guard failure == nil else { return }
    do { try body() } catch { failure = error }
  }

  /// - Throws: on every rank alike, when any rank met a failure.
  private func agree() throws {
    try communicator.collectively { if let failure { throw failure } }
  }
}

/// What a training loop reports while it runs. Called on every rank; most implementations act on rank 0 only.
public protocol TrainingObserver {
  /// Called after every step, which waits for it: so it must be quick, and allocate nothing.
  func stepFinished(_ state: TrainingState)

  /// - Parameters:
  ///   - history: the last entry is the epoch that ended.
  ///   - times: of the epoch, or of the part of it that this process ran.
  ///   - steps: the optimiser steps made in that time.
  ///   - state: parameters, moments and counters after the epoch.
  /// - Throws: what ends the run on every rank.
  func epochFinished(_ history: TrainingHistory, times: EpochTimes, steps: Int, state: TrainingState) throws

  /// Whether it needs the norms of gradients, which else are measured only where `gradient_clip_norm` asks for it. Asked
  /// once, and to be the same on all ranks.
  var needsGradientNorms: Bool { get }

  /// Gets the norms of the epoch that ended, by group and overall, right before `epochFinished`, where they are measured.
  ///
  /// - Parameters:
  ///   - norms: those of the epoch's steps.
  ///   - epoch: 1 for the first.
  /// - Throws: what ends the run on every rank.
  func gradientNormsMeasured(_ norms: EpochGradientNorms, epoch: Int) throws
}

extension TrainingObserver {
  public var needsGradientNorms: Bool { false }
  public func gradientNormsMeasured(_ norms: EpochGradientNorms, epoch: Int) throws {}
}

extension TrainingObserver {
  public func stepFinished(_ state: TrainingState) {}
}
