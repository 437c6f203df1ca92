import CMPI
import Foundation

/// What a rank does while it waits for others: answers those that ask whether it waits too, asks so itself when the wait
/// gets long, and looks whether the processes of its host are still there.
///
/// A rank that computes, writes a file, is stopped or is gone does not answer: it is the one that is waited for. All
/// of this happens in waits that last a quarter of a second or longer, on a communicator of its own, and allocates
/// nothing but in MPI and for what is reported. For the thread that calls MPI.
public final class StallWatch: @unchecked Sendable {
  /// How long to wait; may differ from rank to rank.
  public var patience = Patience()
  /// What this rank is doing.
  public var phase = Phase("start")
  /// Gets what there is to say while the run goes on: on one rank, the lowest of those that wait.
  public var report: (StallReport) -> Void = { report in
    FileHandle.standardError.write(Data("hqnn: warning: \(report)\n".utf8))
  }

  let peers: [Peer]
  let rank: Int
  var mailbox: Mailbox
  private var wait = WaitClock()
  private var inquiry = Inquiry()
  /// The longest wait that ended by itself, in seconds.
  private var longestWait = 0.0
  /// When a process of this host was found dead, on the clock of the wait.
  private var deathNoticed: Double?

  /// A question to the other ranks, and the answers so far.
  private struct Inquiry {
    var isOpen = false
    var number: Int64 = 0
    /// On the clock of the wait: when the question was or will be asked, or when answers are due.
    var time = 0.0
    /// By rank: whether it answered, and whether its own patience is at an end.
    var answers: [Mailbox.Answer?] = []
    /// What was reported of this wait.
    var reported: (who: String, count: Int)?
  }

  init(rank: Int, peers: [Peer], mailbox: Mailbox) {
    self.rank = rank
    self.peers = peers
    self.mailbox = mailbox
    inquiry.answers = Array(repeating: nil, count: peers.count)
  }

  // MARK: A wait, from its first microseconds to its end

  func waitBegins() { wait = WaitClock() }

  func waitEnded() {
    // Most waits end before anyone looked.
    if wait.seconds == 0 { return }
    if let (who, count) = inquiry.reported {
      report(.ended(who: who, count: count, seconds: Int(wait.seconds), phase: phase))
    }
    longestWait = max(longestWait, wait.seconds)
    inquiry.isOpen = false
    inquiry.reported = nil
    deathNoticed = nil
  }

  /// To be called often during a wait; four times a second it does something.
  func look() throws {
    guard wait.advance() else { return }
    try look(at: peers)
    try receive()
    if wait.isFirstLook { inquiry.time = patience.firstInquiry(longestWait: longestWait) }
    guard wait.seconds >= inquiry.time else { return }
    if inquiry.isOpen { try conclude() } else { try ask() }
  }

  // MARK: Processes of the same host

  /// - Throws: `RankFailure` if one is dead.
  private func look(at peers: [Peer]) throws {
    var dead: Int?
    var isLowest = true
    for other in peers.indices where other != rank {
      switch peers[other].state {
      case .dead: dead = dead ?? other
      case nil: break
      default: if other < rank { isLowest = false }
      }
    }
    guard let dead else { return }
    let noticed = deathNoticed ?? wait.seconds
    deathNoticed = noticed
    // The lowest one that is left speaks and ends all. The others do so only if it does not: if it computes, say.
    if !isLowest && wait.seconds - noticed < 5 { return }
    throw RankFailure("\(name(dead)) died at \(phase)")
  }

  /// Such as "rank 3 (host h2)".
  private func name(_ rank: Int, _ detail: String = "") -> String {
    "rank \(rank) (host \(peers[rank].host)\(detail))"
  }

  // MARK: Questions and answers

  private func ask() throws {
    inquiry.isOpen = true
    inquiry.number += 1
    inquiry.time = wait.seconds + patience.grace
    for other in peers.indices {
      inquiry.answers[other] = nil
      if other != rank { try mailbox.ask(other, number: inquiry.number) }
    }
  }

  private func receive() throws {
    // Impatient: about to report, were there no lower rank that is.
    try mailbox.receive(isImpatient: inquiry.isOpen || inquiry.reported != nil) { other, number, answer in
      if inquiry.isOpen && number == inquiry.number { inquiry.answers[other] = answer }
    }
  }

  /// Decides who is missing, and on the lowest rank that is impatient says so or ends the run.
  private func conclude() throws {
    let seconds = wait.seconds
    let missing = peers.indices.filter { $0 != rank && inquiry.answers[$0] == nil }
    let isReporter = !(0..<rank).contains { inquiry.answers[$0]?.isImpatient == true }
    let isExhausted = patience.isExhausted(by: seconds)
    let who = describe(missing)
    let stall = StallReport.stalled(
      who: who, count: missing.count, seconds: Int(seconds), phase: phase,
      waiting: peers.count - missing.count)
    // The others leave the reporter the time to end them.
    if isExhausted && (isReporter || patience.isExhausted(by: seconds - 10)) {
      throw RankFailure("\(stall)")
    }
    if isReporter { report(stall) }
    inquiry.isOpen = false
    inquiry.reported = isReporter ? (who, missing.count) : nil
    inquiry.time = patience.nextInquiry(after: seconds)
  }

  private func describe(_ ranks: [Int]) -> String {
    let named = 8
    let names = ranks.prefix(named).map { rank in
      switch peers[rank].state {
      case .stopped: name(rank, "; process \(peers[rank].process) is stopped by a signal")
      case .blocked: name(rank, "; process \(peers[rank].process) waits for a file system or device")
      default: name(rank)
      }
    }
    let more = ranks.count > named ? " and \(ranks.count - named) more" : ""
    return names.joined(separator: ", ") + more
  }

  /// What an error of MPI in the middle of a wait means.
  func lostConnection(_ error: MPIError) -> RankFailure {
    for other in peers.indices where other != rank && peers[other].state == .dead {
      return RankFailure("\(name(other)) died at \(phase)")
    }
    return RankFailure("another rank cannot be reached at \(phase): \(error)")
  }
}
