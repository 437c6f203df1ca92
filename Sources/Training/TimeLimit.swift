/// How long a process may run. No part of its configuration: results do not depend on it, and a run that goes on has a
/// limit of its own.
public struct TimeLimit: Sendable {
  /// When the process is to have ended by itself.
  private let end: ContinuousClock.Instant?
  /// How long the process may run; nil: as long as it likes.
  let seconds: Double?

  /// - Parameters:
  ///   - start: when the process started.
  ///   - hours: hours from then, fractions allowed; nil: no limit.
  public init(start: ContinuousClock.Instant, hours: Double?) {
    seconds = hours.map { $0 * 3600 }
    end = seconds.map { start + .seconds($0) }
  }

  /// Whether so many hours can be a limit: up to a year.
  public static func accepts(hours: Double) -> Bool { hours > 0 && hours <= 8784 }

  /// Whether what takes `duration` from now would end too late.
  package func isUp(for duration: Duration) -> Bool { end.map { .now + duration >= $0 } ?? false }
}
