import Quantum
import Support

/// The QDI layer in single precision: setting the weights, forward and adjoint backward for a batch, with the
/// derivatives by weights and by features, as an optimiser's step needs them.
enum CircuitBenchmarks {
  static func all(seed: UInt64) -> [Benchmark] {
    QDICircuit.Rotation.allCases.flatMap { rotation in
      QDICircuit.Layout.allCases.flatMap { layout in
        [32, 512].map { benchmark(QDICircuit(rotation: rotation, layout: layout), batch: $0, seed: seed) }
      }
    }
  }

  private static func benchmark(_ circuit: QDICircuit, batch: Int, seed: UInt64) -> Benchmark {
    Benchmark(
      "circuit/\(circuit.rotation)/\(circuit.layout)/\(batch)", .millisecondsPerSample(samples: batch),
      operations: circuit.nominalOperations * Double(batch)
    ) {
      let trial = Trial(circuit, batch: batch, seed: seed)
      return Benchmark.Prepared(call: trial.run, defect: trial.defect)
    }
  }

  /// A layer, its inputs and its results.
  private final class Trial {
    let layer: QDILayer<Float>
    let workspace: QDILayer<Float>.Workspace
    let batch: Int
    let weights, features, upstream: AlignedBuffer<Float>
    let expectations, weightGradient, featureGradient: AlignedBuffer<Float>

    /// Angles as the peers draw them: weights uniform in [0, 2 pi), features in [-pi, pi), upstream in [-1, 1).
    init(_ circuit: QDICircuit, batch: Int, seed: UInt64) {
      var random = RandomStream(seed: seed, purpose: .testing, index: RandomIndex.circuit)
      func uniform(_ count: Int, from lower: Double, to upper: Double) -> AlignedBuffer<Float> {
        AlignedBuffer((0..<count).map { _ in Float(random.uniform(from: lower, to: upper)) })
      }
      self.batch = batch
      layer = QDILayer(circuit: circuit)
      workspace = QDILayer.Workspace(circuit: circuit, capacity: batch, workerCount: 1)
      weights = uniform(circuit.weightCount, from: 0, to: 2 * .pi)
      features = uniform(batch * QDICircuit.featureCount, from: -.pi, to: .pi)
      upstream = uniform(batch, from: -1, to: 1)
      expectations = AlignedBuffer(count: batch)
      weightGradient = AlignedBuffer(count: weights.count)
      featureGradient = AlignedBuffer(count: features.count)
    }

    func run() {
      layer.setWeights(weights.pointer)
      layer.forward(
        features: features.pointer, batch: batch, expectations: expectations.pointer, workspace: workspace,
        workers: .serial)
      layer.backward(
        features: features.pointer, batch: batch, upstream: upstream.pointer,
        weightGradient: weightGradient.pointer, featureGradient: featureGradient.pointer,
        workspace: workspace,
        workers: .serial)
    }

    func defect() -> String? {
      // The state's norm is 1 but for rounding, far less than a thousandth in these few thousand operations.
      Checks.rangeDefect(expectations, -1.001...1.001, "the expectation")
        ?? Checks.gradientDefect(expectations, "the expectation")
        ?? Checks.gradientDefect(weightGradient, "the weights' gradient")
        ?? Checks.gradientDefect(featureGradient, "the features' gradient")
    }
  }
}
