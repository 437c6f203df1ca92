import CMPI

/// Short messages between ranks that wait, on a communicator of their own: none of its calls waits for anyone.
struct Mailbox {
  /// What a waiting rank says of itself.
  struct Answer {
    /// Whether it has waited for so long that it looks for those that stay away.
    let isImpatient: Bool
  }

  private enum Tag: Int32, CaseIterable { case question, answer, end }
  /// The number of the question, and for an answer whether the rank is impatient.
  private static let length = 2

  private let communicator: MPI_Comm
  private let size: Int
  // A message's room by tag and rank, and its request. A rank that takes no messages gets no second one: its room is not
  // free until the first one is gone.
  private let room: UnsafeMutablePointer<Int64>
  private let requests: UnsafeMutablePointer<MPI_Request?>

  /// - Parameters:
  ///   - size: the number of ranks.
  ///   - group: the ranks.
  /// - Throws: `MPIError` if the communicator cannot be made. Collective.
  init(size: Int, of group: MPI_Comm?) throws {
    var copy: MPI_Comm?
    try check("MPI_Comm_dup") { MPI_Comm_dup(group, &copy) }
    guard let copy else { throw MPIError(function: "MPI_Comm_dup", message: "no communicator came back") }
    communicator = copy
    self.size = size
    // For as long as the process lives: messages may be on their way until MPI has ended.
    room = .allocate(capacity: Tag.allCases.count * size * Self.length)
    room.initialize(repeating: 0, count: Tag.allCases.count * size * Self.length)
    requests = .allocate(capacity: Tag.allCases.count * size)
    requests.initialize(repeating: cmpi_request_null(), count: Tag.allCases.count * size)
  }

  /// Asks a rank whether it waits.
  func ask(_ other: Int, number: Int64) throws { try send(.question, to: other, number, 0) }

  /// Tells a rank that this one ends the run.
  func announceEnd(to other: Int) throws { try send(.end, to: other, 0, 0) }

  /// Answers all questions that have come, and hands on the answers.
  ///
  /// - Returns: a rank that ends the run; nil if there is none.
  func receive(
    isImpatient: Bool, _ body: (_ rank: Int, _ number: Int64, _ answer: Answer) -> Void
  ) throws -> Int? {
    // MPI_Iprobe looks before it makes progress: what has come meanwhile is there for the next one.
    var misses = 0
    while misses < 2 {
      var hasMessage: Int32 = 0
      var status = MPI_Status()
      try check("MPI_Iprobe") {
        MPI_Iprobe(cmpi_any_source(), cmpi_any_tag(), communicator, &hasMessage, &status)
      }
      if hasMessage == 0 {
        misses += 1
        continue
      }
      misses = 0
      var message: (number: Int64, isImpatient: Int64) = (0, 0)
      // It is here already, so that nothing is waited for.
      try check("MPI_Recv") {
        MPI_Recv(
          &message, Int32(Self.length), cmpi_int64(), status.MPI_SOURCE, status.MPI_TAG, communicator,
          cmpi_status_ignore())
      }
      let other = Int(status.MPI_SOURCE)
      switch Tag(rawValue: status.MPI_TAG) {
      case .question: try send(.answer, to: other, message.number, isImpatient ? 1 : 0)
      case .answer: body(other, message.number, Answer(isImpatient: message.isImpatient != 0))
      case .end: return other
      case nil: break
      }
    }
    return nil
  }

  private func send(_ tag: Tag, to other: Int, _ number: Int64, _ value: Int64) throws {
    let slot = Int(tag.rawValue) * size + other
    var isFree: Int32 = 0
    try check("MPI_Test") { MPI_Test(requests + slot, &isFree, cmpi_status_ignore()) }
    if isFree == 0 { return }
    let message = room + slot * Self.length
    message[0] = number
    message[1] = value
    try check("MPI_Isend") {
      MPI_Isend(
        message, Int32(Self.length), cmpi_int64(), Int32(other), tag.rawValue, communicator, requests + slot)
    }
  }
}
