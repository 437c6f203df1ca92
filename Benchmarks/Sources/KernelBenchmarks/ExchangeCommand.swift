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
      their owners. share/N: their new values to all ranks. The time is the slowest rank's.
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
    let blocks = BlockExchange(communicator: communicator, count: count)
    let sums = AlignedBuffer((0..<count).map { Int64($0 * communicator.size + communicator.rank) })
    let collected = AlignedBuffer<Int64>(count: blocks.collectedCount)
    try time("collect/\(count)", communicator) {
      { try blocks.collect(sums.pointer, into: collected.pointer) }
    }
    for row in 0..<communicator.size - 1 {
      let sender = row < communicator.rank ? row : row + 1
      for (place, index) in blocks.own.enumerated()
      where collected[row * blocks.blockLength + place] != Int64(index * communicator.size + sender) {
        throw FailedCheck(
          benchmark: "exchange/collect", defect: "element \(index) of rank \(sender) is wrong")
      }
    }

    let parameters = AlignedBuffer<Float>(count: count)
    for index in blocks.own { parameters[index] = Float(index % 4096) }
    try time("share/\(count)", communicator) {
      { try blocks.share(parameters.pointer) }
    }
    for index in 0..<count where parameters[index] != Float(index % 4096) {
      throw FailedCheck(
        benchmark: "exchange/share", defect: "parameter \(index) is \(parameters[index])")
    }
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
