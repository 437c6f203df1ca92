import CMPI

extension Communicator {
  /// Waits until every rank is here.
  public func barrier() throws {
    try complete("MPI_Ibarrier") { MPI_Ibarrier(handle, &$0) }
  }

  /// Replaces each element by its sum over all ranks, the same bits on every rank.
  ///
  /// Integer addition is associative, so that the result does not depend on the number of ranks or on the order
  /// in which MPI adds; sums beyond Int64 wrap, as they would in any order.
  /// - Parameter elements: the same count on every rank; longer than Int32.max is allowed.
  public func allreduceSum(_ elements: UnsafeMutableBufferPointer<Int64>) throws {
    try inPieces(elements.count) { start, count in
      try complete("MPI_Iallreduce") {
        MPI_Iallreduce(
          cmpi_in_place(), elements.baseAddress! + start, count, cmpi_int64(), cmpi_sum(), handle,
          &$0)
      }
    }
  }

  /// The same for Int32, in half the bytes.
  public func allreduceSum(_ elements: UnsafeMutableBufferPointer<Int32>) throws {
    try inPieces(elements.count) { start, count in
      try complete("MPI_Iallreduce") {
        MPI_Iallreduce(
          cmpi_in_place(), elements.baseAddress! + start, count, cmpi_int32(), cmpi_sum(), handle,
          &$0)
      }
    }
  }

  /// The largest of the ranks' values.
  public func allreduceMaximum(_ value: Int64) throws -> Int64 { try allreduce(value, cmpi_max()) }

  /// The smallest of the ranks' values.
  public func allreduceMinimum(_ value: Int64) throws -> Int64 { try allreduce(value, cmpi_min()) }

  private func allreduce(_ value: Int64, _ operation: MPI_Op?) throws -> Int64 {
    var value = value
    // MPI works on it until the call is complete, which is longer than `&value` would last.
    try withUnsafeMutablePointer(to: &value) { value in
      try complete("MPI_Iallreduce") {
        MPI_Iallreduce(cmpi_in_place(), value, 1, cmpi_int64(), operation, handle, &$0)
      }
    }
    return value
  }
}
