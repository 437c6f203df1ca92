import Charts
import Foundation
import Support
import TestSupport
import Testing

@Suite struct BinsTests {
  @Test func histogramsAreNumPys() throws {
    var random = RandomStream(seed: 1, purpose: .testing)
    let values = (0..<1000).map { _ in random.normal() } + [-2, 2, 0]
    let histogram = Histogram(values, from: -2, to: 2, bins: 16)
    let script = """
      import sys, json, numpy
      values = numpy.array(json.loads(sys.argv[1]))
      print(json.dumps(numpy.histogram(values, bins=16, range=(-2, 2))[0].tolist()))
      """
    let text = String(decoding: try JSONEncoder().encode(values), as: UTF8.self)
    let result = try Python.run(script, [text])
    #expect(try JSONDecoder().decode([Int].self, from: Data(result.standardOutput.utf8)) == histogram.counts)
    #expect(histogram.width == 0.25)
  }

  /// Counted anew over all middles of the honeycomb, each point by the nearest.
  @Test func everyPointIsInTheNearestHexagon() {
    var random = RandomStream(seed: 2, purpose: .testing)
    let points = (0..<3000).map { _ in (x: 40 + 20 * random.normal(), y: 60 + 15 * random.normal()) }
    let radius = 6.0
    let bins = HexagonBins(points, radius: radius)
    let width = radius * 3.0.squareRoot()
    var middles: [(x: Double, y: Double)] = []
    for row in -10...30 {
      for column in -10...30 {
        let shift = row % 2 == 0 ? 0.0 : 0.5
        middles.append((x: (Double(column) + shift) * width, y: Double(row) * 1.5 * radius))
      }
    }
    var counts: [Int: Int] = [:]
    for point in points {
      func distance(_ middle: (x: Double, y: Double)) -> Double {
        hypot(middle.x - point.x, middle.y - point.y)
      }
      let nearest = middles.indices.min { distance(middles[$0]) < distance(middles[$1]) }
      counts[nearest!, default: 0] += 1
    }
    var last = 0
    for step in bins.steps {
      let hexagons = step.path.count { $0 == "M" }
      #expect(hexagons == counts.values.count { $0 > last && $0 <= step.most })
      last = step.most
    }
    #expect(last == counts.values.max())
  }

  @Test func aPlotLeavesOutWhatIsNotOnItsScales() {
    var plot = Plot(
      x: Scale(from: 0, to: 1), y: Scale(.logarithmic, from: 1, to: 10), xTitle: "x", yTitle: "y")
    plot.line([(0, 1), (0.5, .nan), (0.6, 2), (1, 0)], .series1)
    plot.dots([(2, 2), (0.5, -1), (.nan, 1), (0.5, 5)], .series2)
    let text = plot.picture(label: "p").rendered
    #expect(!text.contains("nan") && !text.contains("inf"))
    #expect(text.contains("M72 274M"))
  }
}
