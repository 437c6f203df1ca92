import CMPI
import Synchronization

/// The ranks of one host, this one among them, and the calls that they make by themselves.
///
/// Like `Communicator`: for the thread that calls MPI, and every method by all ranks of the host in the same order.
final class ExchangeGroup {
  /// The ranks of the host.
  let ranks: [Int]
  /// This rank's place among them.
  let index: Int
  /// Not freed: MPI_Finalize does that, and afterwards nobody may.
  private let handle: MPI_Comm?
  private let communicator: Communicator

  /// A rank that shares nothing.
  init(alone communicator: Communicator) {
    self.communicator = communicator
    ranks = [communicator.rank]
    index = 0
    handle = nil
  }

  /// Called by all ranks of all hosts.
  init(_ layout: HostLayout, _ communicator: Communicator) throws {
    self.communicator = communicator
    let place = layout.places[communicator.rank]
    ranks = layout.hosts[place.host]
    index = place.index
    var handle: MPI_Comm?
    try check("MPI_Comm_split") {
      MPI_Comm_split(cmpi_comm_world(), Int32(place.host), Int32(communicator.rank), &handle)
    }
    self.handle = handle
  }

  /// Waits until all ranks of the host are here. What each of them wrote before to memory that they share, all can read
  /// afterwards.
  func barrier() throws {
    guard ranks.count > 1 else { return }
    atomicMemoryFence(ordering: .sequentiallyConsistent)
    try communicator.complete("MPI_Ibarrier") { MPI_Ibarrier(handle, &$0) }
    atomicMemoryFence(ordering: .sequentiallyConsistent)
  }

  /// Every rank's value, by their places.
  func gather<Value: BitwiseCopyable>(_ value: Value) throws -> [Value] {
    var value = value
    var values = [Value](repeating: value, count: ranks.count)
    guard ranks.count > 1 else { return values }
    let bytes = Int32(MemoryLayout<Value>.stride)
    try withUnsafePointer(to: &value) { value in
      try values.withUnsafeMutableBytes { values in
        try communicator.complete("MPI_Iallgather") {
          MPI_Iallgather(value, bytes, cmpi_byte(), values.baseAddress, bytes, cmpi_byte(), handle, &$0)
        }
      }
    }
    return values
  }
}

extension HostLayout {
  /// What MPI takes for the ranks that can share memory. Called by all ranks.
  static func find(_ communicator: Communicator) throws -> HostLayout {
    var leader = Int32(try HostGroup(of: communicator).leader)
    var leaders = [Int32](repeating: 0, count: communicator.size)
    try withUnsafePointer(to: &leader) { leader in
      try leaders.withUnsafeMutableBufferPointer { leaders in
        try communicator.complete("MPI_Iallgather") {
          MPI_Iallgather(
            leader, 1, cmpi_int32(), leaders.baseAddress, 1, cmpi_int32(), cmpi_comm_world(), &$0)
        }
      }
    }
    return HostLayout(hostOfRank: leaders.map(Int.init))
  }
}
