import Support

/// Memory of the ranks of one host in pieces: of each rank a part that the others read, and a part in common. A rank
/// that is alone on its host has all of it to itself.
final class HostMemory {
  /// The parts of the ranks by their places; nil on a rank that is alone.
  private let parts: [SharedMemory]?
  private let common: SharedMemory?
  /// Bytes of each part that are given away.
  private var used = 0
  private var usedInCommon = 0

  /// Pieces start on pages of their own, so that each lies near the processor that first writes to it.
  private static let page = 4096

  /// The bytes that a piece takes.
  static func byteCount<Element>(of _: Element.Type, count: Int) -> Int {
    (max(1, count) * MemoryLayout<Element>.stride + page - 1) / page * page
  }

  /// Memory that is shared with no other rank.
  init() {
    parts = nil
    common = nil
  }

  /// Called by all ranks of the host. Whatever fails locally is thrown after the last call of MPI.
  ///
  /// - Parameters:
  ///   - part, common: bytes of each rank's part and of that in common.
  init(_ group: HostGroup, part: Int, common: Int) throws {
    guard group.size > 1 else {
      self.parts = nil
      self.common = nil
      return
    }
    let own = Result { try SharedMemory(byteCount: part) }
    let shared = group.rank == 0 ? Result { try SharedMemory(byteCount: common) } : nil
    let offers = try group.gather(Offer(part: try? own.get().address, common: try? shared?.get().address))
    let found = Result {
      let parts = try offers.enumerated().map { index, offer in
        try index == group.rank ? own.get() : Self.open(offer.part, part)
      }
      return (parts, try shared?.get() ?? Self.open(offers[0].common, common))
    }
    try group.barrier()
    (parts, self.common) = try found.get()
    if case .success(let memory) = own { memory.withdraw() }
    if case .success(let memory) = shared { memory.withdraw() }
  }

  private struct Offer: BitwiseCopyable {
    var part, common: SharedMemory.Address?
  }

  private struct NothingOffered: Error, CustomStringConvertible {
    let description = "another rank of the host could not make memory to share"
  }

  private static func open(_ address: SharedMemory.Address?, _ byteCount: Int) throws -> SharedMemory {
    guard let address else { throw NothingOffered() }
    return try SharedMemory(at: address, byteCount: byteCount)
  }

  /// A piece of each rank's part, by their places: zero at first. All ranks take the same pieces in the same order.
  func takeOfEach<Element>(count: Int) -> [AlignedBuffer<Element>] {
    guard let parts else { return [AlignedBuffer(count: count)] }
    defer { used += Self.byteCount(of: Element.self, count: count) }
    return parts.map { Self.piece(of: $0, at: used, count: count) }
  }

  /// A piece of what all ranks have in common: zero at first.
  func takeInCommon<Element>(count: Int) -> AlignedBuffer<Element> {
    guard let common else { return AlignedBuffer(count: count) }
    defer { usedInCommon += Self.byteCount(of: Element.self, count: count) }
    return Self.piece(of: common, at: usedInCommon, count: count)
  }

  private static func piece<Element>(
    of memory: SharedMemory, at start: Int, count: Int
  ) -> AlignedBuffer<Element> {
    precondition(
      start + byteCount(of: Element.self, count: count) <= memory.byteCount, "no room for this piece")
    return AlignedBuffer(in: memory.base + start, count: count, owner: memory)
  }
}
