import Quantum

/// What the quantum head of a model has learned, in double precision.
public struct QuantumHeadParameters: Sendable {
  public let circuit: QDICircuit
  /// [33 x depth x 8] the angles of the variational layers, in radians.
  public let weights: [Double]
  /// prediction = scale E + offset, E the circuit's expectation (for `parallel`, the mean over its 32 circuits).
  public let scale: Double
  public let offset: Double

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
  }
}
