import Support

/// Vectors of sums, one a rank, whose total is wanted, and vectors of what is made of it, whose elements are divided
/// among the ranks: each rank adds up and updates one block (see `ExchangePlan`).
///
/// Ranks of one host read each other's sums where they lie and have the updated vectors in common; between hosts sums go
/// to the owners' host, and new values from there, once for each pair of hosts. On the network that is 1 / ranks a host
/// of what would go between ranks that share nothing. Not synchronised: for the thread that calls MPI, and the calls are
/// collective.
public final class BlockExchange {
  private let communicator: Communicator
  let group: HostGroup
  public let plan: ExchangePlan
  /// What keeps ranks of one host from sharing memory, as a sentence; nil where they do or there are none.
  public let obstacle: String?

  /// [count] this rank's own sums: to be written by this rank only, and read by the others of its host between
  /// `collect` and `share`.
  public var sums: AlignedBuffer<Int64> { hostSums[group.rank] }
  /// Vectors [count], one copy a host. A rank writes its own block between `collect` and `share`, and otherwise only
  /// reads.
  public let vectors: [AlignedBuffer<Float>]
  /// Counted up by this host's ranks between `share` and the next synchronisation before `collect`, which resets it.
  public let counter: HostCounter

  let hostSums: [AlignedBuffer<Int64>]
  /// By place in the host, and so far apart that no two lie in a cache line: whether a rank's sums hold anything.
  let holdsSums: AlignedBuffer<Int64>
  static let lineLength = 16
  /// [other hosts, hostOwn.count] their sums of what this host's ranks own.
  let collected: AlignedBuffer<Int64>
  /// Sums over this host's ranks, the slices of `plan.outgoing` one after the other.
  let staged: AlignedBuffer<Int64>
  let round: MessageRound
  let termPointers: AlignedBuffer<UnsafePointer<Int64>>
  var termCount = 0

  /// Called by all ranks.
  ///
  /// - Parameters:
  ///   - host: the ranks that are to share memory.
  ///   - count: elements of the vectors.
  ///   - vectorCount: the number of `vectors`.
  public init(_ host: HostGroup, count: Int, vectorCount: Int) throws {
    let communicator = host.communicator
    self.communicator = communicator
    var group = host
    var plan = ExchangePlan(layout: group.layout, count: count, rank: communicator.rank)
    var obstacle: String?
    let memory: HostMemory
    do {
      memory = try communicator.collectively {
        try HostMemory(group, part: Self.partBytes(plan), common: Self.commonBytes(plan, vectorCount))
      }
    } catch let error as CollectiveError {
      obstacle = error.description
      group = HostGroup(alone: communicator)
      plan = ExchangePlan(layout: group.layout, count: count, rank: communicator.rank)
      memory = HostMemory()
    }
    self.plan = plan
    self.group = group
    self.obstacle = obstacle
    hostSums = memory.takeOfEach(count: count)
    counter = HostCounter(in: memory.takeInCommon(count: 1))
    holdsSums = memory.takeInCommon(count: group.size * Self.lineLength)
    collected = memory.takeInCommon(count: plan.otherHostCount * plan.hostOwn.count)
    vectors = (0..<vectorCount).map { _ in memory.takeInCommon(count: count) }
    let slices = plan.outgoing.map(\.elements.count)
    staged = AlignedBuffer(count: group.size == 1 ? 0 : slices.reduce(0, +))
    round = MessageRound(
      communicator: communicator, lengths: slices + plan.incoming.map(\.elements.count))
    termPointers = AlignedBuffer(count: group.size + plan.otherHostCount)
  }

  private static func partBytes(_ plan: ExchangePlan) -> Int {
    HostMemory.byteCount(of: Int64.self, count: plan.count)
  }

  private static func commonBytes(_ plan: ExchangePlan, _ vectorCount: Int) -> Int {
    let ranks = plan.layout.hosts[plan.host].count
    return HostMemory.byteCount(of: Int.self, count: 1)
      + HostMemory.byteCount(of: Int64.self, count: ranks * lineLength)
      + HostMemory.byteCount(of: Int64.self, count: plan.otherHostCount * plan.hostOwn.count)
      + vectorCount * HostMemory.byteCount(of: Float.self, count: plan.count)
  }

  /// The number of ranks that share memory with this one, itself included.
  public var hostRankCount: Int { group.size }

  /// Vectors over this rank's own block of the other ranks' sums, as many as add up to them: none where only this rank
  /// has any. They are as `collect` found them until `share`.
  public var terms: UnsafeBufferPointer<UnsafePointer<Int64>> {
    UnsafeBufferPointer(start: termPointers.pointer, count: termCount)
  }

  /// Gives all ranks what each of them wrote to its block of some of the `vectors`.
  public func share(_ vectors: [AlignedBuffer<Float>]) throws {
    try group.barrier()
    guard plan.otherHostCount > 0 else { return }
    for vector in vectors {
      for message in plan.outgoing {
        try round.receive(
          into: vector.pointer + message.elements.lowerBound, count: message.elements.count,
          from: message.rank)
      }
      for message in plan.incoming {
        try round.send(
          vector.pointer + message.elements.lowerBound, count: message.elements.count, to: message.rank)
      }
      try round.wait()
    }
    try group.barrier()
  }
}
