/// How long a rank waits for others before it speaks, and before it gives up. All in seconds.
public struct Patience: Sendable, Hashable {
  /// The wait at which the run ends; nil: never.
  public var limit: Double?
  /// The first report comes no sooner than this, where `limit` allows it.
  public var quiet = 30.0
  /// The first report comes no sooner than after so many times the longest wait that ended by itself.
  public var factor = 10.0

  public static let defaultLimit = 600.0

  public init(limit: Double? = defaultLimit) { self.limit = limit }

  /// The wait after which the ranks that stay away are first looked for: half the limit at most, so that nobody is given
  /// up without having been named before.
  package func firstInquiry(longestWait: Double) -> Double {
    min(max(quiet, factor * longestWait), (limit ?? 2 * Self.defaultLimit) / 2)
  }

  /// How long the others have for an answer. They look four times a second, but may have to wait for a core.
  package var grace: Double { min(5, (limit ?? Self.defaultLimit) / 4) }

  /// The wait after which those that stay away are looked for again.
  package func nextInquiry(after waited: Double) -> Double {
    let next = 2 * waited
    guard let limit else { return next }
    return waited >= limit ? waited + grace : min(next, max(waited, limit - grace))
  }

  /// Whether a wait is to end the run.
  package func isExhausted(by waited: Double) -> Bool { limit.map { waited >= $0 } ?? false }
}

/// What a rank is doing, for messages about those that wait for each other.
public struct Phase: Sendable {
  /// Such as "gradient exchange".
  public let name: StaticString
  /// The training step, where there is one.
  public let step: Int?

  public init(_ name: StaticString, step: Int? = nil) {
    self.name = name
    self.step = step
  }
}

extension Phase: CustomStringConvertible {
  public var description: String { step.map { "step \($0) (\(name))" } ?? "\(name)" }
}
