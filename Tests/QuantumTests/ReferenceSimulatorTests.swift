import Foundation
import Quantum
import Support
import Testing

/// The reference itself, against closed forms and the parameter-shift rule.
@Suite struct ReferenceSimulatorTests {
  /// 16 roundings are more than any circuit below but the random ones makes.
  let few = 16 * Double.ulpOfOne

  func expectation(_ gates: [Gate], qubits: Int = 2, weights: [Double]) -> Double {
    GateCircuit(qubitCount: qubits, gates: gates).gradient(weights: weights, features: []).expectation
  }

  @Test(arguments: [-3.0, -0.4, 0, 1.1, 2.5])
  func rotationsOfOneQubit(angle: Double) {
    for axis in [Gate.Axis.x, .y] {
      let circuit = GateCircuit(qubitCount: 1, gates: [.rotation(axis, qubit: 0, angle: .weight(0))])
      let result = circuit.gradient(weights: [angle], features: [])
      #expect(abs(result.expectation - cos(angle)) <= few)
      #expect(abs(result.weights[0] + sin(angle)) <= few)
    }
    // RY(pi/2), RZ(t), RX(pi/2) turn |0> to x, round z, and y to z: <Z> = sin(t).
    let gates: [Gate] = [
      .rotation(.y, qubit: 0, angle: .weight(0)), .rotation(.z, qubit: 0, angle: .feature(0)),
      .rotation(.x, qubit: 0, angle: .weight(0)),
    ]
    let result = GateCircuit(qubitCount: 1, gates: gates).gradient(weights: [.pi / 2], features: [angle])
    #expect(abs(result.expectation - sin(angle)) <= few)
    #expect(abs(result.features[0] - cos(angle)) <= few)
  }

  @Test func controlledNotCopiesBasisStates() {
    let flip = Gate.rotation(.x, qubit: 1, angle: .weight(0))
    let copy = Gate.controlledNot(control: 1, target: 0)
    #expect(abs(expectation([flip], weights: [.pi]) - 1) <= few)
    #expect(abs(expectation([flip, copy], weights: [.pi]) + 1) <= few)
    #expect(abs(expectation([copy], weights: [.pi]) - 1) <= few)
    #expect(abs(expectation([flip, copy, copy], weights: [.pi]) - 1) <= few)
  }

  /// A circuit of any number of qubits that uses every gate and reads parameters more than once.
  static func randomCircuit(qubits: Int, seed: UInt64) -> GateCircuit {
    var random = RandomStream(seed: seed, purpose: .testing)
    let gates = (0..<60).map { number -> Gate in
      let qubit = random.integer(below: qubits)
      if qubits > 1 && number % 3 == 2 {
        return .controlledNot(
          control: qubit, target: (qubit + 1 + random.integer(below: qubits - 1)) % qubits)
      }
      let axis = [Gate.Axis.x, .y, .z][random.integer(below: 3)]
      let index = random.integer(below: 5)
      return .rotation(axis, qubit: qubit, angle: number % 2 == 0 ? .weight(index) : .feature(index))
    }
    return GateCircuit(qubitCount: qubits, gates: gates)
  }

  @Test(arguments: 1...6)
  func gradientIsTheParameterShift(qubits: Int) {
    let circuit = Self.randomCircuit(qubits: qubits, seed: UInt64(qubits))
    // Every rotation gets a weight of its own: the rule holds gate by gate.
    var angles: [Double] = []
    var random = RandomStream(seed: 5, purpose: .testing)
    let gates = circuit.gates.map { gate -> Gate in
      guard case .rotation(let axis, let qubit, _) = gate else { return gate }
      angles.append(random.uniform(from: -3, to: 3))
      return .rotation(axis, qubit: qubit, angle: .weight(angles.count - 1))
    }
    let separate = GateCircuit(qubitCount: qubits, gates: gates)
    let result = separate.gradient(weights: angles, features: [])
    // 60 gates with two roundings each, there and back.
    let tolerance = 240 * Double.ulpOfOne
    for index in angles.indices {
      func shifted(_ shift: Double) -> Double {
        var angles = angles
        angles[index] += shift
        return separate.gradient(weights: angles, features: []).expectation
      }
      #expect(abs((shifted(.pi / 2) - shifted(-.pi / 2)) / 2 - result.weights[index]) <= tolerance)
    }
  }

  /// A parameter that several gates read gets the sum of their derivatives.
  @Test func sharedParametersAddUp() {
    let gate = Gate.rotation(.x, qubit: 0, angle: .weight(0))
    let result = GateCircuit(qubitCount: 1, gates: [gate, gate, gate]).gradient(weights: [0.3], features: [])
    #expect(abs(result.weights[0] + 3 * sin(0.9)) <= few)
  }

  @Test(arguments: 1...6)
  func sweepBackGivesTheInitialState(qubits: Int) {
    check(
      Self.randomCircuit(qubits: qubits, seed: 77), weights: [0.1, -2, 3, 0.7, 1.5],
      features: [2, -1, 0.4, 5, -0.3])
  }

  @Test(arguments: QDICircuit.all)
  func sweepBackOfTheWholeCircuit(circuit: QDICircuit) {
    let inputs = LayerInputs(seed: 31, batch: 1)
    check(circuit.gateCircuits[0], weights: inputs.weights, features: inputs.features[0])
  }

  private func check(_ circuit: GateCircuit, weights: [Double], features: [Double]) {
    func check<S: QuantumScalar>(_: S.Type) {
      let result = circuit.gradient(weights: weights.map(S.init), features: features.map(S.init))
      let initial = StateVector<S>(qubitCount: circuit.qubitCount)
      // Two roundings a gate and direction.
      let tolerance = Double(4 * circuit.gates.count).squareRoot() * Double(S.ulpOfOne)
      #expect(largestDifference(result.sweptBack.real, initial.real.map { Double($0) }) <= tolerance)
      #expect(
        largestDifference(result.sweptBack.imaginary, initial.imaginary.map { Double($0) }) <= tolerance)
    }
    check(Double.self)
    check(Float.self)
  }
}
