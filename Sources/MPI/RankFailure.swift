import Support

/// An error after which the ranks can no longer talk to each other, so that none of them may try to agree on it: the
/// only way out is `Communicator.abort`.
public protocol CommunicationError: ReportableError {}

/// Another rank died, stalled, or cannot be reached (exit code 74: to begin anew from the last checkpoint can help).
public struct RankFailure: CommunicationError, Hashable {
  public let exitCode = ExitCode.inputOutput
  /// What happened to whom, and when.
  public let description: String
  /// Whether another rank has said so already.
  public let isReported: Bool

  init(_ description: String, isReported: Bool = false) {
    self.description = description
    self.isReported = isReported
  }
}

/// What a waiting rank has to say of others while the run goes on.
public enum StallReport: Sendable, CustomStringConvertible {
  /// - Parameters:
  ///   - who: the ranks that do not answer, with their hosts; empty where all answer.
  ///   - count: how many these are.
  ///   - waiting: the ranks that wait for them.
  case stalled(who: String, count: Int, seconds: Int, phase: Phase, waiting: Int)
  /// The wait is over after all.
  case ended(who: String, count: Int, seconds: Int, phase: Phase)

  public var description: String {
    switch self {
    case .stalled(_, 0, let seconds, let phase, _):
      "all ranks answer, but \(phase) has not ended for \(seconds) s"
    case .stalled(let who, let count, let seconds, let phase, let waiting):
      "\(who) \(count == 1 ? "has" : "have") not answered for \(seconds) s at \(phase); "
        + "\(waiting) rank\(waiting == 1 ? " waits" : "s wait") for \(count == 1 ? "it" : "them")"
    case .ended(_, 0, let seconds, let phase):
      "\(phase) ended after \(seconds) s; the run goes on"
    case .ended(let who, let count, let seconds, let phase):
      "\(who) \(count == 1 ? "is" : "are") back after \(seconds) s at \(phase); the run goes on"
    }
  }
}
