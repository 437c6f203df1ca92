import ArgumentParser
import DrugResponse
import Support

/// Times the kernels that run in one process.
struct KernelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kernels", abstract: "Times kernels inside this process. (default)")

  @Argument(help: "Names of benchmarks, or beginnings of names such as circuit/rx. (default: all)")
  var names: [String] = []

  @Option(help: "A data set (HDF5), for classical/data.")
  var data: String?

  @Option(help: "Genomic features of the random cell lines.")
  var features = 735

  @Option(help: "Seconds to time each benchmark for.")
  var seconds = 1.0

  @Option(help: "The seed of the random inputs.")
  var seed: UInt64 = 1

  @Flag(help: "Print a line of JSON a benchmark.")
  var json = false

  @Flag(help: "Print the names and time nothing.")
  var list = false

  func run() throws {
    let chosen = try benchmarks().filter { benchmark in
      names.isEmpty || names.contains { benchmark.name == $0 || benchmark.name.hasPrefix("\($0)/") }
    }
    guard !chosen.isEmpty else {
      throw UsageError("no benchmark is called \(names.joined(separator: " or ")): --list prints their names")
    }
    for benchmark in chosen {
      if list {
        print(benchmark.name)
      } else {
        let measurement = try Measurement(benchmark, effort: Measurement.Effort(seconds: seconds))
        print(json ? try measurement.json() : measurement.text)
      }
    }
  }

  private func benchmarks() throws -> [Benchmark] {
    let count = ClassicalBenchmarks.microShardSize * ClassicalBenchmarks.microShardCount
    var all = PeakBenchmarks.all(seed: seed) + CircuitBenchmarks.all(seed: seed)
    let random = try Samples.random(count: count, featureCount: features, seed: seed)
    all += try ClassicalBenchmarks(source: "random", samples: random, seed: seed).all()
    if let data {
      let dataset = try ResponseDataset.read(data).dataset
      let measured = try Samples.measured(in: dataset, count: count, seed: seed)
      all += try ClassicalBenchmarks(source: "data", samples: measured, seed: seed).all()
    }
    return all + (try StepBenchmarks(featureCount: features, seed: seed).all())
  }
}
