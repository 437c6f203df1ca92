import Network
import Support

/// Sums of squares of a gradient's elements, by parameter group and in all, over a range of the parameters.
///
/// They are exact (`ExactSum.addSquares`): sums over ranges add up to those over all parameters, wherever these, blocks and
/// workers cut. Integers all, to be added over ranks.
package final class GradientSquares {
  private static let block = 1 << 12
  private static let digits = ExactSum.squareDigitCount

  package let groups: [(group: ParameterGroup, range: Range<Int>)]
  private let workers: Workers
  /// One block a worker.
  private let values: [AlignedBuffer<Float>]
  /// [workers, groups, digits]
  private let partial: AlignedBuffer<Int64>
  /// [groups + 1, digits] by group, and of all parameters behind them.
  package let sums: AlignedBuffer<Int64>

  package init(layout: ParameterLayout, workers: Workers) {
    groups = layout.groups
    self.workers = workers
    values = (0..<workers.count).map { _ in AlignedBuffer(count: Self.block) }
    partial = AlignedBuffer(count: workers.count * groups.count * Self.digits)
    sums = AlignedBuffer(count: (groups.count + 1) * Self.digits)
  }

  /// Computes `sums` anew.
  ///
  /// - Parameters:
  ///   - terms: vectors over `range` whose sum is the gradient, in units of 1 / `ExactSum.scale`.
  ///   - range: of the flat buffer.
  package func compute(_ terms: UnsafeBufferPointer<UnsafePointer<Int64>>, range: Range<Int>) {
    partial.buffer.update(repeating: 0)
    let block = Self.block
    let (groups, values, partial) = (groups, values, partial)
    nonisolated(unsafe) let terms = terms
    workers.perform(pieces: (range.count + block - 1) / block) { piece, worker in
      let first = piece * block
      let length = min(block, range.count - first)
      let elements = range.lowerBound + first..<range.lowerBound + first + length
      let gradient = values[worker].pointer
      ExactSum.values(terms, range: first..<first + length, into: gradient)
      for index in 0..<groups.count where groups[index].range.overlaps(elements) {
        let part = groups[index].range.clamped(to: elements)
        ExactSum.addSquares(
          of: gradient + part.lowerBound - elements.lowerBound, count: part.count,
          to: partial.pointer + (worker * groups.count + index) * Self.digits)
      }
    }
    addUp()
  }

  private func addUp() {
    sums.buffer.update(repeating: 0)
    let length = groups.count * Self.digits
    for index in 0..<partial.count {
      sums[index % length] += partial[index]
      sums[length + index % Self.digits] += partial[index]
    }
  }

  /// The 2-norm of a group by its place in `groups`, or of all parameters for `groups.count`, as `sums` has it.
  package func norm(_ index: Int) -> Double { ExactSum.norm(sums.pointer + index * Self.digits) }
}
