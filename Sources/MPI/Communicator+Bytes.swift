import CMPI
import Support

extension Communicator {
  /// The bytes that rank `root` passes; what the others pass is ignored, its length too.
  public func broadcast(_ bytes: [UInt8], from root: Int = 0) throws -> [UInt8] {
    precondition((0..<size).contains(root), "no such rank")
    var length = Int64(bytes.count)
    try withUnsafeMutableBytes(of: &length) { try broadcast($0, from: root, over: handle) }
    var result = rank == root ? bytes : [UInt8](repeating: 0, count: Int(length))
    try result.withUnsafeMutableBytes { try broadcast($0, from: root, over: handle) }
    return result
  }

  /// Overwrites `bytes` on the other ranks of `group` by what its rank `root` has there: the same count on all of them.
  func broadcast(_ bytes: UnsafeMutableRawBufferPointer, from root: Int, over group: MPI_Comm?) throws {
    try inPieces(bytes.count) { start, count in
      try complete("MPI_Ibcast") {
        MPI_Ibcast(bytes.baseAddress! + start, count, cmpi_byte(), Int32(root), group, &$0)
      }
    }
  }

  /// Overwrites `bytes` on the other ranks by what rank `root` has there: the same count on all of them.
  public func broadcast(into bytes: UnsafeMutableRawBufferPointer, from root: Int = 0) throws {
    precondition((0..<size).contains(root), "no such rank")
    try broadcast(bytes, from: root, over: handle)
  }

  /// The value of each of the `count` ranks of `group`, in their order, on all of them.
  func gatherToAll<Value: BitwiseCopyable>(
    _ value: Value, over group: MPI_Comm?, count: Int
  ) throws -> [Value] {
    var value = value
    var values = [Value](repeating: value, count: count)
    let bytes = Int32(MemoryLayout<Value>.stride)
    try withUnsafePointer(to: &value) { value in
      try values.withUnsafeMutableBytes { values in
        try complete("MPI_Iallgather") {
          MPI_Iallgather(value, bytes, cmpi_byte(), values.baseAddress, bytes, cmpi_byte(), group, &$0)
        }
      }
    }
    return values
  }

  /// Every rank's bytes, by rank, on rank `root`; nil on the others. Lengths may differ.
  ///
  /// Messages from one rank to one other instead of MPI_Gatherv, whose displacements end at 2 GiB; root takes the
  /// ranks in order, so that it holds one rank's unexpected data at most.
  public func gather(_ bytes: [UInt8], to root: Int = 0) throws -> [[UInt8]]? {
    precondition((0..<size).contains(root), "no such rank")
    let lengths = AlignedBuffer<Int64>(count: size)
    var length = Int64(bytes.count)
    try withUnsafeMutablePointer(to: &length) { length in
      try complete("MPI_Igather") {
        MPI_Igather(
          length, 1, cmpi_int64(), lengths.pointer, 1, cmpi_int64(), Int32(root), handle, &$0)
      }
    }
    guard rank == root else {
      try send(bytes, to: root)
      return nil
    }
    return try (0..<size).map { source in
      source == root ? bytes : try receive(count: Int(lengths[source]), from: source)
    }
  }

  private func send(_ bytes: [UInt8], to destination: Int) throws {
    try bytes.withUnsafeBytes { buffer in
      try inPieces(buffer.count) { start, count in
        try complete("MPI_Isend") {
          MPI_Isend(
            buffer.baseAddress! + start, count, cmpi_byte(), Int32(destination), 0, handle, &$0)
        }
      }
    }
  }

  private func receive(count: Int, from source: Int) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    try bytes.withUnsafeMutableBytes { buffer in
      try inPieces(buffer.count) { start, count in
        try complete("MPI_Irecv") {
          MPI_Irecv(
            buffer.baseAddress! + start, count, cmpi_byte(), Int32(source), 0, handle, &$0)
        }
      }
    }
    return bytes
  }
}
