/// The expectation of a circuit and its derivatives.
public struct CircuitGradient<Scalar: BinaryFloatingPoint> {
  public var expectation: Scalar
  /// dE/dweight for every weight handed in.
  public var weights: [Scalar]
  /// dE/dfeature for every feature handed in.
  public var features: [Scalar]
  /// The state after the sweep back through all gates: |0...0> up to rounding.
  public var sweptBack: StateVector<Scalar>
}

extension GateCircuit {
  /// The state before the measurement.
  @_specialize(where Scalar == Float)
  @_specialize(where Scalar == Double)
  public func state<Scalar: BinaryFloatingPoint>(weights: [Scalar], features: [Scalar]) -> StateVector<Scalar>
  {
    var state = StateVector<Scalar>(qubitCount: qubitCount)
    for gate in gates { state.apply(gate, angle: angle(of: gate, weights, features)) }
    return state
  }

  /// <Z> on qubit 0 and all derivatives by the adjoint method (Jones and Gacon, arXiv:2009.02823).
  ///
  /// With psi the state and lambda = Z psi, both taken back gate by gate: a gate exp(-i t P / 2) contributes
  /// dE/dt = 2 Re <lambda| (-i/2) P psi> = Im <lambda|P psi>, psi and lambda taken right after it. A parameter
  /// that several gates read gets the sum.
  @_specialize(where Scalar == Float)
  @_specialize(where Scalar == Double)
  public func gradient<Scalar: BinaryFloatingPoint>(weights: [Scalar], features: [Scalar])
    -> CircuitGradient<Scalar>
  {
    var psi = state(weights: weights, features: features)
    var lambda = psi.applying(.z, qubit: 0)
    var result = CircuitGradient(
      expectation: psi.inner(lambda).real, weights: Array(repeating: 0, count: weights.count),
      features: Array(repeating: 0, count: features.count), sweptBack: psi)
    for gate in gates.reversed() {
      if case .rotation(let axis, let qubit, let parameter) = gate {
        let derivative = lambda.inner(psi.applying(axis, qubit: qubit)).imaginary
        switch parameter {
        case .weight(let index): result.weights[index] += derivative
        case .feature(let index): result.features[index] += derivative
        }
      }
      let angle = angle(of: gate, weights, features)
      psi.apply(gate, angle: angle, inverse: true)
      lambda.apply(gate, angle: angle, inverse: true)
    }
    result.sweptBack = psi
    return result
  }

  private func angle<Scalar: BinaryFloatingPoint>(of gate: Gate, _ weights: [Scalar], _ features: [Scalar])
    -> Scalar
  {
    switch gate {
    case .rotation(_, _, .weight(let index)): weights[index]
    case .rotation(_, _, .feature(let index)): features[index]
    case .controlledNot: 0
    }
  }
}

extension QDICircuit {
  /// One sample's expectation (for `parallel` the mean over the circuits) and derivatives, gate by gate.
  @_specialize(where Scalar == Float)
  @_specialize(where Scalar == Double)
  public func referenceGradient<Scalar: BinaryFloatingPoint>(weights: [Scalar], features: [Scalar])
    -> CircuitGradient<Scalar>
  {
    precondition(weights.count == weightCount && features.count == Self.featureCount)
    let results = gateCircuits.map { $0.gradient(weights: weights, features: features) }
    let share = 1 / Scalar(results.count)
    var mean = results[0]
    for result in results.dropFirst() {
      mean.expectation += result.expectation
      for index in mean.weights.indices { mean.weights[index] += result.weights[index] }
      for index in mean.features.indices { mean.features[index] += result.features[index] }
    }
    mean.expectation *= share
    for index in mean.weights.indices { mean.weights[index] *= share }
    for index in mean.features.indices { mean.features[index] *= share }
    return mean
  }
}
