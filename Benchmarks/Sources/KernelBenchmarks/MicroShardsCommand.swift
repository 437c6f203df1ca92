import ArgumentParser
import DrugResponse
import Network
import Support
import Training

/// What a worker does with a micro-shard, by the micro-shard's size: the gradient of the whole model, quantum head and
/// all, and its addition to the exact sum. One figure a micro-shard, so that their spread shows what the slowest of
/// many ranks waits for.
struct MicroShardsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "micro-shards",
    abstract: "Times micro-shards of a data set in different sizes.")

  @Option(help: "The data set (HDF5).")
  var data: String

  @Option(parsing: .upToNextOption, help: "Samples a micro-shard.")
  var sizes = [4, 8, 16, 32, 64, 128]

  @Option(help: "Different micro-shards of each size.")
  var count = 32

  @Option(help: "Times that each micro-shard is computed.")
  var passes = 3

  @Option(help: "The seed by which samples are drawn.")
  var seed: UInt64 = 1

  @Flag(help: "Print a line of JSON a size.")
  var json = false

  func validate() throws {
    guard sizes.allSatisfy({ (1...1024).contains($0) }) else {
      throw ValidationError("a micro-shard has 1 to 1024 samples")
    }
    guard count > 0 && passes > 0 else { throw ValidationError("there is nothing to time") }
  }

  func run() throws {
    let dataset = try ResponseDataset.read(data).dataset
    let samples = try Samples.measured(in: dataset, count: count * (sizes.max() ?? 0), seed: seed)
    let architecture = try ModelArchitecture(featureCount: samples.inputs.featureCount, head: .quantum)
    for size in sizes {
      let trial = Trial(architecture, samples, size: size, seed: seed)
      let measurement = Measurement(
        "micro-shard/\(size)", "ms", try trial.milliseconds(count: count, passes: passes), calls: 1)
      print(json ? try measurement.json() : measurement.text)
    }
  }

  private struct Trial {
    let model: HybridModel<Float>
    let workspace: HybridModel<Float>.Workspace
    let samples: Samples
    let size: Int
    let gradient, predictions: AlignedBuffer<Float>
    let sums: AlignedBuffer<Int64>

    init(_ architecture: ModelArchitecture, _ samples: Samples, size: Int, seed: UInt64) {
      model = HybridModel(architecture: architecture, inputs: samples.inputs)
      model.setParameters(
        architecture.initialParameters(seed: seed, options: InitialisationOptions(offset: 0.5)))
      workspace = HybridModel.Workspace(architecture: architecture, inputs: samples.inputs, capacity: size)
      self.samples = samples
      self.size = size
      gradient = AlignedBuffer(count: model.layout.count)
      predictions = AlignedBuffer(count: size)
      sums = AlignedBuffer(count: gradient.count)
    }

    /// Each micro-shard's median over the passes. Between two calls with one of them lie all others, as in training.
    func milliseconds(count: Int, passes: Int) throws -> [Double] {
      var times = [[Double]](repeating: [], count: count)
      let clock = ContinuousClock()
      // The pass before the first warms up.
      for pass in -1..<passes {
        for shard in 0..<count {
          let start = clock.now
          try add(shard)
          if pass >= 0 { times[shard].append((clock.now - start) / .milliseconds(1)) }
        }
      }
      if let defect = Checks.gradientDefect(gradient, "the gradient")
        ?? Checks.gradientDefect(predictions, "the prediction")
      {
        throw FailedCheck(benchmark: "micro-shard/\(size)", defect: defect)
      }
      return times.map { Measurement.median($0.sorted()) }
    }

    private func add(_ shard: Int) throws {
      let first = shard * size
      model.lossGradient(
        drugs: samples.drugs.pointer + first, cellLines: samples.cellLines.pointer + first,
        targets: samples.targets.pointer + first, count: size, lossScale: 1 / Float(samples.drugs.count),
        gradient: gradient.pointer, predictions: predictions.pointer, workspace: workspace, workers: .serial)
      let refusal = ExactSum.add(
        gradient.pointer, count: gradient.count, to: sums.pointer,
        limit: ExactSum.limit(terms: samples.drugs.count / size), isFirst: shard == 0)
      if let refusal {
        throw FailedCheck(
          benchmark: "micro-shard/\(size)", defect: "gradient \(refusal.index) is \(refusal.value)")
      }
    }
  }
}
