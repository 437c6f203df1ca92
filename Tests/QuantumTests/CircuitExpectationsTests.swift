import Foundation
import Quantum
import Support
import Testing

@Suite struct CircuitExpectationsTests {
  @Test(arguments: QDICircuit.all) func everyCircuitIsTheReferences(circuit: QDICircuit) {
    let inputs = LayerInputs(seed: 8, batch: 3)
    let values = CircuitExpectations(circuit: circuit, weights: inputs.weights)
      .values(features: AlignedBuffer(inputs.features.flatMap { $0 }), count: 3, workers: Workers(count: 2))
      .elements
    for (sample, features) in inputs.features.enumerated() {
      let expected = circuit.gateCircuits.map {
        $0.gradient(weights: inputs.weights, features: features).expectation
      }
      let start = sample * circuit.circuitCount
      #expect(largestDifference(Array(values[start..<start + circuit.circuitCount]), expected) <= 1e-12)
    }
  }

  @Test func openQASMIsWrittenAsItShouldBe() {
    let circuit = GateCircuit(
      qubitCount: 2,
      gates: [
        .rotation(.x, qubit: 0, angle: .weight(0)), .controlledNot(control: 0, target: 1),
        .rotation(.z, qubit: 1, angle: .feature(1)), .rotation(.y, qubit: 1, angle: .weight(1)),
      ])
    func text(_ version: OpenQASM.Version) -> String {
      OpenQASM.program(
        version, circuits: [circuit, circuit], weights: [0.1, -2], features: [0, 1e-300],
        comment: ["a name\nwith a line break, and ü"])
    }
    let gates = """
      rx(1.0000000000000001e-01) q[0];
      cx q[0], q[1];
      rz(1.0000000000000000e-300) q[1];
      ry(-2.0000000000000000e+00) q[1];

      """
    let comment = "// a name?with a line break, and ?\n"
    #expect(
      text(.two) == comment + "OPENQASM 2.0;\ninclude \"qelib1.inc\";\nqreg q[2];\ncreg c[2];\n" + gates
        + "measure q[0] -> c[0];\nreset q;\n" + gates + "measure q[0] -> c[1];\n")
    #expect(
      text(.three) == comment + "OPENQASM 3.0;\ninclude \"stdgates.inc\";\nqubit[2] q;\nbit[2] c;\nreset q;\n"
        + gates
        + "c[0] = measure q[0];\nreset q;\n" + gates + "c[1] = measure q[0];\n")
  }

  /// What is written is the very number.
  @Test func numbersAreExact() {
    var random = RandomStream(seed: 1, purpose: .testing)
    for _ in 0..<1000 {
      let value = random.uniform(from: -10, to: 10)
      #expect(Double(OpenQASM.number(value)) == value)
    }
  }
}
