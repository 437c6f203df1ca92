import DrugResponse
import MPI
import Network
import Support

/// The gradient of a whole mini-batch, summed exactly over the workers of all ranks; each rank gets the part of the
/// parameters that it owns.
///
/// Micro-shards are dealt out to hosts, and there to the workers of all ranks; each is computed in the same way wherever
/// it lands, and the sums are integers: parameters and metrics come out the same, bit for bit, on any number of either.
final class DistributedGradient {
  private let communicator: Communicator
  private let workers: Workers
  private let exchange: BlockExchange
  let shards: [MicroShardGradient]
  /// The micro-shards of this host.
  private let pool: AlignedBuffer<Int>
  private let scalars = AlignedBuffer<Int64>(count: Slot.allCases.count)
  private let termPointers: AlignedBuffer<UnsafePointer<Int64>>
  private var termCount = 0
  /// How long this rank's own micro-shards have taken so far.
  private(set) var computing = Duration.zero

  private enum Slot: Int, CaseIterable { case squaredErrors, stopRequests, failures }

  /// - Parameter exchange: of sums over the parameters; it holds those of this rank's first worker.
  init(problem: TrainingProblem, communicator: Communicator, workers: Workers, exchange: BlockExchange) {
    self.communicator = communicator
    self.workers = workers
    self.exchange = exchange
    shards = (0..<workers.count).map { worker in
      MicroShardGradient(
        problem: problem,
        gradientSum: worker == 0 ? exchange.sums : AlignedBuffer(count: exchange.plan.count))
    }
    pool = AlignedBuffer(count: problem.batches[0].microShardCount)
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
  /// - Parameters:
  ///   - step: the optimiser step, 1 for the first.
  ///   - failure: what this rank met since the ranks last agreed that none of them failed: it then computes nothing.
  /// - Throws: on every rank alike, when any rank met a failure: that of the lowest of them.
  func compute(
    rows: [Int64], batch: MiniBatch, step: Int, model: HybridModel<Float>, stopRequested: Bool,
    after failure: (any Error)?,
    describe: (NumericalFailure) -> DivergenceError
  ) throws -> Result {
    for shard in shards { shard.reset() }
    if failure == nil { addMicroShards(rows: rows, batch: batch, step: step, model: model) }
    if communicator.size > 1 { mergeWorkers() }
    exchange.announceSums(shards.contains { !$0.isEmpty })
    // No rank gets past it before all have come to it: the sums stand.
    try agreeOnScalars(stopRequested: stopRequested, failure, describe)
    try exchange.collect { host in isDealtTo(host, batch.microShardCount) }
    gatherTerms()
    return Result(errorSum: self[.squaredErrors], stopRequested: self[.stopRequests] > 0)
  }

  /// Micro-shards are dealt out to hosts; a host's workers, of whatever rank, each take the next one when they are done
  /// with the last, so that a rank that is held up, as by writing a checkpoint, is not waited for with work left.
  private func addMicroShards(
    rows: [Int64], batch: MiniBatch, step: Int, model: HybridModel<Float>
  ) {
    let begin = ContinuousClock.now
    defer { computing += ContinuousClock.now - begin }
    let size = batch.samples.count
    let terms = batch.microShardCount
    let count = fillPool(terms)
    let expected = (count + exchange.hostRankCount - 1) / exchange.hostRankCount
    let inner = workers.share(amongPieces: expected)
    let (shards, pool, counter) = (shards, pool, exchange.counter)
    workers.perform(pieces: expected) { _, worker in
      while true {
        let next = counter.next()
        if next >= count { break }
        shards[worker].add(
          rows: rows[batch.microShard(pool[next])], step: step, batchSize: size, terms: terms, model: model,
          workers: inner)
      }
    }
  }

  /// - Returns: the number of this host's micro-shards, of `count` in all.
  private func fillPool(_ count: Int) -> Int {
    var filled = 0
    for rank in exchange.plan.layout.hosts[exchange.plan.host] {
      for shard in ShardAssignment.roundRobin.shards(
        ofRank: rank, of: communicator.size, count: count)
      {
        pool[filled] = shard
        filled += 1
      }
    }
    return filled
  }

  /// Whether a host gets any of so many micro-shards.
  private func isDealtTo(_ host: Int, _ count: Int) -> Bool {
    // Its lowest rank gets the most.
    exchange.plan.layout.hosts[host][0] < count
  }

  /// Sums the scalars over all ranks. They go first, so that no rank takes part in a sum that another one's failure
  /// has left without meaning.
  private func agreeOnScalars(
    stopRequested: Bool, _ failure: (any Error)?, _ describe: (NumericalFailure) -> DivergenceError
  ) throws {
    self[.squaredErrors] = shards.reduce(0) { $0 &+ $1.errorSum }
    self[.stopRequests] = stopRequested ? 1 : 0
    self[.failures] = failure != nil || shards.contains { $0.failure != nil } ? 1 : 0
    try communicator.allreduceSum(scalars.buffer)
    guard self[.failures] > 0 else { return }
    try communicator.collectively {
      if let failure { throw failure }
      if let failure = shards.lazy.compactMap(\.failure).first { throw describe(failure) }
    }
  }

  /// Brings the sum of all workers into the first one's place, over the parameters that other ranks own.
  private func mergeWorkers() {
    guard shards.dropFirst().contains(where: { !$0.isEmpty }) else { return }
    let own = exchange.plan.own
    mergeWorkers(0..<own.lowerBound)
    mergeWorkers(own.upperBound..<exchange.plan.count)
  }

  private func mergeWorkers(_ range: Range<Int>) {
    let shards = shards
    let block = 1 << 14
    workers.perform(pieces: (range.count + block - 1) / block) { piece, _ in
      let start = range.lowerBound + piece * block
      let length = min(block, range.upperBound - start)
      let sums = shards[0].gradientSum.pointer + start
      var isFirst = shards[0].isEmpty
      for shard in shards.dropFirst() where !shard.isEmpty {
        let terms = shard.gradientSum.pointer + start
        if isFirst {
          sums.update(from: terms, count: length)
        } else {
          for index in 0..<length { sums[index] &+= terms[index] }
        }
        isFirst = false
      }
    }
  }

  private func gatherTerms() {
    termCount = 0
    for shard in shards where !shard.isEmpty {
      append(UnsafePointer(shard.gradientSum.pointer + exchange.plan.own.lowerBound))
    }
    for term in exchange.terms { append(term) }
  }

  private func append(_ term: UnsafePointer<Int64>) {
    termPointers[termCount] = term
    termCount += 1
  }

  private subscript(slot: Slot) -> Int64 {
    get { scalars[slot.rawValue] }
    set { scalars[slot.rawValue] = newValue }
  }
}
