import Quantum
import Support

/// All that a layer computes for a batch.
struct LayerResult<S: QuantumScalar>: Equatable {
  var expectations: [S]
  /// [circuit.weightCount] summed over the batch.
  var weightGradient: [S]
  /// [batch][256]
  var featureGradient: [[S]]
}

/// Inputs of a batch, in numbers that both precisions hold exactly.
struct LayerInputs {
  var weights: [Double]
  var features: [[Double]]
  var upstream: [Double]

  init(weights: [Double], features: [[Double]], upstream: [Double]) {
    self.weights = weights
    self.features = features
    self.upstream = upstream
  }

  /// - Parameter depth: that of the circuit, on which the number of weights depends.
  init(seed: UInt64, batch: Int, depth: Int = QDICircuit.defaultDepth) {
    var random = RandomStream(seed: seed, purpose: .testing)
    func single(_ range: ClosedRange<Double>) -> Double {
      Double(Float(random.uniform(from: range.lowerBound, to: range.upperBound)))
    }
    weights = (0..<QDICircuit(depth: depth).weightCount).map { _ in single(0...6.28) }
    features = (0..<batch).map { _ in (0..<QDICircuit.featureCount).map { _ in single(-4...4) } }
    upstream = (0..<batch).map { _ in single(-1...1) }
  }

  func prefix(_ batch: Int) -> LayerInputs {
    LayerInputs(
      weights: weights, features: Array(features.prefix(batch)), upstream: Array(upstream.prefix(batch)))
  }

  /// Runs a layer forward and backward.
  func evaluate<S: QuantumScalar>(
    _: S.Type, _ circuit: QDICircuit, workers: Int = 1, spareCapacity: Int = 0, repeats: Int = 1
  ) -> LayerResult<S> {
    let batch = features.count
    let width = QDICircuit.featureCount
    let layer = QDILayer<S>(circuit: circuit)
    layer.setWeights(weights.map(S.init))
    let workspace = QDILayer<S>.Workspace(
      circuit: circuit, capacity: batch + spareCapacity, workerCount: workers)
    let input = features.flatMap { $0.map(S.init) }
    // Not zero, so that what is not overwritten shows.
    var expectations = [S](repeating: .nan, count: batch)
    var weightGradient = [S](repeating: .nan, count: circuit.weightCount)
    var featureGradient = [S](repeating: .nan, count: batch * width)
    for _ in 0..<repeats {
      layer.forward(
        features: input, batch: batch, expectations: &expectations, workspace: workspace,
        workers: Workers(count: workers))
      layer.backward(
        features: input, batch: batch, upstream: upstream.map(S.init), weightGradient: &weightGradient,
        featureGradient: &featureGradient, workspace: workspace, workers: Workers(count: workers))
    }
    return LayerResult(
      expectations: expectations, weightGradient: weightGradient,
      featureGradient: (0..<batch).map { Array(featureGradient[width * $0..<width * ($0 + 1)]) })
  }
}

extension QDICircuit {
  static let all = Rotation.allCases.flatMap { rotation in
    Entangler.allCases.flatMap { entangler in
      Layout.allCases.map { QDICircuit(rotation: rotation, entangler: entangler, layout: $0) }
    }
  }

  /// The least and the most layers a block, and two numbers between, one of them odd.
  static let otherDepths = [1, 3, 8, 16].flatMap { depth in
    all.map { circuit in
      var circuit = circuit
      circuit.depth = depth
      return circuit
    }
  }

  /// How far a derivative or expectation with upstream 1 may be from the truth.
  ///
  /// Every operation on a state of norm 1 rounds each amplitude by at most half an ulp of itself, which moves the
  /// state by at most ulp/2. The errors are as good as independent, so that n operations move it by sqrt(n) ulp/2;
  /// an error of a state enters an expectation or derivative once. psi goes forward, psi and lambda go back: three
  /// sweeps. An RX block is two transforms of 8 additions each in sequence, a diagonal and an encoding: 24
  /// roundings, however deep; an RY block is layers of four pairs of rotations with four roundings each, and the encoding:
  /// 86 for five layers.
  func tolerance<S: QuantumScalar>(_: S.Type) -> Double {
    Double(roundings).squareRoot() * Double(S.ulpOfOne) / 2
  }

  /// The same where all errors may have the same sign.
  func worstTolerance<S: QuantumScalar>(_: S.Type) -> Double { Double(roundings) * Double(S.ulpOfOne) / 2 }

  private var roundings: Int {
    let blocks = layout == .lattice ? Self.blockCount : 2
    return 3 * blocks * (rotation == .rx ? 24 : 16 * depth + 6)
  }

  /// The same for the reference in double precision: two roundings in each of 8 depth + 8 rotations a block.
  var referenceTolerance: Double {
    let blocks = layout == .lattice ? Self.blockCount : 2
    return Double(3 * blocks * 8 * (depth + 1) * 2).squareRoot() * Double.ulpOfOne / 2
  }
}

func largestDifference<S: QuantumScalar>(_ values: [S], _ expected: [Double]) -> Double {
  precondition(values.count == expected.count)
  // A NaN must not get lost in max().
  return zip(values, expected).map { abs(Double($0) - $1) }.reduce(0) { $1.isNaN ? .infinity : max($0, $1) }
}
