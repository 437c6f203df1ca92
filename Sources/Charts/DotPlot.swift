/// Values of named things, a row each: a dot a series, and an interval where there is one.
public struct DotPlot: Sendable {
  /// A value with, perhaps, an interval around it.
  public struct Value: Sendable {
    /// Where its dot or ring stands.
    public let value: Double
    /// A bar's ends; nil for none.
    public let interval: ClosedRange<Double>?

    /// A value, with an interval if there is one.
    public init(_ value: Double, interval: ClosedRange<Double>? = nil) {
      self.value = value
      self.interval = interval
    }
  }

  /// A named thing and its values.
  public struct Row: Sendable {
    /// What stands at the row's beginning, cut where it is long.
    public let name: String
    /// What stands behind the name, such as a number of samples.
    public let remark: String
    /// One a series; nil where it has none.
    public let values: [Value?]

    /// A row; `values` has one a series.
    public init(_ name: String, remark: String = "", _ values: [Value?]) {
      self.name = name
      self.remark = remark
      self.values = values
    }
  }

  private let rows: [Row]
  private let title: String
  private let scale: Scale
  private let limits: ClosedRange<Double>

  private static let (width, rowHeight, top, bottom) = (460.0, 19.0, 6.0, 44.0)
  private static let (labels, remarks, right) = (168.0, 40.0, 14.0)

  /// nil without a finite value.
  ///
  /// - Parameters:
  ///   - rows: from top to bottom.
  ///   - title: what the axis is, with its unit.
  ///   - limits: what the axis shows at most, so that one value far off leaves room for the others. A value above stands
  ///     at the axis' end as a number with an arrow; an interval that reaches out is cut.
  public init?(
    _ rows: [Row], title: String, within limits: ClosedRange<Double> = -.infinity ... .infinity
  ) {
    let values = rows.flatMap { row in
      row.values.compactMap { $0 }.flatMap {
        [$0.value] + ($0.interval.map { [$0.lowerBound, $0.upperBound] } ?? [])
      }
    }.map { min(max($0, limits.lowerBound), limits.upperBound) }
    guard let scale = Scale(holding: values) else { return nil }
    self.rows = rows
    self.title = title
    self.scale = scale
    self.limits = limits
  }

  private func place(_ value: Double) -> Double {
    Self.labels + Self.remarks
      + scale.share(min(max(value, limits.lowerBound), limits.upperBound))
      * (Self.width - Self.labels - Self.remarks - Self.right)
  }

  /// The whole picture.
  ///
  /// - Parameter label: what it shows, for those who do not see it.
  public func picture(label: String) -> Markup {
    Shape.picture(width: Self.width, height: height, label: label, content)
  }

  /// The whole picture for a file of its own, below a title and what its dots are.
  ///
  /// - Parameters:
  ///   - title: above it, and for those who do not see it.
  ///   - legend: of the series, in their order.
  public func file(title: String, legend: [Legend.Entry]) -> Markup {
    Legend(title: title, entries: legend, width: Self.width).file(above: content, height: height)
  }

  private var base: Double { Self.top + Double(rows.count) * Self.rowHeight }
  private var height: Double { base + Self.bottom }

  private var content: [Markup] {
    var content = scale.ticks(4).flatMap { tick in
      [
        Shape.line(place(tick.value), Self.top, place(tick.value), base, .grid),
        Shape.text(place(tick.value), base + 17, tick.text, .middle),
      ]
    }
    for (number, row) in rows.enumerated() {
      let y = Self.top + (Double(number) + 0.5) * Self.rowHeight
      content.append(Shape.label(Self.labels - 6, y + 4, row.name, width: Self.labels - 10, .end))
      content.append(Shape.text(Self.labels + Self.remarks - 8, y + 4, row.remark, .end, .muted, size: 11))
      content += values(row, y)
    }
    content.append(Shape.line(Self.labels + Self.remarks, base, Self.width - Self.right, base, .muted))
    content.append(
      Shape.text(
        (Self.labels + Self.remarks + Self.width - Self.right) / 2, base + 37, title, .middle, size: 13))
    return content
  }

  /// The first series is a full dot; the others are rings, so that they differ without colours.
  private func values(_ row: Row, _ y: Double) -> [Markup] {
    let shown = row.values.enumerated().compactMap { series, value in
      value.flatMap { $0.value.isFinite ? (series: series, value: $0) : nil }
    }
    let inside = shown.filter { $0.value.value <= limits.upperBound }
    let outside = shown.filter { $0.value.value > limits.upperBound }
    let places = inside.map { place($0.value.value) }
    var marks: [Markup] = []
    if let least = places.min(), let most = places.max(), most > least, row.values.count > 1 {
      marks.append(Shape.line(least, y, most, y, .grid, width: 2))
    }
    for (series, value) in inside.reversed() {
      let colour = Colour.series(series)
      if let interval = value.interval {
        marks.append(
          Shape.line(place(interval.lowerBound), y, place(interval.upperBound), y, colour, width: 2))
      }
      marks.append(
        series == 0
          ? Shape.dots([(place(value.value), y)], colour, size: 9)
          : Shape.ring(place(value.value), y, radius: 4, colour))
    }
    // Numbers for those beyond the limits, from right to left.
    for (number, (series, value)) in outside.enumerated() {
      let text = "\(value.value.significant(3)) \u{2192}"
      let right = Self.width - Self.right - 56 * Double(number)
      marks.append(Shape.text(right, y + 4, text, .end, Colour.series(series), size: 11))
    }
    return marks
  }
}
