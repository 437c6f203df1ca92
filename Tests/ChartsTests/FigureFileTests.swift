import Charts
import Foundation
import TestSupport
import Testing

/// Figures that are files of their own, as Python's parser of XML reads them.
@Suite struct FigureFileTests {
  /// Title, style, texts, and the numbers of each path that is filled but for its ends.
  private static let script = """
    import sys, json, re, xml.etree.ElementTree as tree
    root = tree.parse(sys.argv[1]).getroot()
    name = lambda e: e.tag.split('}')[-1]
    bands = [[float(x) for x in re.findall(r'-?[0-9.]+', e.get('d'))] for e in root.iter()
             if name(e) == 'path' and e.get('fill-opacity')]
    json.dump({'namespace': root.tag, 'label': root.get('aria-label'),
      'style': [e.text for e in root.iter() if name(e) == 'style'],
      'texts': [e.text or '' for e in root.iter() if name(e) == 'text'],
      'places': [e.get('x') + ' ' + e.get('y') for e in root.iter() if name(e) == 'text'], 'bands': bands}, sys.stdout)
    """

  private struct Seen: Decodable {
    let namespace: String
    let label: String
    let style: [String]
    let texts: [String]
    let places: [String]
    let bands: [[Double]]
  }

  private func read(_ markup: Markup) throws -> Seen {
    let directory = try TemporaryDirectory()
    let path = directory.path("figure.svg")
    try markup.rendered.write(toFile: path, atomically: true, encoding: .utf8)
    let result = try Python.run(Self.script, [path])
    #expect(result.exitCode == 0, "\(result.standardError)")
    return try JSONDecoder().decode(Seen.self, from: Data(result.standardOutput.utf8))
  }

  @Test func bandsLieWhereTheirValuesAreAndEndAtTheAxis() throws {
    var plot = Plot(
      x: Scale(from: 0, to: 10), y: Scale(.logarithmic, from: 0.01, to: 1), xTitle: "x", yTitle: "y")
    plot.band([(0, 0.02, 0.1), (5, -3, 0.5), (10, 0.1, 7), (11, 0.1, 0.2), (.nan, 0.1, 0.2)], .series1)
    // Nothing of it is on the scale, or it is but one point.
    plot.band([(0, 2, 3), (5, 2, 3)], .series2)
    plot.band([(5, 0.1, 0.2)], .series3)
    let seen = try read(plot.file(title: "Bands & <more>", legend: [Legend.Entry("one", .series1)]))
    let expected = [
      (0.0, 0.1), (5, 0.5), (10, 1), (10, 0.1), (5, 0.01), (0, 0.02),
    ].flatMap { [plot.place(x: $0.0), plot.place(y: $0.1)] }
    #expect(seen.bands.count == 1)
    for (place, value) in zip(try #require(seen.bands.first), expected) {
      #expect(abs(place - value) <= 0.051)
    }
    #expect(seen.bands[0].count == expected.count)
    #expect(seen.namespace == "{http://www.w3.org/2000/svg}svg" && seen.label == "Bands & <more>")
    #expect(seen.style.count == 1 && seen.style[0].contains("prefers-color-scheme:dark"))
    for text in ["Bands & <more>", "one", "x", "y", "0.01", "0.1"] {
      #expect(seen.texts.contains(text), "\(text)")
    }
  }

  @Test func longLegendsGoOnInANewLine() throws {
    let entries = (1...8).map { Legend.Entry("series number \($0)", .series($0), .ring) }
    let plot = try #require(DotPlot([DotPlot.Row("row", [.init(1), .init(2)])], title: "value"))
    let short = try read(plot.file(title: "title", legend: Array(entries.prefix(1))))
    let long = try read(plot.file(title: "title", legend: entries))
    #expect(long.texts.count == short.texts.count + 7)
    for number in 1...8 { #expect(long.texts.contains("series number \(number)")) }
  }

  @Test func valuesFarOffAreWrittenAtTheAxisEnd() throws {
    let rows = [
      DotPlot.Row("near", [.init(1, interval: 0.5...1.5), .init(1.25)]),
      DotPlot.Row("astray", [.init(700, interval: -600...2000), .init(1.5)]),
      DotPlot.Row("both", [.init(800), .init(900)]),
    ]
    let open = try read(try #require(DotPlot(rows, title: "x")).file(title: "open", legend: []))
    let cut = try read(try #require(DotPlot(rows, title: "x", within: 0...2)).file(title: "cut", legend: []))
    #expect(open.texts.contains("2000") && !open.texts.contains("700 \u{2192}"))
    #expect(cut.texts.contains("700 \u{2192}") && !cut.texts.contains("2000"), "\(cut.texts)")
    #expect(cut.texts.compactMap(Double.init).contains(1), "\(cut.texts)")
    #expect(cut.texts.filter { $0.contains("\u{2192}") }.count == 3)
    // No text stands upon another.
    #expect(Set(cut.places).count == cut.places.count, "\(cut.places)")
    #expect(cut.texts.compactMap(Double.init).allSatisfy { (-0.1...2.1).contains($0) }, "\(cut.texts)")
  }

  @Test func numbersOfThingsStandInFullOnLogarithmicScales() {
    let ticks = Scale(.logarithmic, from: 40, to: 6000).ticks()
    #expect(ticks.allSatisfy { $0.text == "\(Int($0.value))" }, "\(ticks)")
  }
}
