import Charts
import Quantum

/// Drawings of the quantum depth-infused layer.
struct CircuitDrawing {
  private let circuit: QDICircuit

  private static let (width, height, top, step) = (460.0, 226.0, 18.0, 27.0)

  init(_ circuit: QDICircuit) { self.circuit = circuit }

  private static func wire(_ qubit: Int) -> Double { top + 8 + Double(qubit) * step }

  private static func wires(to end: Double) -> [Markup] {
    (0..<QDICircuit.qubitCount).flatMap { qubit in
      [
        Shape.line(34, wire(qubit), end, wire(qubit), .muted),
        Shape.text(28, wire(qubit) + 4, "q\(qubit)", .end, size: 12),
      ]
    }
  }

  /// A box over all wires.
  private static func box(_ x: Double, _ width: Double, _ name: String, _ colour: Colour) -> [Markup] {
    let (upper, lower) = (wire(0) - 12, wire(QDICircuit.qubitCount - 1) + 12)
    return [
      ground(x, upper, width, lower - upper, colour),
      Shape.text(x + width / 2, (upper + lower) / 2 + 4, name, .middle, size: 13),
    ]
  }

  /// A box on one wire.
  private static func gate(_ x: Double, _ qubit: Int, _ name: String, _ colour: Colour) -> [Markup] {
    [
      ground(x, wire(qubit) - 10, 32, 20, colour),
      Shape.text(x + 16, wire(qubit) + 4, name, .middle, size: 12),
    ]
  }

  /// A rectangle that hides the wires behind it, with the page's ground for a fill.
  private static func ground(_ x: Double, _ y: Double, _ width: Double, _ height: Double, _ colour: Colour)
    -> Markup
  {
    Markup(
      "rect",
      [
        "x": "\(x)", "y": "\(y)", "width": "\(width)", "height": "\(height)", "rx": "3", "fill": "#ffffff",
        "stroke": colour.light, "stroke-width": "1.5", "class": "f-page s-\(colour.rawValue)",
      ])
  }

  private static func controlledNot(_ x: Double, control: Int, target: Int) -> [Markup] {
    let (from, to) = (wire(control), wire(target))
    return [
      Shape.line(x, from, x, to + (to > from ? 6 : -6), .ink), Shape.dots([(x, from)], .ink, size: 7),
      Shape.ring(x, to, radius: 6, .ink), Shape.line(x - 6, to, x + 6, to, .ink),
    ]
  }

  /// All of it, block by block.
  var whole: Markup {
    let names =
      circuit.layout == .lattice
      ? ["B0", "E1", "B1", "E2", "B2", "\u{2026}", "E32", "B32"] : ["B0", "E\u{2097}", "B\u{2097}"]
    let last = Double(QDICircuit.qubitCount - 1) * 11
    let room = Self.width - 40 - last - 60
    let pitch = min(60, room / Double(names.count))
    var content = Self.wires(to: Self.width - 12)
    for (number, name) in names.enumerated() {
      let x = 40 + Double(number) * pitch
      if name == "\u{2026}" {
        content.append(Shape.text(x + pitch / 2 - 2, Self.wire(3) + 18, name, .middle, size: 18))
      } else {
        content += Self.box(x, pitch - 6, name, name.hasPrefix("E") ? .series2 : .series1)
      }
    }
    let start = 40 + Double(names.count) * pitch + 8
    for qubit in 1..<QDICircuit.qubitCount {
      content += Self.controlledNot(start + Double(qubit - 1) * 11 + 4, control: qubit, target: 0)
    }
    content += Self.gate(Self.width - 44, 0, "\u{27E8}Z\u{27E9}", .accent)
    return Shape.picture(
      width: Self.width, height: Self.height + 10, label: "The circuit, block by block", content)
  }

  /// An encoding and a variational layer, gate by gate.
  var layer: Markup {
    var content = Self.wires(to: Self.width - 12)
    let name = circuit.rotation == .rx ? "RX" : "RY"
    for qubit in 0..<QDICircuit.qubitCount {
      content += Self.gate(48, qubit, "RZ", .series2) + Self.gate(110, qubit, name, .series1)
    }
    let ends =
      (0..<QDICircuit.qubitCount - 1).map { ($0, $0 + 1) }
      + (circuit.entangler == .ring ? [(QDICircuit.qubitCount - 1, 0)] : [])
    for (number, (control, target)) in ends.enumerated() {
      content += Self.controlledNot(172 + Double(number) * 32, control: control, target: target)
    }
    content += [
      Shape.text(64, 10, "encoding", .middle, .muted, size: 11),
      Shape.text(126, 10, "trained", .middle, .muted, size: 11),
      Shape.text(280, 10, "entangling", .middle, .muted, size: 11),
    ]
    return Shape.picture(
      width: Self.width, height: Self.height + 10, label: "An encoding and a layer, gate by gate", content)
  }
}
