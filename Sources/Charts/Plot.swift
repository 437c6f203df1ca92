/// A picture of values along two axes. Marks are added in the order in which they are to lie on each other.
///
/// Its own unit is so chosen that letters stay readable where a telephone shows it 360 units wide.
public struct Plot: Sendable {
  /// The horizontal axis.
  public let x: Scale
  /// The vertical axis.
  public let y: Scale
  private let xTitle: String
  private let yTitle: String
  private let size: (width: Double, height: Double)
  private var marks: [Markup] = []

  private static let margin = (left: 72.0, right: 18.0, top: 14.0, bottom: 46.0)

  /// - Parameters:
  ///   - x: the horizontal axis.
  ///   - y: the vertical axis.
  ///   - xTitle: what the horizontal axis is, with its unit.
  ///   - yTitle: what the vertical axis is, with its unit.
  ///   - width: of the picture, titles and texts of the axes included.
  ///   - height: the same.
  public init(
    x: Scale, y: Scale, xTitle: String, yTitle: String, width: Double = 460, height: Double = 320
  ) {
    self.x = x
    self.y = y
    self.xTitle = xTitle
    self.yTitle = yTitle
    size = (width, height)
  }

  private var left: Double { Self.margin.left }
  private var right: Double { size.width - Self.margin.right }
  private var top: Double { Self.margin.top }
  private var bottom: Double { size.height - Self.margin.bottom }

  /// Where a value of the horizontal axis lies in the picture.
  public func place(x value: Double) -> Double { left + x.share(value) * (right - left) }
  /// Where a value of the vertical axis lies in the picture.
  public func place(y value: Double) -> Double { bottom - y.share(value) * (bottom - top) }

  /// Adds a mark that is at its place already.
  public mutating func add(_ mark: Markup) { marks.append(mark) }

  /// A line from point to point; points that are not finite, or not on a scale, interrupt it.
  public mutating func line(
    _ points: [(x: Double, y: Double)], _ colour: Colour, width: Double = 2, dashes: String = "none"
  ) {
    var path = ""
    var isDrawing = false
    for point in points {
      guard x.holds(point.x), y.holds(point.y) else {
        isDrawing = false
        continue
      }
      path += (isDrawing ? "L" : "M") + place(x: point.x).place + " " + place(y: point.y).place
      isDrawing = true
    }
    if !path.isEmpty { add(Shape.stroke(path, colour, width: width, dashes: dashes)) }
  }

  /// A dot at each point that is on both scales.
  public mutating func dots(
    _ points: [(x: Double, y: Double)], _ colour: Colour, size: Double = 5, opacity: Double = 1
  ) {
    let shown = points.filter { x.holds($0.x) && y.holds($0.y) }
    add(Shape.dots(shown.map { (place(x: $0.x), place(y: $0.y)) }, colour, size: size, opacity: opacity))
  }

  /// A band between two lines, such as an interval along a curve: where it leaves the vertical axis, up to its end; points
  /// that are not finite, or not on the horizontal axis, are left out.
  public mutating func band(_ points: [(x: Double, lower: Double, upper: Double)], _ colour: Colour) {
    let shown = points.filter { x.holds($0.x) && $0.lower <= y.upper && $0.upper >= y.lower }
    guard shown.count > 1 else { return }
    let edge =
      shown.map { ($0.x, min($0.upper, y.upper)) } + shown.reversed().map { ($0.x, max($0.lower, y.lower)) }
    let path = edge.map { place(x: $0.0).place + " " + place(y: $0.1).place }.joined(separator: "L")
    add(Shape.area("M" + path + "Z", colour, opacity: 0.2))
  }

  /// A vertical bar from one value to another, such as an interval.
  public mutating func bar(x value: Double, from lower: Double, to upper: Double, _ colour: Colour) {
    let (start, end) = (max(lower, y.lower), min(upper, y.upper))
    guard x.holds(value), start <= end else { return }
    add(
      Shape.line(place(x: value), place(y: start), place(x: value), place(y: end), colour, width: 1.5))
  }

  /// A line across the whole picture at a value of the vertical axis.
  public mutating func horizontalRule(_ value: Double, _ colour: Colour, dashes: String) {
    guard y.holds(value) else { return }
    add(Shape.line(left, place(y: value), right, place(y: value), colour, width: 1.5, dashes: dashes))
  }

