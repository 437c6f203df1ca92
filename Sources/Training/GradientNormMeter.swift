import MPI
import Network
import Support

/// Measures the norm of each step's gradient, of which every rank has the part that it owns, and says how to clip it.
///
/// Beyond a pass over the rank's own sums it costs a sum of a few integers over all ranks.
final class GradientNormMeter {
  private let communicator: Communicator
  private let squares: GradientSquares
  /// The norm that gradients are scaled down to; nil for none.
  private let limit: Double?
  /// [groups + 1] the last step's norms, that of all parameters last, and the sums over the epoch's steps.
  private let last, total: AlignedBuffer<Double>
  private var steps = 0
  private var clippedSteps = 0

  init(problem: TrainingProblem, communicator: Communicator, workers: Workers) {
    self.communicator = communicator
    squares = GradientSquares(layout: problem.architecture.parameterLayout, workers: workers)
    limit = problem.configuration.gradientClipNorm
    last = AlignedBuffer(count: squares.groups.count + 1)
    total = AlignedBuffer(count: last.count)
  }

  /// Takes in the gradient of a step; called by all ranks.
  ///
  /// - Parameters:
  ///   - terms: vectors over `range` whose sum is the gradient, in units of 1 / `ExactSum.scale`.
  ///   - range: the parameters that this rank owns.
  /// - Returns: what the gradient is to be multiplied by, as in PyTorch's `clip_grad_norm_`: 1 where it is short enough, or
  ///   where nothing is clipped.
  func measure(_ terms: UnsafeBufferPointer<UnsafePointer<Int64>>, range: Range<Int>) throws -> Float {
    squares.compute(terms, range: range)
    try communicator.allreduceSum(squares.sums.buffer)
    for index in 0..<last.count {
      last[index] = squares.norm(index)
      total[index] += last[index]
    }
    steps += 1
    guard let limit else { return 1 }
    let scale = Float(min(1, limit / (last[last.count - 1] + 1e-6)))
    if scale < 1 { clippedSteps += 1 }
    return scale
  }

  /// What was measured since the last call; nil if nothing was.
  func takeEpoch() -> EpochGradientNorms? {
    guard steps > 0 else { return nil }
    defer {
      (steps, clippedSteps) = (0, 0)
      total.buffer.update(repeating: 0)
    }
    func norm(_ index: Int) -> EpochGradientNorms.Norm {
      .init(lastStep: last[index], mean: total[index] / Double(steps))
    }
    return EpochGradientNorms(
      groups: squares.groups.indices.map { .init(squares.groups[$0].group, norm($0)) },
      overall: norm(squares.groups.count), steps: steps, clippedSteps: clippedSteps)
  }
}
