import DrugResponse
import Network
import TensorBoard

/// The run in TensorBoard's event files: the numbers of metrics.csv, what the quantum head has learned, and the
/// configuration.
struct RunEvents {
  private let file: EventFile
  private let problem: TrainingProblem

  /// Begins a file, which takes the place of all that earlier ones of this run hold of steps that are made once more.
  ///
  /// A run that had none before gets one from its beginning, as far as its history goes.
  /// - Throws: `FileError` (73, 74).
  init(directory: String, host: String, problem: TrainingProblem, state: TrainingState) throws {
    self.problem = problem
    let isFirst = !EventFile.exist(in: directory)
    let step = isFirst ? 0 : state.step + 1
    file = try EventFile(directory: directory, host: host, from: step)
    // Indented, Markdown shows it as it is.
    let lines = try problem.configuration.yaml().split(separator: "\n").map { "    \($0)" }
    try file.append(.summary([("configuration", .text(lines.joined(separator: "\n")))]), step: step)
    guard isFirst else { return }
    if state.step == 0 { try file.append(.summary(headValues(state)), step: 0) }
    for (entry, best) in zip(state.history.entries, state.history.smallestTestMSEs) {
      try file.append(.summary(values(entry, best)), step: entry.epoch * problem.stepsPerEpoch)
    }
  }

  /// Adds an epoch, in one record.
  func epochFinished(
    _ history: TrainingHistory, seconds: Double, samplesPerSecond: Double, norms: EpochGradientNorms?,
    state: TrainingState
  ) throws {
    guard let entry = history.entries.last, let best = history.smallestTestMSEs.last else { return }
    let speed: Values = [
      ("speed/epoch_seconds", .scalar(Float(seconds))),
      ("speed/samples_per_second", .scalar(Float(samplesPerSecond))),
    ]
    try file.append(
      .summary(values(entry, best) + speed + values(norms) + headValues(state)), step: state.step)
  }

  private typealias Values = [(tag: String, value: Event.Value)]

  /// What an epoch came to.
  ///
  /// - Parameter best: the smallest test MSE up to it.
  private func values(_ entry: TrainingHistory.Entry, _ best: Double) -> Values {
    let rate = problem.configuration.schedule.rate(
      step: entry.epoch * problem.stepsPerEpoch, stepsPerEpoch: problem.stepsPerEpoch)
    let losses: [(String, Double?)] = [
      ("loss/train", entry.trainMSE), ("loss/test", entry.testMSE), ("loss/validation", entry.validationMSE),
      ("loss/best_test", best), ("learning_rate", rate),
    ]
    return losses.compactMap { tag, value in value.map { (tag, .scalar(Float($0))) } } + groupRates(rate)
  }

  /// The learning rates of the groups, where they are not all the schedule's.
  private func groupRates(_ rate: Double) -> Values {
    let groups = problem.architecture.parameterLayout.groups.map {
      ($0.group, problem.configuration.learningRateFactor(of: $0.group))
    }
    guard groups.contains(where: { $0.1 != 1 }) else { return [] }
    return groups.map { ("learning_rate/\($0.rawValue)", .scalar(Float(rate * $1))) }
  }

  /// The means over the epoch's steps.
  private func values(_ norms: EpochGradientNorms?) -> Values {
    guard let norms else { return [] }
    let groups = norms.groups.map { ($0.group.rawValue, $0.norm) } + [("all", norms.overall)]
    return groups.map { ("gradient_norm/\($0)", .scalar(Float($1.mean))) }
  }

  /// The circuit's angles, and what makes a prediction of its expectation; nothing for another head.
  private func headValues(_ state: TrainingState) -> Values {
    guard
      let head = QuantumHeadParameters(
        problem.architecture, parameters: UnsafeBufferPointer(state.parameters.buffer))
    else { return [] }
    // A whole turn changes a state's sign alone, which nothing measures.
    let turn = 2 * Double.pi
    let angles = head.weights.map { $0 - turn * ($0 / turn).rounded(.down) }
    let encoding: Values =
      head.encoding == .trainableScale
      ? [("circuit/encoding_scale", .scalar(Float(head.encodingParameters[0])))] : []
    return encoding + [
      ("circuit/angles", .histogram(Histogram(angles, from: 0, to: turn, intervalCount: 32))),
      ("circuit/scale", .scalar(Float(head.scale))), ("circuit/offset", .scalar(Float(head.offset))),
    ]
  }
}
