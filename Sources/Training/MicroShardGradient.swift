import Network
import Support

/// One worker's place to compute micro-shards: the model's workspace, the staged samples, and the fixed-point sum of
/// the gradients of all micro-shards that it has computed since the last reset.
final class MicroShardGradient: @unchecked Sendable {
  private let problem: TrainingProblem
  let workspace: HybridModel<Float>.Workspace
  private let drugs: AlignedBuffer<Int32>
  private let cellLines: AlignedBuffer<Int32>
  private let targets: AlignedBuffer<Float>
  private let predictions: AlignedBuffer<Float>
  private let gradient: AlignedBuffer<Float>
  private let dropout: Dropout?
  /// [capacity, 256] what drops out of each sample; empty where nothing does.
  private let mask: AlignedBuffer<Float>

  /// [P] in units of 1 / `ExactSum.scale`; means nothing while `isEmpty`.
  let gradientSum: AlignedBuffer<Int64>
  /// In units of 1 / `ExactSum.errorScale`.
  private(set) var errorSum: Int64 = 0
  /// The first failure since the last reset; the sums are of no use after one.
  private(set) var failure: NumericalFailure?
  /// Whether nothing has been added since the last reset.
  private(set) var isEmpty = true

  /// - Parameter gradientSum: [P] where the sum is to be.
  init(problem: TrainingProblem, gradientSum: AlignedBuffer<Int64>) {
    self.problem = problem
    // A micro-shard can be no larger than the mini-batch that it is cut from.
    let capacity = min(problem.configuration.microShardSize, problem.configuration.batchSize)
    workspace = HybridModel<Float>.Workspace(
      architecture: problem.architecture, inputs: problem.inputs, capacity: capacity)
    drugs = AlignedBuffer(count: capacity)
    cellLines = AlignedBuffer(count: capacity)
    targets = AlignedBuffer(count: capacity)
    predictions = AlignedBuffer(count: capacity)
    gradient = AlignedBuffer(count: gradientSum.count)
    dropout = problem.configuration.jointDropout
    mask = AlignedBuffer(count: dropout == nil ? 0 : capacity * ModelArchitecture.jointCount)
    self.gradientSum = gradientSum
  }

  func reset() {
    isEmpty = true
    errorSum = 0
    failure = nil
  }

  /// Adds the gradient of `sum of squared errors / batchSize` over the micro-shard, and its squared errors.
  ///
  /// - Parameters:
  ///   - step: the optimiser step, 1 for the first.
  ///   - terms: the number of micro-shards that the whole mini-batch has, over all ranks.
  func add(
    rows: ArraySlice<Int64>, step: Int, batchSize: Int, terms: Int, model: HybridModel<Float>,
    workers: Workers
  ) {
    guard failure == nil else { return }
    stage(rows, step)
    model.lossGradient(
      drugs: drugs.pointer, cellLines: cellLines.pointer, targets: targets.pointer,
      mask: dropout == nil ? nil : UnsafePointer(mask.pointer), count: rows.count,
      lossScale: 1 / Float(batchSize), gradient: gradient.pointer, predictions: predictions.pointer,
      workspace: workspace, workers: workers)
    let refusal = ExactSum.add(
      gradient.pointer, count: gradient.count, to: gradientSum.pointer, limit: ExactSum.limit(terms: terms),
      isFirst: isEmpty)
    isEmpty = false
    if let refusal {
      failure = .gradient(index: refusal.index, value: refusal.value)
    } else {
      addErrors(rows.count, terms: terms)
    }
  }

  private func stage(_ rows: ArraySlice<Int64>, _ step: Int) {
    for (slot, row) in rows.enumerated() {
      drugs[slot] = problem.drugs[Int(row)]
      cellLines[slot] = problem.cellLines[Int(row)]
      targets[slot] = problem.targets[Int(row)]
      dropout?.makeMask(step: step, row: row, into: mask.pointer + slot * ModelArchitecture.jointCount)
    }
  }

  private func addErrors(_ count: Int, terms: Int) {
    var sum = 0.0
    for slot in 0..<count {
      let error = Double(predictions[slot]) - Double(targets[slot])
      sum += error * error
    }
    if let fixed = ExactSum.fixedPointError(sum, terms: terms) {
      errorSum += fixed
    } else {
      failure = .squaredError(sum)
    }
  }
}

/// A number that left the range in which training makes sense.
package enum NumericalFailure: Equatable {
  case gradient(index: Int, value: Float)
  case squaredError(Double)
  case parameter(index: Int, value: Float)
}

/// Training has diverged (exit code 1): names the parameter, the epoch and the step.
public struct DivergenceError: ReportableError, Hashable {
  public let exitCode = ExitCode.failure
  public let description: String

  init(_ failure: NumericalFailure, layout: ParameterLayout, epoch: Int, step: Int) {
    let remedy =
      step <= 1
      ? "look at the initial values and the learning rate"
      : "the newest checkpoint is from before; try a lower learning rate"
    switch failure {
    case .gradient(let index, let value):
      let entry = layout.entry(containing: index)
      let what = value.isFinite ? "is \(value), too large for the exact sum" : "is \(value)"
      description =
        "the gradient of \(entry.name)[\(index - entry.offset)] \(what) at epoch \(epoch), step \(step); \(remedy)"
    case .parameter(let index, let value):
      let entry = layout.entry(containing: index)
      description =
        "the parameter \(entry.name)[\(index - entry.offset)] or a moment of it is \(value) at epoch \(epoch), step \(step); \(remedy)"
    case .squaredError(let value):
      description =
        "a micro-shard's sum of squared errors is \(value) at epoch \(epoch), step \(step); \(remedy)"
    }
  }
}
