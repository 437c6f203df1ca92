import Network
import Support

/// Adam with decoupled weight decay over the exact gradient sum, cut into blocks that the workers share: each block is turned from fixed point
/// into floating point and used while it is in the cache.
struct AdamStep {
  private static let block = 1 << 12

  private let adam: Adam
  private let decay: WeightDecay
  private let schedule: LearningRateSchedule
  private let groupRates: GroupLearningRates
  private let stepsPerEpoch: Int
  private let workers: Workers
  /// One block a worker.
  private let gradients: [AlignedBuffer<Float>]

  init(problem: TrainingProblem, workers: Workers) {
    let configuration = problem.configuration
    decay = WeightDecay(
      rate: configuration.weightDecay, layout: problem.architecture.parameterLayout,
      frozen: configuration.freeze ?? .none)
    schedule = configuration.schedule
    groupRates = GroupLearningRates(configuration, problem.architecture.parameterLayout)
    stepsPerEpoch = problem.stepsPerEpoch
    adam = Adam(
      learningRate: configuration.learningRate, beta1: configuration.adamBeta1,
      beta2: configuration.adamBeta2,
      epsilon: configuration.adamEpsilon)
    self.workers = workers
    gradients = (0..<workers.count).map { _ in AlignedBuffer(count: Self.block) }
  }

  /// Updates the parameters in `range`, and their moments.
  ///
  /// - Parameters:
  ///   - gradient: vectors over `range` whose sum is the gradient, in units of 1 / `ExactSum.scale`.
  ///   - scale: what the gradient is multiplied by first.
  ///   - step: 1 for the first.
  func apply(
    gradient terms: UnsafeBufferPointer<UnsafePointer<Int64>>, scaledBy scale: Float, range: Range<Int>,
    to state: TrainingState, step: Int
  ) {
    let block = Self.block
    let gradients = gradients
    let (decay, groupRates, adam) = (decay, groupRates, adam)
    let rate = schedule.rate(step: step, stepsPerEpoch: stepsPerEpoch)
    nonisolated(unsafe) let terms = terms
    nonisolated(unsafe) let state = state
    workers.perform(pieces: (range.count + block - 1) / block) { piece, worker in
      let first = piece * block
      let length = min(block, range.count - first)
      let start = range.lowerBound + first
      let gradient = gradients[worker].pointer
      ExactSum.values(terms, range: first..<first + length, into: gradient)
      if scale != 1 { for index in 0..<length { gradient[index] *= scale } }
      groupRates.forEach(in: start..<start + length) { part, factor in
        var adam = adam
        adam.learningRate = rate * factor
        decay.apply(to: state.parameters.pointer, in: part, learningRate: adam.learningRate)
        let place = part.lowerBound
        adam.step(
          number: Int64(step), range: 0..<part.count, parameters: state.parameters.pointer + place,
          gradient: gradient + place - start, firstMoment: state.firstMoment.pointer + place,
          secondMoment: state.secondMoment.pointer + place)
      }
    }
  }
}
