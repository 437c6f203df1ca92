import ArgumentParser
import MPI
import Network
import Support

/// The sum over all ranks of a gradient in fixed point, as a training step makes it: under mpirun.
struct AllreduceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "allreduce", abstract: "Times the gradient's sum over all ranks: start it with mpirun.")

  @Option(help: "Genomic features a cell line, which decide the number of parameters.")
  var features = 735

  @Option(help: "Sums to time.")
  var repetitions = 100

  @Flag(help: "Print a line of JSON.")
  var json = false

  func run() throws {
    let communicator = try Communicator.initialize()
    let architecture = try ModelArchitecture(featureCount: features, head: .quantum)
    let sums = AlignedBuffer<Int64>(count: architecture.parameterLayout.count)
    let ranks = Int64(communicator.size)
    let clock = ContinuousClock()
    var milliseconds: [Double] = []
    // The first tenth warms up.
    for repetition in -repetitions / 10..<max(1, repetitions) {
      for index in 0..<sums.count { sums[index] = Int64(communicator.rank + index) }
      try communicator.barrier()
      let start = clock.now
      try communicator.allreduceSum(sums.buffer)
      let duration = clock.now - start
      // The slowest rank's time is the step's.
      let slowest = try communicator.allreduceMaximum(Int64(duration / .nanoseconds(1)))
      if repetition >= 0 { milliseconds.append(Double(slowest) * 1e-6) }
    }
    for index in 0..<sums.count where sums[index] != ranks * (ranks - 1) / 2 + ranks * Int64(index) {
      throw FailedCheck(benchmark: "allreduce", defect: "sum \(index) is \(sums[index])")
    }
    if communicator.isRoot {
      let measurement = Measurement("allreduce/\(communicator.size)", "ms", milliseconds, calls: 1)
      print(json ? try measurement.json() : measurement.text)
    }
    try communicator.finalize()
  }
}
