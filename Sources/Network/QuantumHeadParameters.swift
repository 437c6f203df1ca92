import Quantum
import Support

/// What the quantum head of a model has learned, in double precision.
public struct QuantumHeadParameters: Sendable {
  public let circuit: QDICircuit
  /// [33 x depth x 8] the angles of the variational layers, in radians.
  public let weights: [Double]
  /// prediction = scale E + offset, E the circuit's expectation (for `parallel`, the mean over its 32 circuits).
  public let scale: Double
  public let offset: Double
  /// How the encodings' angles come from the joined embeddings.
  public let encoding: AngleEncoding
  /// Its parameters, in the layout's order: the scale of `trainableScale`, the scales and then the offsets of `normalised`,
  /// of others none.
  public let encodingParameters: [Double]

  /// - Parameters:
  ///   - architecture: the model's.
  ///   - parameters: laid out as the architecture says.
  /// - Returns: nil for a model with another head.
  public init?(_ architecture: ModelArchitecture, parameters: UnsafeBufferPointer<Float>) {
    let layout = architecture.parameterLayout
    precondition(parameters.count == layout.count, "not as many parameters as the model has")
    guard let weights = layout.entry(named: "head/quantum/weights") else { return nil }
    circuit = architecture.circuit
    self.weights = parameters[weights.range].map(Double.init)
    scale = Double(parameters[layout.offset(of: "head/quantum/scale")])
    offset = Double(parameters[layout.offset(of: "head/quantum/offset")])
    encoding = architecture.encoding
    encodingParameters = layout.entries.filter { ParameterGroup(of: $0.name) == .encoding }
      .flatMap { parameters[$0.range].map(Double.init) }
  }

  /// The encodings' angle of an embedding phi, with what was trained as numbers where that is one.
  public var encodingFormula: String {
    encoding == .trainableScale ? "\(encodingParameters[0]) phi" : encoding.formula
  }

  /// The angles that encode samples.
  ///
  /// - Parameters:
  ///   - joint: [count x 256] joined embeddings.
  ///   - count: samples.
  /// - Returns: [count x 256], radians.
  public func angles(of joint: AlignedBuffer<Double>, count: Int) -> AlignedBuffer<Double> {
    let layer = EncodingLayer<Double>(encoding, at: 0)
    if layer.isIdentity { return joint }
    let angles = AlignedBuffer<Double>(count: count * ModelArchitecture.jointCount)
    layer.forward(joint.pointer, count: count, encodingParameters, angles: angles.pointer)
    return angles
  }
}
