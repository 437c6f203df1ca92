import Support

/// An error of one rank, thrown on all of them: the same words and exit code everywhere.
public struct CollectiveError: ReportableError, Hashable {
  /// The lowest rank whose work failed: the one that reports.
  public let rank: Int
  /// Whether the rank that holds this value is the one that reports.
  public let isReporter: Bool
  public let exitCode: ExitCode
  /// What the failing rank's error says.
  public let description: String
  /// The error itself, on the rank that reports; nil on the others.
  public let cause: (any Error)?

  public static func == (one: CollectiveError, other: CollectiveError) -> Bool {
    one.rank == other.rank && one.isReporter == other.isReporter && one.exitCode == other.exitCode
      && one.description == other.description
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(rank)
    hasher.combine(isReporter)
    hasher.combine(exitCode)
    hasher.combine(description)
  }
}

extension Communicator {
  /// Runs `body` on every rank, then lets the ranks agree on its outcome: either it returned on all of them, or
  /// every rank throws. Without this, a rank that fails alone leaves the others waiting in their next call.
  ///
  /// `body` may itself be collective as long as it fails on all ranks alike or only in its local parts after the
  /// last collective call.
  /// - Throws: `CollectiveError` with the error of the lowest failing rank; `CommunicationError` if the ranks cannot talk.
  public func collectively<Result>(_ body: () throws -> Result) throws -> Result {
    var outcome: Swift.Result<Result, any Error>
    do { outcome = .success(try body()) } catch let error as any CommunicationError {
      // The others would not hear of it.
      throw error
    } catch { outcome = .failure(error) }

    var failed = false
    if case .failure = outcome { failed = true }
    let reporter = Int(try allreduceMinimum(Int64(failed ? rank : size)))
    if reporter == size { return try outcome.get() }

    var message: [UInt8] = []
    var cause: (any Error)?
    if rank == reporter, case .failure(let error) = outcome {
      cause = error
      let code = (error as? any ReportableError)?.exitCode ?? .failure
      let text = (error as? any ReportableError)?.description ?? String(describing: error)
      message = [UInt8(truncatingIfNeeded: code.rawValue)] + Array(text.utf8)
    }
    message = try broadcast(message, from: reporter)
    throw CollectiveError(
      rank: reporter, isReporter: rank == reporter,
      exitCode: message.first.flatMap { ExitCode(rawValue: Int32($0)) } ?? .failure,
      description: String(decoding: message.dropFirst(), as: UTF8.self), cause: cause)
  }
}
