import Support

/// How a parameter starts.
enum Initialisation: Sendable, Hashable {
  case zero
  /// Uniform within 1/sqrt(fan-in), what PyTorch's Linear and Conv1d do to weight and bias.
  case uniformByFanIn(Int)
  /// Uniform within sqrt(6 / (fan-in + fan-out)): Glorot and Bengio, "Understanding the difficulty of training
  /// deep feedforward neural networks" (AISTATS 2010), equation 16.
  case glorot(fanIn: Int, fanOut: Int)
  /// The circuit's angles, scale and offset, and the encodings' scale, by the options.
  case circuit, scale, offset, encodingScale
}

/// What is open about the start of the quantum head. The classical layers start as PyTorch's do.
public struct InitialisationOptions: Codable, Hashable, Sendable {
  /// The distribution of the circuit's angles, in radians.
  public enum CircuitWeights: Codable, Hashable, Sendable {
    /// Uniform in [0, 2 pi).
    case fullTurn
    /// Uniform in [-bound, bound).
    case uniform(bound: Double)
    /// Normal with mean 0.
    case normal(standardDeviation: Double)
    /// All zero: the circuit's blocks start as their entanglers alone.
    case zero
  }

  public var circuitWeights: CircuitWeights
  /// The factor of the expectation value in the prediction.
  public var scale: Double
  /// The prediction at expectation zero: by default the caller gives the mean of the normalised training targets.
  public var offset: Double
  /// The factor of the joined embeddings in the encodings' angles, where it is trained; `normalised` starts from data.
  public var encodingScale: Double

  public init(
    circuitWeights: CircuitWeights = .fullTurn, scale: Double = 1, offset: Double, encodingScale: Double = 1
  ) {
    self.circuitWeights = circuitWeights
    self.scale = scale
    self.offset = offset
    self.encodingScale = encodingScale
  }
}

extension ModelArchitecture {
  /// The parameters that training starts from, laid out as `parameterLayout` says.
  ///
  /// Each is drawn from a random stream of its own, numbered by its name: so both heads start from the same
  /// branches, and a change to one layer leaves the start of every other as it is.
  public func initialParameters(seed: UInt64, options: InitialisationOptions) -> [Float] {
    let layout = parameterLayout
    var parameters: [Float] = []
    parameters.reserveCapacity(layout.count)
    for entry in layout.entries {
      guard let stream = Self.streamNumbers[entry.name] else {
        preconditionFailure("\(entry.name) has no number")
      }
      var random = RandomStream(seed: seed, purpose: .initialisation, index: stream)
      for _ in 0..<entry.count { parameters.append(Float(entry.initialisation.draw(&random, options))) }
    }
    return parameters
  }

  /// The number of each parameter's random stream: part of the meaning of a seed, never to be changed.
  private static let streamNumbers: [String: UInt64] = [
    "drug/gcn1/weight": 1, "drug/gcn1/bias": 2, "drug/gcn2/weight": 3, "drug/gcn2/bias": 4,
    "drug/gcn3/weight": 5, "drug/gcn3/bias": 6, "drug/dense1/weight": 7, "drug/dense1/bias": 8,
    "drug/dense2/weight": 9, "drug/dense2/bias": 10, "cell/conv1/weight": 11, "cell/conv1/bias": 12,
    "cell/conv2/weight": 13, "cell/conv2/bias": 14, "cell/conv3/weight": 15, "cell/conv3/bias": 16,
    "cell/dense/weight": 17, "cell/dense/bias": 18, "head/quantum/weights": 19, "head/quantum/scale": 20,
    "head/quantum/offset": 21, "head/dense1/weight": 22, "head/dense1/bias": 23, "head/dense2/weight": 24,
    "head/dense2/bias": 25, ParameterLayout.encodingScaleName: 26,
    ParameterLayout.encodingOffsetName: 27,
    // Apart from the numbers of other heads.
    "head/dense3/weight": 64, "head/dense3/bias": 65, "head/dense4/weight": 66, "head/dense4/bias": 67,
    "head/dense5/weight": 68, "head/dense5/bias": 69,
  ]
}

extension Initialisation {
  fileprivate func draw(_ random: inout RandomStream, _ options: InitialisationOptions) -> Double {
    switch self {
    case .zero: return 0
    case .uniformByFanIn(let fanIn):
      let bound = 1 / Double(fanIn).squareRoot()
      return random.uniform(from: -bound, to: bound)
    case .glorot(let fanIn, let fanOut):
      let bound = (6 / Double(fanIn + fanOut)).squareRoot()
      return random.uniform(from: -bound, to: bound)
    case .scale: return options.scale
    case .offset: return options.offset
    case .encodingScale: return options.encodingScale
    case .circuit:
      switch options.circuitWeights {
      case .fullTurn: return random.uniform(from: 0, to: 2 * .pi)
      case .uniform(let bound): return random.uniform(from: -bound, to: bound)
      case .normal(let deviation): return deviation * random.normal()
      case .zero: return 0
      }
    }
  }
}
