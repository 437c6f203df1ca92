import CMPI
import Foundation

/// The ranks that share a host, and what they alone have to tell each other.
///
/// For work that costs a host, not a rank: its leader reads a file, and the others get it through the host's memory.
/// Not synchronised: for the thread that calls MPI.
public final class HostGroup {
  /// The number of this rank among those of its host, in `0 ..< size`; they are in the order of all ranks.
  public let rank: Int
  /// The number of ranks on this host.
  public let size: Int
  /// Among all ranks, the number of this host's lowest one.
  public let leader: Int
  /// The host's own name.
  public let hostName: String

  private let communicator: Communicator
  private let handle: MPI_Comm?

  /// Whether this rank is the lowest of its host: the one that does what is done once a host.
  public var isLeader: Bool { rank == 0 }

  /// Finds out which ranks share a host (MPI-3's MPI_COMM_TYPE_SHARED). Collective.
  public init(of communicator: Communicator) throws {
    self.communicator = communicator
    var group = communicator.world
    try check("MPI_Comm_split_type") {
      MPI_Comm_split_type(
        communicator.world, cmpi_split_shared(), Int32(communicator.rank), cmpi_info_null(), &group)
    }
    var rank: Int32 = 0
    var size: Int32 = 0
    // A communicator has the error handler of the one that it was made from: errors are returned.
    try check("MPI_Comm_rank") { MPI_Comm_rank(group, &rank) }
    try check("MPI_Comm_size") { MPI_Comm_size(group, &size) }
    (handle, self.rank, self.size) = (group, Int(rank), Int(size))
    hostName = Self.ownHostName
    var leader = Int64(communicator.rank)
    try withUnsafeMutableBytes(of: &leader) { try communicator.broadcast($0, from: 0, over: group) }
    self.leader = Int(leader)
  }

  /// Overwrites `bytes` on the other ranks of the host by what the leader has there: the same count on all of them.
  /// Collective among the ranks of the host.
  public func broadcast(_ bytes: UnsafeMutableRawBufferPointer) throws {
    try communicator.broadcast(bytes, from: 0, over: handle)
  }

  private static var ownHostName: String {
    var name = [CChar](repeating: 0, count: 256)
    guard gethostname(&name, name.count - 1) == 0 else { return "unknown" }
    return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

extension Communicator {
  /// Overwrites `bytes` on the other ranks by what rank `root` has there: the same count on all of them.
  public func broadcast(into bytes: UnsafeMutableRawBufferPointer, from root: Int = 0) throws {
    precondition((0..<size).contains(root), "no such rank")
    try broadcast(bytes, from: root, over: world)
  }

  /// The MPI library's own line about itself, such as "Open MPI v4.1.4, ...".
  public static var libraryVersion: String {
    var text = [CChar](repeating: 0, count: Int(MPI_MAX_LIBRARY_VERSION_STRING) + 1)
    var length: Int32 = 0
    guard MPI_Get_library_version(&text, &length) == Int32(MPI_SUCCESS) else { return "unknown" }
    let bytes = text.prefix(Int(length)).map { UInt8(bitPattern: $0) }.prefix { $0 != 0 && $0 != 10 }
    return String(decoding: bytes, as: UTF8.self)
  }

  fileprivate var world: MPI_Comm? { cmpi_comm_world() }
}
