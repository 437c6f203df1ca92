import CMPI

/// Messages between two ranks each that are all under way at the same time.
final class MessageRound {
  private let communicator: Communicator
  private let requests: UnsafeMutableBufferPointer<MPI_Request?>
  private var count = 0

  /// - Parameter lengths: of all messages that one round may have, in elements.
  init(communicator: Communicator, lengths: [Int]) {
    self.communicator = communicator
    let pieceLimit = communicator.pieceLimit
    let pieces = lengths.reduce(0) { $0 + ($1 + pieceLimit - 1) / pieceLimit }
    requests = .allocate(capacity: pieces)
    requests.initialize(repeating: nil)
  }

  deinit { requests.deallocate() }

  /// Begins to send `count` elements, which stay as they are until `wait`.
  func send<Element: Messageable>(
    _ elements: UnsafePointer<Element>, count: Int, to rank: Int
  ) throws {
    try begin("MPI_Isend", count) { start, length, request in
      MPI_Isend(
        elements + start, length, Element.type, Int32(rank), Element.tag, communicator.handle, request)
    }
  }

  /// Begins to receive `count` elements, which nobody may look at before `wait`.
  func receive<Element: Messageable>(
    into elements: UnsafeMutablePointer<Element>, count: Int, from rank: Int
  ) throws {
    try begin("MPI_Irecv", count) { start, length, request in
      MPI_Irecv(
        elements + start, length, Element.type, Int32(rank), Element.tag, communicator.handle, request)
    }
  }

  /// Makes a call of MPI for each piece of `length` elements, with a request of its own.
  private func begin(
    _ function: String, _ length: Int,
    _ call: (_ start: Int, _ count: Int32, _ request: UnsafeMutablePointer<MPI_Request?>) -> Int32
  ) throws {
    try communicator.inPieces(length) { start, pieceCount in
      try check(function) { call(start, pieceCount, requests.baseAddress! + count) }
      count += 1
    }
  }

  /// Waits until all messages have come and gone.
  func wait() throws {
    guard count > 0 else { return }
    try communicator.complete(
      "MPI_Isend or MPI_Irecv", UnsafeMutableBufferPointer(rebasing: requests[..<count]))
    count = 0
  }
}

/// A type of elements that messages carry, each by a tag of its own.
protocol Messageable {
  static var type: MPI_Datatype? { get }
  static var tag: Int32 { get }
}

extension Int64: Messageable {
  static var type: MPI_Datatype? { cmpi_int64() }
  static var tag: Int32 { 1 }
}

extension Float: Messageable {
  static var type: MPI_Datatype? { cmpi_float() }
  static var tag: Int32 { 2 }
}