  /// A line across the whole picture at a value of the horizontal axis, with a text at its upper end.
  public mutating func verticalRule(_ value: Double, _ colour: Colour, dashes: String, text: String = "") {
    guard x.holds(value) else { return }
    let position = place(x: value)
    add(Shape.line(position, top, position, bottom, colour, width: 1.5, dashes: dashes))
    if text.isEmpty { return }
    let isLeft = position < (left + right) / 2
    add(Shape.text(position + (isLeft ? 6 : -6), top + 12, text, isLeft ? .start : .end))
  }

  /// The line on which both axes have the same value.
  public mutating func diagonal(_ colour: Colour) {
    let (lower, upper) = (max(x.lower, y.lower), min(x.upper, y.upper))
    if lower < upper { line([(lower, lower), (upper, upper)], colour, width: 1.5, dashes: "5 4") }
  }

  /// The bars of a histogram, which stand on the horizontal axis.
  public mutating func bars(_ histogram: Histogram, _ colour: Colour) {
    let (start, end) = (place(x: histogram.lower), place(x: histogram.upper))
    marks += histogram.bars(
      x: start, y: top, width: end - start, height: bottom - top, highest: y.upper, colour)
  }

  /// Six steps of density, from few to many points.
  ///
  /// - Returns: the most points of each step, ascending.
  @discardableResult public mutating func hexagons(_ points: [(x: Double, y: Double)], radius: Double = 5)
    -> [Int]
  {
    let shown = points.filter { x.holds($0.x) && y.holds($0.y) }
    let bins = HexagonBins(shown.map { (place(x: $0.x), place(y: $0.y)) }, radius: radius)
    for (step, colour) in zip(bins.steps, Colour.densities) where !step.path.isEmpty {
      add(Shape.area(step.path, colour))
    }
    return bins.steps.map(\.most)
  }

  /// The whole picture.
  ///
  /// - Parameter label: what it shows, for those who do not see it.
  public func picture(label: String) -> Markup {
    Shape.picture(width: size.width, height: size.height, label: label, grid + marks + axes)
  }

  /// The whole picture for a file of its own, below a title and what its lines are.
  ///
  /// - Parameters:
  ///   - title: above it, and for those who do not see it.
  ///   - legend: of the lines, in their order.
  public func file(title: String, legend: [Legend.Entry]) -> Markup {
    Legend(title: title, entries: legend, width: size.width).file(
      above: grid + marks + axes, height: size.height)
  }

  private var grid: [Markup] {
    x.ticks().map { Shape.line(place(x: $0.value), top, place(x: $0.value), bottom, .grid) }
      + y.ticks().map { Shape.line(left, place(y: $0.value), right, place(y: $0.value), .grid) }
  }

  private var axes: [Markup] {
    [Shape.frame(left, top, right - left, bottom - top, .muted)]
      + x.ticks().map { Shape.text(place(x: $0.value), bottom + 17, $0.text, .middle) }
      + y.ticks().map { Shape.text(left - 7, place(y: $0.value) + 4, $0.text, .end) }
      + [
        Shape.text((left + right) / 2, size.height - 9, xTitle, .middle, size: 13),
        Shape.text(13, (top + bottom) / 2, yTitle, .middle, size: 13, turned: true),
      ]
  }
}

extension Histogram {
  /// Bars in a rectangle of a picture, whose left and right edges are those of the histogram.
  ///
  /// - Parameters:
  ///   - x: the rectangle's left edge.
  ///   - y: its upper edge.
  ///   - width: of the rectangle.
  ///   - height: of the rectangle.
  ///   - highest: the count that is as high as it.
  ///   - colour: of the bars.
  public func bars(
    x: Double, y: Double, width: Double, height: Double, highest: Double, _ colour: Colour
  ) -> [Markup] {
    let barWidth = width / Double(counts.count)
    return counts.enumerated().filter { $1 > 0 }.map { bin, count in
      let barHeight = Double(count) / highest * height
      return Shape.rectangle(
        x + Double(bin) * barWidth, y + height - barHeight, max(0.5, barWidth * 0.92), barHeight, colour)
    }
  }
}
