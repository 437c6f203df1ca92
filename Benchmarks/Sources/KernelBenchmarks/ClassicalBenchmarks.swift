import Network
import Support
import Training

/// Both branches and the classical head, forward and backward: `HybridModel.lossGradient`.
///
/// The trainer cuts a mini-batch into micro-shards of 32 samples, and so do the benchmarks: batch 32 takes 16
/// different micro-shards in turn, so that none is in the caches already; batch 512 takes the same 16 as one
/// mini-batch and sums their gradients exactly.
struct ClassicalBenchmarks {
  static let microShardSize = 32
  static let microShardCount = 16

  /// The part of the name that tells where the samples are from.
  let source: String
  let samples: Samples
  let seed: UInt64

  func all() throws -> [Benchmark] {
    let architecture = try ModelArchitecture(featureCount: samples.inputs.featureCount, head: .classical)
    let count = Self.microShardSize * Self.microShardCount
    return [Self.microShardSize, count].map { batch in
      Benchmark(
        "classical/\(source)/\(batch)", .millisecondsPerSample(samples: count),
        operations: Double(count) * architecture.nominalOperations(atoms: samples.meanAtomCount)
      ) {
        let trial = Trial(architecture, samples, seed: seed, isSummed: batch == count)
        return Benchmark.Prepared(call: trial.run, defect: trial.defect)
      }
    }
  }

  private final class Trial {
    let model: HybridModel<Float>
    let workspace: HybridModel<Float>.Workspace
    let samples: Samples
    let isSummed: Bool
    let gradient, predictions: AlignedBuffer<Float>
    let sums: AlignedBuffer<Int64>
    /// Whether a gradient could not be summed.
    var isRefused = false

    init(_ architecture: ModelArchitecture, _ samples: Samples, seed: UInt64, isSummed: Bool) {
      model = HybridModel(architecture: architecture, inputs: samples.inputs)
      let parameters = architecture.initialParameters(seed: seed, options: InitialisationOptions(offset: 0.5))
      model.setParameters(parameters)
      workspace = HybridModel.Workspace(
        architecture: architecture, inputs: samples.inputs, capacity: ClassicalBenchmarks.microShardSize)
      self.samples = samples
      self.isSummed = isSummed
      gradient = AlignedBuffer(count: model.layout.count)
      predictions = AlignedBuffer(count: ClassicalBenchmarks.microShardSize)
      sums = AlignedBuffer(count: isSummed ? gradient.count : 0)
    }

    func run() {
      for shard in 0..<ClassicalBenchmarks.microShardCount {
        let first = shard * ClassicalBenchmarks.microShardSize
        model.lossGradient(
          drugs: samples.drugs.pointer + first, cellLines: samples.cellLines.pointer + first,
          targets: samples.targets.pointer + first, count: ClassicalBenchmarks.microShardSize,
          lossScale: 1 / Float(samples.drugs.count), gradient: gradient.pointer,
          predictions: predictions.pointer,
          workspace: workspace, workers: .serial)
        if isSummed {
          let refusal = ExactSum.add(
            gradient.pointer, count: gradient.count, to: sums.pointer,
            limit: ExactSum.limit(terms: ClassicalBenchmarks.microShardCount), isFirst: shard == 0)
          isRefused = refusal != nil || isRefused
        }
      }
    }

    func defect() -> String? {
      if isRefused { return "a gradient was too large for the exact sum" }
      if isSummed && !sums.buffer.contains(where: { $0 != 0 }) {
        return "the gradients' sum is zero throughout"
      }
      return Checks.gradientDefect(gradient, "the gradient")
        ?? Checks.gradientDefect(predictions, "the prediction")
    }
  }
}
