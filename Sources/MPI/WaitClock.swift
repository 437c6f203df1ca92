import Foundation

/// How long a wait lasts, by the time in which this process could look: where it was itself stopped or starved, others
/// may have been as well, and nobody is to blame.
struct WaitClock {
  private static let interval = 0.25
  /// More than this between two looks is not counted.
  private static let longestGap = 1.0

  /// Since the wait began, as of the last look.
  private(set) var seconds = 0.0
  private(set) var isFirstLook = true
  private var last = Self.now

  /// Whether it is time for a look.
  mutating func advance() -> Bool {
    let now = Self.now
    let gap = now - last
    if gap < Self.interval { return false }
    isFirstLook = seconds == 0
    seconds += min(gap, Self.longestGap)
    last = now
    return true
  }

  private static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
