import DrugResponse
import MPI
import Network
import Support

/// The gradient of a whole mini-batch, summed exactly over the workers of all ranks; each rank gets the part of the
/// parameters that it owns.
///
/// Micro-shards are dealt out to ranks, and by a rank to its workers; each is computed in the same way wherever it
/// lands, and the sums are integers: parameters and metrics come out the same, bit for bit, on any number of either.
final class DistributedGradient {
  private let communicator: Communicator
  private let workers: Workers
  private let blocks: BlockExchange
  let shards: [MicroShardGradient]
  /// The micro-shards of this rank.
  private let mine: AlignedBuffer<Int>
  /// Sums of the other ranks over the parameters that this rank owns, see `BlockExchange.collect`.
  private let collected: AlignedBuffer<Int64>
  private let scalars = AlignedBuffer<Int64>(count: Slot.allCases.count)
  private let termPointers: AlignedBuffer<UnsafePointer<Int64>>
  private var termCount = 0
  /// How long this rank's own micro-shards have taken so far.
  private(set) var computing = Duration.zero

  private enum Slot: Int, CaseIterable { case squaredErrors, stopRequests, failures }

  /// - Parameter blocks: who owns which of the parameters.
  init(problem: TrainingProblem, communicator: Communicator, workers: Workers, blocks: BlockExchange) {
    self.communicator = communicator
    self.workers = workers
    self.blocks = blocks
    shards = (0..<workers.count).map { _ in MicroShardGradient(problem: problem, parameterCount: blocks.count)
    }
    mine = AlignedBuffer(count: problem.batches[0].microShardCount)
    collected = AlignedBuffer(count: blocks.collectedCount)
    termPointers = AlignedBuffer(count: workers.count + communicator.size - 1)
  }

  /// What a mini-batch gave, the same on every rank.
  struct Result {
    /// The sum of squared errors in units of 1 / `ExactSum.errorScale`.
    let errorSum: Int64
    /// Whether any rank was asked to stop.
    let stopRequested: Bool
  }

  /// Vectors over this rank's own parameters whose sum is the last mini-batch's gradient, in units of
  /// 1 / `ExactSum.scale`: left to be added up where the sum is used.
  var terms: UnsafeBufferPointer<UnsafePointer<Int64>> {
    UnsafeBufferPointer(start: termPointers.pointer, count: termCount)
  }

  /// Computes the gradient over a mini-batch: positions in `rows`.
  ///
  /// - Throws: on every rank alike, when any rank met a failure: that of the lowest of them.
  func compute(
    rows: [Int64], batch: MiniBatch, model: HybridModel<Float>, stopRequested: Bool,
    describe: (NumericalFailure) -> DivergenceError
  ) throws -> Result {
    addMicroShards(rows: rows, batch: batch, model: model)
    try agreeOnScalars(stopRequested: stopRequested, describe)
    if communicator.size > 1 {
      mergeWorkers()
      try blocks.collect(shards[0].gradientSum.pointer, into: collected.pointer)
    }
    gatherTerms()
    return Result(errorSum: self[.squaredErrors], stopRequested: self[.stopRequests] > 0)
  }

  private func addMicroShards(rows: [Int64], batch: MiniBatch, model: HybridModel<Float>) {
    let begin = ContinuousClock.now
    defer { computing += ContinuousClock.now - begin }
    let size = batch.samples.count
    let terms = batch.microShardCount
    var count = 0
    for shard in ShardAssignment.roundRobin.shards(
      ofRank: communicator.rank, of: communicator.size, count: terms)
    {
      mine[count] = shard
      count += 1
    }
    for shard in shards { shard.reset() }
    let inner = workers.share(amongPieces: count)
    let (shards, mine) = (shards, mine)
    workers.perform(pieces: count) { piece, worker in
      shards[worker].add(
        rows: rows[batch.microShard(mine[piece])], batchSize: size, terms: terms, model: model, workers: inner
      )
    }
  }

  /// Sums the scalars over all ranks. They go first, so that no rank takes part in a sum that another one's failure
  /// has left without meaning.
  private func agreeOnScalars(
    stopRequested: Bool, _ describe: (NumericalFailure) -> DivergenceError
  ) throws {
    self[.squaredErrors] = shards.reduce(0) { $0 &+ $1.errorSum }
    self[.stopRequests] = stopRequested ? 1 : 0
    self[.failures] = shards.contains { $0.failure != nil } ? 1 : 0
    try communicator.allreduceSum(scalars.buffer)
    guard self[.failures] > 0 else { return }
    try communicator.collectively {
      if let failure = shards.lazy.compactMap(\.failure).first { throw describe(failure) }
    }
  }

  /// Adds the other workers' sums to the first one's, over the parameters that other ranks own.
  private func mergeWorkers() {
    if shards[0].isEmpty { shards[0].clear() }
    mergeWorkers(0..<blocks.own.lowerBound)
    mergeWorkers(blocks.own.upperBound..<blocks.count)
  }

  private func mergeWorkers(_ range: Range<Int>) {
    let shards = shards
    let block = 1 << 14
    workers.perform(pieces: (range.count + block - 1) / block) { piece, _ in
      let start = range.lowerBound + piece * block
      let length = min(block, range.upperBound - start)
      let sums = shards[0].gradientSum.pointer + start
      for shard in shards.dropFirst() where !shard.isEmpty {
        let terms = shard.gradientSum.pointer + start
        for index in 0..<length { sums[index] &+= terms[index] }
      }
    }
  }

  private func gatherTerms() {
    termCount = 0
    for shard in shards where !shard.isEmpty {
      append(shard.gradientSum.pointer + blocks.own.lowerBound)
    }
    for row in 0..<communicator.size - 1 { append(collected.pointer + row * blocks.blockLength) }
  }

  private func append(_ term: UnsafeMutablePointer<Int64>) {
    termPointers[termCount] = UnsafePointer(term)
    termCount += 1
  }

  private subscript(slot: Slot) -> Int64 {
    get { scalars[slot.rawValue] }
    set { scalars[slot.rawValue] = newValue }
  }
}
