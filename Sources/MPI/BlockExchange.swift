import CMPI
import Support

/// A vector whose elements are divided among the ranks, each the owner of one block of neighbours, and the two
/// collective calls by which owners gather what belongs to them and share what they made of it.
///
/// A sum over ranks that each rank goes on to work with in full costs the network 2 (size - 1) / size times the
/// vector in elements of the sum. Where the work can be divided too, `collect` and `share` cost half of that each,
/// and `share` in elements of the result. Not synchronised: for the thread that calls MPI.
public final class BlockExchange {
  private let communicator: Communicator
  /// The elements of the vector.
  public let count: Int
  /// The length of every block but the last ones, which hold what is left. A multiple of 16, so that blocks of a
  /// buffer start on cache lines where the buffer does.
  public let blockLength: Int
  /// The block that this rank owns; empty where there are more ranks than blocks.
  public let own: Range<Int>

  // What MPI is told, by rank: made once.
  private let counts, places, ownCounts, slots: AlignedBuffer<Int32>

  /// - Precondition: `count` fits Int32, the width of MPI's displacements.
  public init(communicator: Communicator, count: Int) {
    precondition(count >= 0 && count <= Int(Int32.max) - 16, "more elements than MPI can tell apart")
    self.communicator = communicator
    self.count = count
    let (ranks, rank) = (communicator.size, communicator.rank)
    let share = (count + ranks - 1) / ranks
    let length = (share + 15) / 16 * 16
    blockLength = length
    own = min(count, rank * length)..<min(count, (rank + 1) * length)
    places = AlignedBuffer((0..<ranks).map { Int32(min(count, $0 * length)) })
    slots = AlignedBuffer((0..<ranks).map { Int32(($0 < rank ? $0 : max(0, $0 - 1)) * length) })
    counts = AlignedBuffer(count: ranks)
    ownCounts = AlignedBuffer(count: ranks)
  }

  /// The elements that `collect` receives room for: a block of each other rank.
  public var collectedCount: Int { (communicator.size - 1) * blockLength }

  /// Sends every other rank its block of `elements`, and receives theirs of this rank's block.
  ///
  /// - Parameters:
  ///   - elements: [count]
  ///   - collected: [size - 1, blockLength], a row for each other rank in their order, of which the first `own.count`
  ///     elements are overwritten.
  public func collect(_ elements: UnsafePointer<Int64>, into collected: UnsafeMutablePointer<Int64>) throws {
    try inPieces { start in
      // Nothing to oneself. What is received is left apart, for the caller to add up where it uses the sum: Open MPI's
      // reduce-scatter, which adds on the way, takes longer than its allreduce.
      counts[communicator.rank] = 0
      for rank in 0..<communicator.size where rank != communicator.rank {
        ownCounts[rank] = pieceCount(of: communicator.rank, from: start)
      }
      try communicator.complete("MPI_Ialltoallv") {
        MPI_Ialltoallv(
          elements + start, counts.pointer, places.pointer, cmpi_int64(), collected + start,
          ownCounts.pointer,
          slots.pointer, cmpi_int64(), cmpi_comm_world(), &$0)
      }
    }
  }

  /// Gives every rank the blocks of the others: each overwrites all of `elements` but its own block.
  ///
  /// - Parameter elements: [count]
  public func share(_ elements: UnsafeMutablePointer<Float>) throws {
    try inPieces { start in
      try communicator.complete("MPI_Iallgatherv") {
        MPI_Iallgatherv(
          cmpi_in_place(), 0, cmpi_float(), elements + start, counts.pointer, places.pointer, cmpi_float(),
          cmpi_comm_world(),
          &$0)
      }
    }
  }

  /// Calls `body` with the start, within each block, of each piece that one MPI call may carry, `counts` set to the
  /// blocks' elements in it. Not at all on one rank.
  private func inPieces(_ body: (_ start: Int) throws -> Void) rethrows {
    if communicator.size == 1 { return }
    for start in stride(from: 0, to: blockLength, by: pieceLength) {
      for rank in 0..<communicator.size { counts[rank] = pieceCount(of: rank, from: start) }
      try body(start)
    }
  }

  /// Elements of a block that one call carries at most: the blocks of all ranks together stay within the limit.
  private var pieceLength: Int { max(1, communicator.pieceLimit / communicator.size) }

  private func pieceCount(of rank: Int, from start: Int) -> Int32 {
    Int32(max(0, min(pieceLength, min(count, (rank + 1) * blockLength) - rank * blockLength - start)))
  }
}
