import CMPI

extension Communicator {
  /// Starts one non-blocking call of MPI and waits until it is complete.
  ///
  /// - Throws: as `wait` does.
  func complete(_ function: String, _ start: (_ request: inout MPI_Request?) -> Int32) throws {
    var request = cmpi_request_null()
    var isStarted = false
    try wait {
      // Started here, so that its errors are met like those of the wait.
      if !isStarted { try check(function) { start(&request) } }
      isStarted = true
      var isComplete: Int32 = 0
      try check(function) { MPI_Test(&request, &isComplete, cmpi_status_ignore()) }
      return isComplete != 0
    }
  }

  /// Waits until all of `requests` are complete.
  ///
  /// - Parameter function: what started them, for error messages.
  /// - Throws: as `wait` does.
  func complete(_ function: String, _ requests: UnsafeMutableBufferPointer<MPI_Request?>) throws {
    try wait {
      var areComplete: Int32 = 0
      try check(function) {
        MPI_Testall(Int32(requests.count), requests.baseAddress, &areComplete, cmpi_statuses_ignore())
      }
      return areComplete != 0
    }
  }

  /// Asks `isDone` until it holds: the one way in which a rank waits for others. No call of MPI that could block is made
  /// meanwhile, so that a rank which dies or stalls is noticed by those that wait for it, and named.
  ///
  /// `isDone` is asked without a pause. Where ranks share cores, it has to let others run: a call of MPI that makes
  /// progress does so by itself.
  /// - Throws: `RankFailure` if another rank died, stayed away for longer than `StallWatch.patience` allows, or could
  ///   not be reached; what `isDone` throws.
  package func wait(until isDone: () throws -> Bool) throws {
    // Asked so often between two looks at the clock: a few microseconds.
    let looks = 64
    do {
      for _ in 0..<looks { if try isDone() { return } }
      watch.waitBegins()
      while true {
        for _ in 0..<looks {
          if try isDone() {
            watch.waitEnded()
            return
          }
        }
        try watch.look()
      }
    } catch let error as MPIError {
      throw watch.lostConnection(error)
    }
  }
}
