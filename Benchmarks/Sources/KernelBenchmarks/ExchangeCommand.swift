import ArgumentParser
import MPI
import Network
import Support

/// The three things that ranks tell each other in a training step, each alone: under mpirun.
struct ExchangeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "exchange",
    abstract: "Times what ranks exchange in a step: start it with mpirun.",
    discussion: """
      scalars: the sum of three integers over all ranks. collect/N: gradient blocks of N parameters in fixed point to \
      their owners, who read them. share/N: their new values to all ranks, who read them. Sums and values were just \
      written. The time is the slowest rank's.
      """)

  @Option(
    name: .customLong("parameters"), parsing: .upToNextOption,
    help: "Lengths of the vector. (default: the model's parameters)")
  var counts: [Int] = []

  @Option(help: "Genomic features a cell line, which decide the number of the model's parameters.")
  var features = 735

  @Option(help: "Repetitions to time.")
  var repetitions = 100

  @Flag(help: "Print a line of JSON a measurement.")
  var json = false

  func validate() throws {
    guard counts.allSatisfy({ $0 > 0 }) else { throw ValidationError("a vector has at least one parameter") }
    guard repetitions > 0 else { throw ValidationError("at least one repetition is needed") }
  }

  func run() throws {
    let communicator = try Communicator.initialize()
    let architecture = try ModelArchitecture(featureCount: features, head: .quantum)
    try scalars(communicator)
    for count in counts.isEmpty ? [architecture.parameterLayout.count] : counts {
      try exchanges(of: count, communicator)
    }
    try communicator.finalize()
  }

  private func scalars(_ communicator: Communicator) throws {
    let values = AlignedBuffer<Int64>(count: 3)
    let ranks = Int64(communicator.size)
    try time("scalars", communicator) {
      for index in 0..<values.count { values[index] = Int64(index + 1) }
      return { try communicator.allreduceSum(values.buffer) }
    }
    for index in 0..<values.count where values[index] != ranks * Int64(index + 1) {
      throw FailedCheck(benchmark: "exchange/scalars", defect: "sum \(index) is \(values[index])")
    }
  }

  private func exchanges(of count: Int, _ communicator: Communicator) throws {
    let exchange = try BlockExchange(HostGroup(of: communicator), count: count, vectorCount: 1)
    let (own, size, rank) = (exchange.plan.own, communicator.size, communicator.rank)
    var total: Int64 = 0
    try time("collect/\(count)", communicator) {
      for index in 0..<count { exchange.sums[index] = Int64(index * size + rank) }
      exchange.announceSums(true)
      return {
        try exchange.collect { _ in true }
        total = exchange.terms.reduce(0) { $0 &+ Self.sum($1, own.count) }
      }
    }
    let expected = own.reduce(0) { sum, index in
      sum + (0..<size).reduce(0) { $0 + index * size + $1 } - index * size - rank
    }
    if total != Int64(expected) {
      throw FailedCheck(
        benchmark: "exchange/collect", defect: "the others' sums make \(total), not \(expected)")
    }

    let parameters = exchange.vectors[0]
    let bits = UnsafeMutableRawPointer(parameters.pointer).assumingMemoryBound(to: Int32.self)
    let value = Float(1)
    try time("share/\(count)", communicator) {
      for index in own { parameters[index] = value }
      return {
        try exchange.share(exchange.vectors)
        total = Self.sum(bits, count)
      }
    }
    if total != Int64(value.bitPattern) * Int64(count) {
      throw FailedCheck(benchmark: "exchange/share", defect: "not all parameters are \(value)")
    }
  }

  /// Reads so many numbers.
  private static func sum<Number: FixedWidthInteger>(_ numbers: UnsafePointer<Number>, _ count: Int) -> Int64
  {
    var sum: Int64 = 0
    for index in 0..<count { sum &+= Int64(truncatingIfNeeded: numbers[index]) }
    return sum
  }

  /// Times what `prepare` returns, and prints the figure on rank 0.
  private func time(_ name: String, _ communicator: Communicator, prepare: () -> () throws -> Void) throws {
    let clock = ContinuousClock()
    var milliseconds: [Double] = []
    // The first tenth warms up.
    for repetition in -(repetitions + 9) / 10..<repetitions {
      let call = prepare()
      try communicator.barrier()
      let start = clock.now
      try call()
      let duration = clock.now - start
      // The slowest rank's time is the step's.
      let slowest = try communicator.allreduceMaximum(Int64(duration / .nanoseconds(1)))
      if repetition >= 0 { milliseconds.append(Double(slowest) * 1e-6) }
    }
    guard communicator.isRoot else { return }
    let measurement = Measurement("exchange/\(communicator.size)/\(name)", "ms", milliseconds, calls: 1)
    print(json ? try measurement.json() : measurement.text)
  }
}
