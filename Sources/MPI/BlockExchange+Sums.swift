import Support
import Synchronization

extension BlockExchange {
  /// Says, before the synchronisation that precedes `collect`, whether this rank's sums hold anything.
  public func announceSums(_ holds: Bool) {
    holdsSums[group.rank * Self.lineLength] = holds ? 1 : 0
    // What is written to the host's memory by now is to be seen by whoever has synchronised with this rank.
    atomicMemoryFence(ordering: .sequentiallyConsistent)
  }

  /// Gathers the sums of this rank's own block, to be found in `terms`.
  ///
  /// All ranks have announced their sums by then, and have been synchronised since.
  /// - Parameter hostHoldsSums: whether any rank of a host, by its number in the plan's layout, has announced that it
  ///   holds sums: something that every rank knows.
  public func collect(hostHoldsSums: (_ host: Int) -> Bool) throws {
    atomicMemoryFence(ordering: .sequentiallyConsistent)
    if group.rank == 0 { counter.reset() }
    if plan.otherHostCount > 0 {
      try exchangeSums(hostHoldsSums)
      try group.barrier()
    }
    gatherTerms(hostHoldsSums)
  }

  private func exchangeSums(_ hostHoldsSums: (_ host: Int) -> Bool) throws {
    for message in plan.incoming where hostHoldsSums(message.host) {
      let row = collected.pointer + rowStart(of: message.host)
      try round.receive(
        into: row + message.elements.lowerBound - plan.hostOwn.lowerBound, count: message.elements.count,
        from: message.rank)
    }
    if hostHoldsSums(plan.host) {
      var room = staged.pointer
      for message in plan.outgoing {
        try round.send(
          hostSum(of: message.elements, in: room), count: message.elements.count, to: message.rank)
        if group.size > 1 { room += message.elements.count }
      }
    }
    try round.wait()
  }

  /// The sum of this host's ranks over a slice: in `room`, or where it lies if only one of them has any.
  private func hostSum(
    of elements: Range<Int>, in room: UnsafeMutablePointer<Int64>
  ) -> UnsafePointer<Int64> {
    var first: UnsafeMutablePointer<Int64>?
    var isStaged = false
    for index in hostSums.indices where holdsSums[index * Self.lineLength] != 0 {
      let term = hostSums[index].pointer + elements.lowerBound
      guard let start = first else {
        first = term
        continue
      }
      let sum = isStaged ? room : start
      for index in 0..<elements.count { room[index] = sum[index] &+ term[index] }
      isStaged = true
    }
    guard let first else { preconditionFailure("a host without sums was said to hold some") }
    return UnsafePointer(isStaged ? room : first)
  }

  private func gatherTerms(_ hostHoldsSums: (_ host: Int) -> Bool) {
    termCount = 0
    for index in hostSums.indices where index != group.rank && holdsSums[index * Self.lineLength] != 0 {
      append(hostSums[index].pointer + plan.own.lowerBound)
    }
    for host in plan.layout.hosts.indices where host != plan.host && hostHoldsSums(host) {
      append(collected.pointer + rowStart(of: host) + plan.own.lowerBound - plan.hostOwn.lowerBound)
    }
  }

  private func append(_ term: UnsafeMutablePointer<Int64>) {
    termPointers[termCount] = UnsafePointer(term)
    termCount += 1
  }

  private func rowStart(of host: Int) -> Int { (host < plan.host ? host : host - 1) * plan.hostOwn.count }
}
