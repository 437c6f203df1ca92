import CMPI

/// Messages between two ranks each that are all under way at the same time.
final class MessageRound {
  private let communicator: Communicator
  private var pieceLimit: Int { communicator.pieceLimit }
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
    for start in stride(from: 0, to: count, by: pieceLimit) {
      try check("MPI_Isend") {
        MPI_Isend(
          elements + start, Int32(min(pieceLimit, count - start)), Element.type, Int32(rank), Element.tag,
          cmpi_comm_world(), requests.baseAddress! + self.count)
      }
      self.count += 1
    }
  }

  /// Begins to receive `count` elements, which nobody may look at before `wait`.
  func receive<Element: Messageable>(
    into elements: UnsafeMutablePointer<Element>, count: Int, from rank: Int
  ) throws {
    for start in stride(from: 0, to: count, by: pieceLimit) {
      try check("MPI_Irecv") {
        MPI_Irecv(
          elements + start, Int32(min(pieceLimit, count - start)), Element.type, Int32(rank), Element.tag,
          cmpi_comm_world(), requests.baseAddress! + self.count)
      }
      self.count += 1
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
