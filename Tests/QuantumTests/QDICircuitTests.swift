import Foundation
import Quantum
import Testing

@Suite struct QDICircuitTests {
  @Test func countsAreThePapers() {
    #expect(QDICircuit().weightCount == 1320)
    #expect(QDICircuit.featureCount == 256)
    // Rotation layers, entangler layers, encoding layers, and the measurement: "363 layers".
    #expect(2 * QDICircuit.blockCount * QDICircuit().depth + QDICircuit.encodingCount + 1 == 363)
  }

  @Test(arguments: [1, 5, 16]) func weightsAreInTheOrderOfTheGates(depth: Int) {
    let circuit = QDICircuit(depth: depth)
    let angles = circuit.gateCircuits[0].gates.compactMap { gate -> Int? in
      if case .rotation(_, _, .weight(let index)) = gate { index } else { nil }
    }
    #expect(angles == Array(0..<33 * depth * 8))
    #expect(circuit.weightIndex(block: 32, layer: depth - 1, qubit: 7) == circuit.weightCount - 1)
  }

  @Test(arguments: QDICircuit.all + QDICircuit.otherDepths)
  func gateListsReadEveryParameter(circuit: QDICircuit) {
    var readings: [Gate.Angle: Int] = [:]
    var controlledNots = 0
    for gate in circuit.gateCircuits.flatMap(\.gates) {
      switch gate {
      case .rotation(_, _, let angle): readings[angle, default: 0] += 1
      case .controlledNot: controlledNots += 1
      }
    }
    #expect(readings.count == circuit.weightCount + QDICircuit.featureCount)
    let circuits = circuit.layout == .lattice ? 1 : 32
    #expect(circuit.gateCircuits.count == circuits)
    for (angle, count) in readings {
      if case .weight(0..<circuit.blockWeightCount) = angle {
        #expect(count == circuits)
      } else {
        #expect(count == 1)
      }
    }
    let layers = circuit.depth * (circuit.layout == .lattice ? 33 : 32 * 2)
    #expect(controlledNots == layers * (circuit.entangler == .ring ? 8 : 7) + 7 * circuits)
  }

  @Test func encodesByName() throws {
    let circuit = QDICircuit(rotation: .ry, entangler: .linear, layout: .parallel, depth: 7)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let text = String(decoding: try encoder.encode(circuit), as: UTF8.self)
    #expect(text == #"{"depth":7,"entangler":"linear","layout":"parallel","rotation":"ry"}"#)
    #expect(try JSONDecoder().decode(QDICircuit.self, from: Data(text.utf8)) == circuit)
    // Without a depth it is the paper's.
    let plain = #"{"entangler":"ring","layout":"lattice","rotation":"rx"}"#
    #expect(try JSONDecoder().decode(QDICircuit.self, from: Data(plain.utf8)) == QDICircuit())
    for (sound, bad) in [("ring", "star"), ("{", #"{"depth":0,"#), ("{", #"{"depth":17,"#)] {
      #expect(throws: DecodingError.self) {
        try JSONDecoder().decode(QDICircuit.self, from: Data(plain.replacing(sound, with: bad).utf8))
      }
    }
  }
}
