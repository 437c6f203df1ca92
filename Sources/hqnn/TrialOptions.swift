import ArgumentParser
import Experiments
import Training

/// What is said of how trials are worked off, whatever they are for.
struct TrialOptions: ParsableArguments {
  @Option(help: "Threads a rank; results do not depend on it. (default: the cores the rank may use)")
  var threads: Int?

  @Option(
    help: """
      Stop with checkpoints, as on a signal, so that the process has ended before it is so many hours old; fractions \
      count, and each start counts anew. (default: no limit)
      """)
  var maxHours: Double?

  @Flag(help: "Say nothing but errors.")
  var quiet = false

  func validate() throws {
    if let maxHours, !TimeLimit.accepts(hours: maxHours) {
      throw ValidationError("--max-hours is \(maxHours), expected more than 0 and at most 8784.")
    }
  }

  /// Prints a line for the user, unless that is not wanted.
  func say(_ line: String) { if !quiet { StandardOutput.tell(line) } }

  /// When the process is to have ended.
  func timeLimit(from start: ContinuousClock.Instant) -> TimeLimit {
    TimeLimit(start: start, hours: maxHours)
  }
}
