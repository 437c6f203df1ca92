import CMPI
import Synchronization

/// The ranks that share a host, this one among them, and the calls that they make by themselves.
///
/// For work that costs a host, not a rank: its leader reads a file, and the others get it through the host's memory.
/// Like `Communicator`: for the thread that calls MPI, and every method by all ranks of the host in the same order.
public final class HostGroup {
  /// Which ranks are on which host.
  public let layout: HostLayout
  /// The ranks of this host, ascending.
  public let ranks: [Int]
  /// The number of this rank among those of its host, in `0 ..< size`.
  public let rank: Int
  /// The host's own name.
  public let hostName: String

  let communicator: Communicator
  /// Not freed: MPI_Finalize does that, and afterwards nobody may. Nil on a rank that shares nothing.
  private let handle: MPI_Comm?

  /// The number of ranks on this host.
  public var size: Int { ranks.count }
  /// Among all ranks, the number of this host's lowest one.
  public var leader: Int { ranks[0] }
  /// Whether this rank is the lowest of its host: the one that does what is done once a host.
  public var isLeader: Bool { rank == 0 }

  /// Finds out which ranks share a host, as MPI sees it (MPI-3's MPI_COMM_TYPE_SHARED). Called by all ranks.
  public convenience init(of communicator: Communicator) throws {
    // MPI makes communicators in calls that block: nobody enters one before all have come to it.
    try communicator.barrier()
    var handle: MPI_Comm?
    try check("MPI_Comm_split_type") {
      MPI_Comm_split_type(
        communicator.handle, cmpi_split_shared(), Int32(communicator.rank), cmpi_info_null(), &handle)
    }
    // A communicator has the error handler of the one that it was made from: errors are returned.
    var leader = Int64(communicator.rank)
    try withUnsafeMutableBytes(of: &leader) { try communicator.broadcast($0, from: 0, over: handle) }
    let leaders = try communicator.gatherToAll(leader, over: communicator.handle, count: communicator.size)
    self.init(HostLayout(hostOfRank: leaders.map(Int.init)), communicator, handle)
  }

  /// Takes ranks to share a host whatever MPI thinks; they must be able to share memory. Called by all ranks.
  package convenience init(_ layout: HostLayout, _ communicator: Communicator) throws {
    try communicator.barrier()
    var handle: MPI_Comm?
    let host = layout.places[communicator.rank].host
    try check("MPI_Comm_split") {
      MPI_Comm_split(communicator.handle, Int32(host), Int32(communicator.rank), &handle)
    }
    self.init(layout, communicator, handle)
  }

  /// Ranks that share nothing.
  convenience init(alone communicator: Communicator) {
    self.init(.alone(communicator.size), communicator, nil)
  }

  private init(_ layout: HostLayout, _ communicator: Communicator, _ handle: MPI_Comm?) {
    let place = layout.places[communicator.rank]
    (self.layout, self.communicator, self.handle) = (layout, communicator, handle)
    (ranks, rank) = (layout.hosts[place.host], place.index)
    hostName = communicator.hostNames[communicator.rank]
  }

  /// Overwrites `bytes` on the other ranks of the host by what the leader has there: the same count on all of them.
  public func broadcast(_ bytes: UnsafeMutableRawBufferPointer) throws {
    guard size > 1 else { return }
    try communicator.broadcast(bytes, from: 0, over: handle)
  }

  /// Waits until all ranks of the host are here. What each of them wrote before to memory that they share, all can read
  /// afterwards.
  func barrier() throws {
    guard size > 1 else { return }
    atomicMemoryFence(ordering: .sequentiallyConsistent)
    try communicator.complete("MPI_Ibarrier") { MPI_Ibarrier(handle, &$0) }
    atomicMemoryFence(ordering: .sequentiallyConsistent)
  }

  /// The value of each rank of the host, in their order.
  func gather<Value: BitwiseCopyable>(_ value: Value) throws -> [Value] {
    guard size > 1 else { return [value] }
    return try communicator.gatherToAll(value, over: handle, count: size)
  }
}
