import Foundation

/// What the time from the start of a run to its first step goes to.
public struct StartUpClock: Sendable {
  private let clock = ContinuousClock()
  /// When the run started.
  public let begin: ContinuousClock.Instant
  private var last: ContinuousClock.Instant
  private var laps: [(name: String, seconds: Double)] = []

  /// Starts at zero.
  public init() {
    begin = clock.now
    last = begin
  }

  /// Takes the time since the last call for `name`.
  public mutating func lap(_ name: String) {
    let now = clock.now
    laps.append((name, (now - last) / .seconds(1)))
    last = now
  }

  /// "0.321 s: MPI 0.200, data 0.121", in the order of the laps.
  var summary: String {
    func text(_ seconds: Double) -> String { String(format: "%.3f", seconds) }
    return "\(text((last - begin) / .seconds(1))) s: "
      + laps.map { "\($0.name) \(text($0.seconds))" }.joined(separator: ", ")
  }
}
