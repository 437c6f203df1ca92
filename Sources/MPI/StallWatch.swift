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
  /// The first process of this host that was found dead, and when, on the clock of the wait.
  private var death: (rank: Int, time: Double)?

  /// A question to the other ranks, and the answers so far.
  private struct Inquiry {
    var isOpen = false
    var number: Int64 = 0
    /// Whether there was a question in this wait: without lower ranks of which that holds, this one would report.
    var isImpatient = false
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
    inquiry.isImpatient = false
    inquiry.reported = nil
    death = nil
  }

  /// To be called often during a wait; four times a second it does something.
  func look() throws {
    guard wait.advance() else { return }
    if wait.isFirstLook { inquiry.time = patience.firstInquiry(longestWait: longestWait) }
    let isLowest = noteDeaths()
    // Only then: a rank that is dead by now has told before, if it was one that ended the run.
    try receive()
    try reportDeath(isLowest: isLowest)
    guard wait.seconds >= inquiry.time else { return }
    if inquiry.isOpen { try conclude() } else { try ask() }
  }

  // MARK: Processes of the same host

  /// - Returns: whether no lower rank is left that could speak.
  private func noteDeaths() -> Bool {
    var isLowest = true
    for other in peers.indices where other != rank {
      switch peers[other].state {
      case .dead: death = death ?? (other, wait.seconds)
      case nil: break
      default: if other < rank { isLowest = false }
      }
    }
    return isLowest
  }

  /// - Throws: `RankFailure` if one is dead.
  private func reportDeath(isLowest: Bool) throws {
    guard let death else { return }
    // The lowest one that is left speaks and ends all. The others do so only if it does not: if it computes, say.
    if !isLowest && wait.seconds - death.time < 5 { return }
    throw RankFailure("\(name(death.rank)) died at \(phase)")
  }

  /// Tells the other ranks that this one is about to end them all and has said why.
  func announceEnd() {
    // Whoever does not hear of it has to find out.
    for other in peers.indices where other != rank { try? mailbox.announceEnd(to: other) }
  }

  /// Such as "rank 3 (host h2)".
  private func name(_ rank: Int, _ detail: String = "") -> String {
    "rank \(rank) (host \(peers[rank].host)\(detail))"
  }

  // MARK: Questions and answers

  private func ask() throws {
    inquiry.isOpen = true
    inquiry.isImpatient = true
    inquiry.number += 1
    inquiry.time = wait.seconds + patience.grace
    for other in peers.indices {
      inquiry.answers[other] = nil
      if other != rank { try mailbox.ask(other, number: inquiry.number) }
    }
  }

  private func receive() throws {
    // Also if it is about to ask: those that ask a moment earlier leave the report to it.
    let isImpatient = inquiry.isImpatient || wait.seconds + patience.grace >= inquiry.time
    let ending = try mailbox.receive(isImpatient: isImpatient) { other, number, answer in
      if inquiry.isOpen && number == inquiry.number { inquiry.answers[other] = answer }
    }
    if let ending { throw RankFailure("\(name(ending)) ended the run", isReported: true) }
  }

  /// Decides who is missing, and on the lowest rank that is impatient says so or ends the run.
  private func conclude() throws {
    let seconds = wait.seconds
    let missing = peers.indices.filter { $0 != rank && inquiry.answers[$0] == nil }
    let isReporter = !(0..<rank).contains { inquiry.answers[$0]?.isImpatient == true }
    let isExhausted = patience.isExhausted(by: seconds)
    let who = list(missing) { describe($0) }
    let stall = StallReport.stalled(
      who: who, count: missing.count, seconds: Int(seconds), phase: phase,
      waiting: peers.count - missing.count)
    // The others leave the reporter the time to end them.
    if isExhausted && (isReporter || patience.isExhausted(by: seconds - 10)) {
      throw RankFailure("\(stall)")
    }
    if isReporter { report(stall) }
    inquiry.isOpen = false
    inquiry.reported = isReporter ? (list(missing) { name($0) }, missing.count) : nil
    inquiry.time = patience.nextInquiry(after: seconds)
  }

  private func list(_ ranks: [Int], _ text: (Int) -> String) -> String {
    let named = 8
    let more = ranks.count > named ? " and \(ranks.count - named) more" : ""
    return ranks.prefix(named).map(text).joined(separator: ", ") + more
  }

  private func describe(_ rank: Int) -> String {
    switch peers[rank].state {
    case .stopped: name(rank, "; process \(peers[rank].process) is stopped by a signal")
    case .blocked: name(rank, "; process \(peers[rank].process) waits for a file system or device")
    default: name(rank)
    }
  }

  /// What an error of MPI means. All ranks may meet it, one after the other speaks.
  func lostConnection(_ error: MPIError) -> RankFailure {
    usleep(200_000 * UInt32(min(rank, 20)))
    let dead = peers.indices.first { $0 != rank && peers[$0].state == .dead }
    do { try receive() } catch let failure as RankFailure { return failure } catch {}
    if let dead { return RankFailure("\(name(dead)) died at \(phase)") }
    return RankFailure("the ranks cannot reach each other any more at \(phase): \(error)")
  }
}
