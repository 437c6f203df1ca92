import Foundation
import Quantum
import Testing

@Suite struct QDICircuitTests {
  @Test func countsAreThePapers() {
    #expect(QDICircuit.weightCount == 1320)
    #expect(QDICircuit.featureCount == 256)
    // Rotation layers, entangler layers, encoding layers, and the measurement: "363 layers".
    #expect(2 * QDICircuit.blockCount * QDICircuit.depth + QDICircuit.encodingCount + 1 == 363)
  }

  @Test func weightsAreInTheOrderOfTheGates() {
    let angles = QDICircuit().gateCircuits[0].gates.compactMap { gate -> Int? in
      if case .rotation(_, _, .weight(let index)) = gate { index } else { nil }
    }
    #expect(angles == Array(0..<QDICircuit.weightCount))
    #expect(QDICircuit.weightIndex(block: 32, layer: 4, qubit: 7) == QDICircuit.weightCount - 1)
  }

  @Test(arguments: QDICircuit.all)
  func gateListsReadEveryParameter(circuit: QDICircuit) {
    var readings: [Gate.Angle: Int] = [:]
    var controlledNots = 0
    for gate in circuit.gateCircuits.flatMap(\.gates) {
      switch gate {
      case .rotation(_, _, let angle): readings[angle, default: 0] += 1
      case .controlledNot: controlledNots += 1
      }
    }
    #expect(readings.count == QDICircuit.weightCount + QDICircuit.featureCount)
    let circuits = circuit.layout == .lattice ? 1 : 32
    #expect(circuit.gateCircuits.count == circuits)
    for (angle, count) in readings {
      if case .weight(0..<QDICircuit.blockWeightCount) = angle {
        #expect(count == circuits)
      } else {
        #expect(count == 1)
      }
    }
    let layers = circuit.layout == .lattice ? 165 : 32 * 10
    #expect(controlledNots == layers * (circuit.entangler == .ring ? 8 : 7) + 7 * circuits)
  }

  @Test func encodesByName() throws {
    let circuit = QDICircuit(rotation: .ry, entangler: .linear, layout: .parallel)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let text = String(decoding: try encoder.encode(circuit), as: UTF8.self)
    #expect(text == #"{"entangler":"linear","layout":"parallel","rotation":"ry"}"#)
    #expect(try JSONDecoder().decode(QDICircuit.self, from: Data(text.utf8)) == circuit)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(
        QDICircuit.self, from: Data(#"{"entangler":"star","layout":"parallel","rotation":"ry"}"#.utf8))
    }
  }
}
