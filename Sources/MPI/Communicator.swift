import CMPI
import Foundation
import Support

/// All ranks of the program (MPI_COMM_WORLD), and the collective calls that the program makes on them; or one of them
/// by itself (`alone`).
///
/// MPI is started with MPI_THREAD_FUNNELED: every method must be called by the thread that called `initialize`.
/// Every method except `abort` is collective: all ranks call it, in the same order. None waits for ever, see `watch`.
/// A program that was not started by mpirun or srun is one rank of one.
public final class Communicator: Sendable {
  /// The number of this rank, in `0 ..< size`.
  public let rank: Int
  /// The number of ranks.
  public let size: Int
  /// The most elements that one MPI call carries. MPI counts in Int32; longer buffers go in several calls.
  let pieceLimit: Int
  /// Whether these are all ranks of the program, and not one that works by itself.
  private let isWorld: Bool
  /// Looks after the other ranks while this one waits for them.
  public let watch: StallWatch

  /// The ranks, as MPI has them.
  var handle: MPI_Comm? { isWorld ? cmpi_comm_world() : cmpi_comm_self() }

  /// Whether this is rank 0, the one that writes files and talks to the user.
  public var isRoot: Bool { rank == 0 }

  /// Elements of one MPI call by default: 512 MiB of Int64, so that byte counts inside the library fit Int32 too.
  public static let defaultPieceLimit = 1 << 26

  /// Starts MPI. From here on MPI's errors are returned and thrown instead of ending the program.
  ///
  /// - Parameter pieceLimit: elements that one MPI call carries at most; the same on all ranks.
  /// - Throws: `MPIError` if MPI cannot be started, or was started before.
  public static func initialize(pieceLimit: Int = defaultPieceLimit) throws -> Communicator {
    precondition(pieceLimit > 0 && pieceLimit <= Int(Int32.max))
    var flag: Int32 = 0
    try check("MPI_Initialized") { MPI_Initialized(&flag) }
    if flag != 0 { throw MPIError(function: "MPI_Init_thread", message: "MPI was started before") }
    LauncherRank.look()
    OpenMPISettings.apply()
    var provided: Int32 = 0
    try check("MPI_Init_thread") { MPI_Init_thread(nil, nil, Int32(MPI_THREAD_FUNNELED), &provided) }
    if provided < Int32(MPI_THREAD_FUNNELED) {
      throw MPIError(
        function: "MPI_Init_thread",
        message: "this MPI library does not allow threads (it provides level \(provided), "
          + "MPI_THREAD_FUNNELED is needed)")
    }
    try check("MPI_Comm_set_errhandler") { MPI_Comm_set_errhandler(cmpi_comm_world(), cmpi_errors_return()) }
    var rank: Int32 = 0
    var size: Int32 = 0
    try check("MPI_Comm_rank") { MPI_Comm_rank(cmpi_comm_world(), &rank) }
    try check("MPI_Comm_size") { MPI_Comm_size(cmpi_comm_world(), &size) }
    let peers = try exchangeIdentities(size: Int(size))
    return Communicator(
      rank: Int(rank), size: Int(size), pieceLimit: pieceLimit, isWorld: true,
      watch: StallWatch(
        rank: Int(rank), peers: peers, mailbox: try Mailbox(size: Int(size), of: cmpi_comm_world())))
  }

  /// This rank by itself (MPI_COMM_SELF), rank 0 of 1, for work that needs no other: its calls wait for nobody. To be
  /// made once; `finalize` and `abort` are for all ranks.
  ///
  /// - Throws: `MPIError`.
  public func alone() throws -> Communicator {
    Communicator(
      rank: 0, size: 1, pieceLimit: pieceLimit, isWorld: false,
      watch: StallWatch(
        rank: 0, peers: [watch.peers[rank]], mailbox: try Mailbox(size: 1, of: cmpi_comm_self())))
  }

  private init(rank: Int, size: Int, pieceLimit: Int, isWorld: Bool, watch: StallWatch) {
    self.rank = rank
    self.size = size
    self.pieceLimit = pieceLimit
    self.isWorld = isWorld
    self.watch = watch
  }

  /// Who the ranks are. Like the start of MPI itself, this waits for all of them without a word.
  private static func exchangeIdentities(size: Int) throws -> [Peer] {
    let own = Peer.own
    let length = Peer.encodedLength
    var all = [UInt8](repeating: 0, count: size * length)
    try check("MPI_Allgather") {
      MPI_Allgather(
        own.encoded, Int32(length), cmpi_byte(), &all, Int32(length), cmpi_byte(), cmpi_comm_world())
    }
    return (0..<size).map { Peer(encoded: all[$0 * length..<($0 + 1) * length], seenFrom: own.host) }
  }

  /// The names of all ranks' hosts, by rank.
  public var hostNames: [String] { watch.peers.map(\.host) }

  /// The MPI library's own line about itself, such as "Open MPI v4.1.4, ...".
  public static var libraryVersion: String {
    var text = [CChar](repeating: 0, count: Int(MPI_MAX_LIBRARY_VERSION_STRING) + 1)
    var length: Int32 = 0
    guard MPI_Get_library_version(&text, &length) == Int32(MPI_SUCCESS) else { return "unknown" }
    let bytes = text.prefix(Int(length)).map { UInt8(bitPattern: $0) }.prefix { $0 != 0 && $0 != 10 }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Ends MPI; no other method may be called afterwards. Waits for all ranks.
  ///
  /// - Parameter exitCode: the process ends with it if MPI does not end within half a minute, as when a rank died in
  ///   the middle of it: what there was to do is done.
  public func finalize(exitCode: Int32 = 0) throws {
    try barrier()
    endUnlessEnded(after: 30, exitCode)
    try check("MPI_Finalize") { MPI_Finalize() }
  }

  /// Ends all ranks at once, with `code` as the exit code of the whole run: for the one case where the other ranks
  /// cannot be brought to agree, because they wait in a call that this rank will never make.
  public func abort(_ code: Int32) -> Never {
    // First: a full pipe or a dead file system may keep what is flushed for ever.
    endUnlessEnded(after: 5, code)
    fflush(nil)
    watch.announceEnd()
    MPI_Abort(cmpi_comm_world(), code)
    // MPI_Abort does not come back; should a library's do, the exit code must still be the same.
    exit(code)
  }

  /// Ends the process after so many seconds, if it is still there: from a thread of its own, without the library's exit
  /// handlers, which wait for other processes.
  private func endUnlessEnded(after seconds: UInt32, _ code: Int32) {
    Thread.detachNewThread {
      sleep(seconds)
      _exit(code)
    }
  }

  /// Calls `body` with the bounds of each piece of `0 ..< count` that one MPI call may carry.
  func inPieces(_ count: Int, _ body: (_ start: Int, _ count: Int32) throws -> Void) rethrows {
    for start in stride(from: 0, to: count, by: pieceLimit) {
      try body(start, Int32(min(pieceLimit, count - start)))
    }
  }
}
