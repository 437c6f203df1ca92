import Charts
import DrugResponse
import Foundation
import Quantum

/// Maps and histograms of a circuit's angles.
struct AngleMap {
  private let circuit: CircuitContent
  /// Angles that can change the prediction.
  private let sensitive: [Int]
  /// The steps of turns are equally wide, up to the largest.
  private let largestTurn: Double

  init(_ circuit: CircuitContent) {
    self.circuit = circuit
    let insensitive = Set(circuit.insensitive)
    sensitive = circuit.angles.indices.filter { !insensitive.contains($0) }
    largestTurn = max(1e-9, sensitive.map { circuit.turns?[$0] ?? 0 }.max() ?? 0)
  }

  /// Colours that go round, after matplotlib's "twilight": light at 0, dark half way, and either half of another hue.
  private static let wheel = [
    "#ded8e0", "#a6bfcb", "#7199c1", "#5f6db6", "#5b3b96", "#43185f",
    "#2f1436", "#581648", "#8f2c4f", "#b2574f", "#c68e75", "#d2c1b8",
  ]

  /// The colours in their order around a turn, under a map of a height.
  private static func wheelStrip(below height: Double) -> [Markup] {
    let (width, x) = (18.0, left + 80)
    // The first colour stands for what is nearest to 0, from either side.
    let boxes = (0...wheel.count).map { number in
      Markup(
        "rect",
        [
          "x": "\(x + (Double(number) - 0.5) * width)", "y": "\(height)", "width": "\(width)", "height": "12",
          "fill": wheel[number % wheel.count],
        ])
    }
    let labels = ["0", "\u{03C0}/2", "\u{03C0}", "3\u{03C0}/2", "2\u{03C0}"].enumerated().map {
      Shape.text(x + Double(3 * $0.offset) * width, height + 26, $0.element, .middle, size: 11)
    }
    return boxes + labels
  }

  var turnKeys: [Page.Key] {
    let steps = Colour.densities
    return steps.enumerated().map { number, colour in
      .box("\u{2264} \((largestTurn * Double(number + 1) / Double(steps.count)).fixed(2))", colour)
    }
  }

  var medianTurn: Double? {
    guard let turns = circuit.turns else { return nil }
    let sorted = sensitive.map { turns[$0] }.sorted()
    return sorted.isEmpty ? nil : sorted.quantileOfSorted(0.5)
  }

  var angles: Markup {
    let steps = Self.wheel.count
    // The colour of a step stands in its middle.
    let step = { (angle: Double) in Int((angle / (2 * .pi) * Double(steps)).rounded()) % steps }
    return map(label: "Trained angles by block, layer and qubit", legend: Self.wheelStrip, room: 36) {
      cells in
      Self.wheel.indices.map { number in
        Markup("path", ["d": cells { step(circuit.angles[$0]) == number }, "fill": Self.wheel[number]])
      }
    }
  }

  var turns: Markup? {
    guard let turns = circuit.turns else { return nil }
    let steps = Colour.densities.count
    return map(label: "How far each angle has turned") { cells in
      Colour.densities.enumerated().map { number, colour in
        Shape.area(
          cells { min(steps - 1, Int(turns[$0] / largestTurn * Double(steps))) == number }, colour)
      }
    }
  }

  private static let (width, left, top, gap) = (460.0, 48.0, 22.0, 3.0)

  /// Up to five layers are as wide as in the picture of five.
  private var layerWidth: Double { (Self.width - Self.left - 13) / Double(max(5, circuit.circuit.depth)) }

  /// A row a block, in which layer follows layer.
  ///
  /// - Parameter fill: makes paths of the cells that a rule chooses.
  private func map(
    label: String, legend: (_ height: Double) -> [Markup] = { _ in [] }, room: Double = 0,
    _ fill: (_ cells: ((Int) -> Bool) -> String) -> [Markup]
  ) -> Markup {
    let (left, top, layerWidth, depth) = (Self.left, Self.top, layerWidth, circuit.circuit.depth)
    let cell = (width: (layerWidth - Self.gap) / Double(QDICircuit.qubitCount), height: 10.0)
    func place(_ weight: Int) -> (x: Double, y: Double) {
      let (block, rest) = weight.quotientAndRemainder(dividingBy: circuit.circuit.blockWeightCount)
      let (layer, qubit) = rest.quotientAndRemainder(dividingBy: QDICircuit.qubitCount)
      return (
        left + Double(layer) * layerWidth + Double(qubit) * cell.width, top + Double(block) * cell.height
      )
    }
    let paths = fill { holds in
      sensitive.filter(holds).map { weight in
        let place = place(weight)
        return
          "M\(place.x.place) \(place.y.place)h\(cell.width.place)v\(cell.height.place)h\((-cell.width).place)z"
      }.joined()
    }
    let height = top + Double(QDICircuit.blockCount) * cell.height
    let rows = stride(from: 0, to: QDICircuit.blockCount, by: 4).map {
      Shape.text(left - 6, top + (Double($0) + 0.5) * cell.height + 4, "B\($0)", .end, size: 11)
    }
    let columns = (0..<depth).map {
      Shape.text(
        left + (Double($0) + 0.5) * layerWidth - 1.5, top - 6, depth > 8 ? "\($0 + 1)" : "layer \($0 + 1)",
        .middle, size: 11)
    }
    return Shape.picture(
      width: Self.width, height: height + 26 + room, label: label,
      paths + rows + columns + legend(height + 30) + [
        Shape.text(
          left + Double(depth) / 2 * layerWidth, height + 18, "qubits 0 to 7 of each layer", .middle, size: 12
        )
      ])
  }

  var angleHistogram: Markup {
    histogram(
      sensitive.map { circuit.angles[$0] }, to: 2 * .pi, "angle (radians)",
      label: "Distribution of the angles")
  }

  var turnHistogram: Markup? {
    circuit.turns.map { turns in
      histogram(
        sensitive.map { turns[$0] }, to: largestTurn, "turned by (radians)",
        label: "Distribution of the turns")
    }
  }

  private func histogram(_ values: [Double], to upper: Double, _ title: String, label: String) -> Markup {
    let histogram = Histogram(values, from: 0, to: upper, bins: 24)
    var plot = Plot(
      x: Scale(from: 0, to: upper),
      y: Scale(.whole, from: 0, to: Double(max(1, histogram.counts.max() ?? 1)) * 1.05),
      xTitle: title, yTitle: "angles", height: 240)
    plot.bars(histogram, .fill)
    return plot.picture(label: label)
  }
}
