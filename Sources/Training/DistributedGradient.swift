import DrugResponse
import MPI
import Network
import Support

/// The gradient of a whole mini-batch, summed exactly over the workers of all ranks.
///
/// Micro-shards are dealt out to ranks, and by a rank to its workers; each is computed in the same way wherever it
/// lands, and the sums are integers: parameters and metrics come out the same, bit for bit, on any number of either.
final class DistributedGradient {
  private let communicator: Communicator
  private let workers: Workers
  let shards: [MicroShardGradient]
  /// The gradient's fixed-point sums, then the scalars of `Slot`.
  private let sums: AlignedBuffer<Int64>
  private let parameterCount: Int

  private enum Slot: Int, CaseIterable { case squaredErrors, stopRequests, failures }

  init(problem: TrainingProblem, communicator: Communicator, workers: Workers) {
    self.communicator = communicator
    self.workers = workers
    let count = problem.architecture.parameterLayout.count
    parameterCount = count
    shards = (0..<workers.count).map { _ in MicroShardGradient(problem: problem, parameterCount: count) }
    sums = AlignedBuffer(count: count + Slot.allCases.count)
  }

  /// What a mini-batch gave, the same on every rank.
  struct Result {
    /// The sum of squared errors in units of 1 / `ExactSum.errorScale`.
    let errorSum: Int64
    /// Whether any rank was asked to stop.
    let stopRequested: Bool
  }

  /// [P] the gradient of the last mini-batch in units of 1 / `ExactSum.scale`.
  var fixedPointGradient: UnsafePointer<Int64> { UnsafePointer(sums.pointer) }

  /// The sum over a mini-batch: positions in `rows`.
  ///
  /// - Throws: on every rank alike, when any rank met a failure: that of the lowest of them.
  func compute(
    rows: [Int64], batch: MiniBatch, model: HybridModel<Float>, stopRequested: Bool,
    describe: (NumericalFailure) -> DivergenceError
  ) throws -> Result {
    let size = batch.samples.count
    let terms = batch.microShardCount
    for shard in shards { shard.reset() }
    let mine = Array(
      ShardAssignment.roundRobin.shards(ofRank: communicator.rank, of: communicator.size, count: terms))
    let inner = workers.share(amongPieces: mine.count)
    let shards = shards
    workers.perform(pieces: mine.count) { piece, worker in
      shards[worker].add(
        rows: rows[batch.microShard(mine[piece])], batchSize: size, terms: terms, model: model, workers: inner
      )
    }
    gather(stopRequested: stopRequested)
    try communicator.allreduceSum(sums.buffer)
    try agreeOnFailure(describe)
    return Result(errorSum: self[.squaredErrors], stopRequested: self[.stopRequests] > 0)
  }

  private func gather(stopRequested: Bool) {
    let sums = sums
    let shards = shards
    let count = parameterCount
    let block = 1 << 15
    workers.perform(pieces: (count + block - 1) / block) { piece, _ in
      let range = piece * block..<min(count, (piece + 1) * block)
      for index in range { sums.pointer[index] = shards[0].gradientSum.pointer[index] }
      for shard in shards.dropFirst() {
        let terms = shard.gradientSum.pointer
        for index in range { sums.pointer[index] &+= terms[index] }
      }
    }
    self[.squaredErrors] = shards.reduce(0) { $0 &+ $1.errorSum }
    self[.stopRequests] = stopRequested ? 1 : 0
    self[.failures] = shards.contains { $0.failure != nil } ? 1 : 0
  }

  private func agreeOnFailure(_ describe: (NumericalFailure) -> DivergenceError) throws {
    guard self[.failures] > 0 else { return }
    try communicator.collectively {
      if let failure = shards.lazy.compactMap(\.failure).first { throw describe(failure) }
    }
  }

  private subscript(slot: Slot) -> Int64 {
    get { sums[parameterCount + slot.rawValue] }
    set { sums[parameterCount + slot.rawValue] = newValue }
  }
}
