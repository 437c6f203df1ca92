import Foundation
import Support

/// What timing a benchmark gave.
struct Measurement: Encodable {
  let name: String
  let unit: String
  /// Over the repetitions, in `unit`.
  let median: Double
  let minimum: Double
  let maximum: Double
  let mean: Double
  /// The standard deviation of the repetitions; 0 for one.
  let deviation: Double
  let repetitions: Int
  /// Calls in each repetition.
  let calls: Int
  /// Nominal operations a second at the median, in 10^9; nil where there is no nominal count.
  let gigaflops: Double?

  /// How long to time a benchmark.
  struct Effort {
    /// Wall time for all repetitions together, in seconds; each benchmark has at least five of them.
    let seconds: Double
    /// A repetition makes calls until it has lasted so long, so that the clock's resolution does not matter.
    static let shortestRepetition = 0.005
    static let warmUp = 0.1
    static let fewestRepetitions = 5
  }

  /// Prepares, warms up and times.
  ///
  /// - Throws: `FailedCheck` if what the calls computed cannot be right.
  init(_ benchmark: Benchmark, effort: Effort) throws {
    let prepared = try benchmark.prepare()
    // At least twice: the first call touches memory and code for the first time, and tells nothing of the others.
    var warmUpCalls = 0
    var warmUpSeconds = 0.0
    var last = 0.0
    while warmUpCalls < 2 || warmUpSeconds < Effort.warmUp {
      last = try seconds { try prepared.call() }
      warmUpSeconds += last
      warmUpCalls += 1
    }
    let calls = max(1, Int((Effort.shortestRepetition / max(last, 1e-9)).rounded(.up)))
    let wanted = Int(effort.seconds / max(last * Double(calls), 1e-9))
    var figures: [Double] = []
    for _ in 0..<max(Effort.fewestRepetitions, min(wanted, 1000)) {
      let time = try seconds { for _ in 0..<calls { try prepared.call() } }
      figures.append(benchmark.figure(seconds: time / Double(calls)))
    }
    if let defect = prepared.defect() { throw FailedCheck(benchmark: benchmark.name, defect: defect) }
    self.init(
      benchmark.name, benchmark.unitName, figures, calls: calls,
      gigaflops: { benchmark.gigaflops(figure: $0) })
  }

  /// - Parameter figures: one a repetition, at least one.
  init(
    _ name: String, _ unit: String, _ figures: [Double], calls: Int,
    gigaflops: (Double) -> Double? = { _ in nil }
  ) {
    let sorted = figures.sorted()
    self.name = name
    self.unit = unit
    minimum = sorted[0]
    maximum = sorted[sorted.count - 1]
    median = Self.median(sorted)
    let mean = sorted.reduce(0, +) / Double(sorted.count)
    self.mean = mean
    let squares = sorted.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    deviation = (squares / Double(max(1, sorted.count - 1))).squareRoot()
    repetitions = sorted.count
    self.calls = calls
    self.gigaflops = gigaflops(median)
  }

  /// - Parameter sorted: at least one figure.
  static func median(_ sorted: [Double]) -> Double {
    (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }

  /// One line for people.
  var text: String {
    let line = String(
      format: "%@ %12.5f %@  (%.5f - %.5f, %d x %d)", name.padding(toLength: 26, withPad: " ", startingAt: 0),
      median, unit.padding(toLength: 9, withPad: " ", startingAt: 0), minimum, maximum, repetitions, calls)
    guard let gigaflops, unit != "GFLOP/s" else { return line }
    return line + String(format: "  %.1f GFLOP/s", gigaflops)
  }

  /// One line of JSON.
  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}

/// A kernel that computed nonsense: its time would mean nothing (exit code 1).
struct FailedCheck: ReportableError {
  let exitCode = ExitCode.failure
  let description: String

  init(benchmark: String, defect: String) { description = "\(benchmark): \(defect)" }
}

private func seconds(_ body: () throws -> Void) rethrows -> Double {
  let clock = ContinuousClock()
  let start = clock.now
  try body()
  return (clock.now - start) / .seconds(1)
}
