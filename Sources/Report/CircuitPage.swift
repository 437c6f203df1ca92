import Charts
import Foundation
import Quantum

/// What the page says of a circuit and its angles.
struct CircuitPage {
  let content: [Markup]

  init(_ circuit: CircuitContent) {
    let shape = circuit.circuit
    let gate = shape.rotation == .rx ? "RX" : "RY"
    let layers = shape.depth == 1 ? "1 layer" : "\(shape.depth) layers"
    let runs =
      shape.layout == .lattice
      ? "One circuit takes all 32 encodings, one after the other."
      : "Each of 32 circuits takes one encoding; E is the mean of their expectations."
    var content = [
      Page.paragraph(
        "The quantum depth-infused layer: 8 qubits, encodings E of 8 features \u{03C6} each (RZ by "
          + "\(circuit.encoding.replacing("phi", with: "\u{03C6}"))), and 33 blocks B of \(layers) of a trained \(gate) on each "
          + "qubit and CNOTs. \(runs) The prediction is "
          + "\(Page.number(circuit.scale)) E \(circuit.offset < 0 ? "\u{2212}" : "+") \(Page.number(abs(circuit.offset)))."
      ),
      Page.charts([
        Page.figure(
          CircuitDrawing(shape).whole, "The circuit, from left to right; Z is measured on qubit 0."),
        Page.figure(
          CircuitDrawing(shape).layer,
          "An encoding, then \(shape.depth == 1 ? "a block's layer" : "one of a block's \(layers)"): \(gate) by a trained angle on each qubit, and CNOTs "
            + (shape.entangler == .ring ? "in a ring." : "in a line.")),
      ]),
    ]
    let map = AngleMap(circuit)
    let numerical =
      circuit.numerical.map {
        "at these, derivatives at \($0.inputs) random inputs show \($0.sensitive) that do, in \($0.rank) independent "
          + "directions."
      }
      ?? "what holds at these takes long to count at this depth, and is left to hqnn inspect --effective-parameters."
    content.append(Markup("h3", [:], "Trained angles"))
    content.append(
      Page.charts([
        Page.figure(
          map.angles,
          "Each block's \(layers) by 8 qubits, in radians, which go round: 0 and 2\u{03C0} are the same colour. "
            + "\(circuit.effectiveCount) of \(shape.weightCount) angles act on their own; "
            + "\(circuit.insensitive.count) cannot change the prediction and are left blank. That is what algebra says of "
            + "all angles; \(numerical)"),
        map.turns.map {
          Page.figure(
            $0, keys: map.turnKeys,
            "How far training has turned each angle from where it started, in radians; half of those that can change "
              + "the prediction by \(Page.number(map.medianTurn, 3)) or more.")
        },
      ]))
    content.append(
      Page.charts([
        Page.figure(map.angleHistogram, "The angles, within one turn."),
        map.turnHistogram.map { Page.figure($0, "The turns since the start of training.") },
      ]))
    self.content = content
  }
}
