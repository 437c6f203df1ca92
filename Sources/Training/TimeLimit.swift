/// How long a process may run. No part of its configuration: results do not depend on it, and a run that goes on has a
/// limit of its own.
public struct TimeLimit: Sendable {
  /// When the process is to have ended by itself.
  private let end: ContinuousClock.Instant?

  /// - Parameters:
  ///   - start: when the process started.
  ///   - hours: hours from then, fractions allowed; nil: no limit.
  public init(start: ContinuousClock.Instant, hours: Double?) {
    end = hours.map { start + .seconds($0 * 3600) }
  }

  /// Whether what takes `duration` from now would end too late.
  func isUp(for duration: Duration) -> Bool { end.map { .now + duration >= $0 } ?? false }
}
