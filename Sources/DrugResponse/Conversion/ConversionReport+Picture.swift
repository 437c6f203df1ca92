import Charts

extension ConversionReport {
  /// The distributions as a picture (SVG): a histogram each, with extremes and quartiles below it.
  public var picture: String {
    let columns = 2
    let rows = (distributions.count + columns - 1) / columns
    let panels = distributions.enumerated().map { number, distribution in
      Self.panel(
        distribution, x: number % columns * Panel.width, y: number / columns * Panel.height + Panel.heading)
    }
    let (width, height) = (Double(columns * Panel.width), Double(rows * Panel.height + Panel.heading))
    let title =
      "\(size.responses) responses of \(size.cellLines) cell lines to \(size.drugs) drugs, \(size.features) features"
    let ground = Markup("rect", ["width": "\(Int(width))", "height": "\(Int(height))", "fill": "white"])
    return Shape.picture(
      width: width, height: height, label: title, standalone: true,
      [ground, Shape.text(Panel.margin, 24, title, size: 15)] + panels
    ).rendered
  }

  private enum Panel {
    static let width = 400
    static let height = 190
    static let heading = 36
    static let margin = 24.0
    static let plotWidth = Double(width) - 2 * margin
    static let plotTop = 28.0
    static let plotHeight = 106.0
  }

  private static func panel(_ distribution: ConversionDistribution, x: Int, y: Int) -> Markup {
    let bottom = Panel.plotTop + Panel.plotHeight
    let left = Panel.margin
    let scale = Scale(from: distribution.lower, to: distribution.upper)
    func place(_ value: Double) -> Double { left + scale.share(value) * Panel.plotWidth }
    let bars = distribution.histogram.bars(
      x: left, y: Panel.plotTop, width: Panel.plotWidth, height: Panel.plotHeight,
      highest: Double(max(1, distribution.counts.max() ?? 1)), .fill)
    let values = distribution.values
    let (lower, median, upper) = (
      place(values.lowerQuartile), place(values.median), place(values.upperQuartile)
    )
    let marks = [
      Shape.rectangle(left, bottom, Panel.plotWidth, 1, .muted),
      Shape.rectangle(lower, bottom + 4, max(1, upper - lower), 5, .grid),
      Shape.rectangle(median - 1, bottom + 2, 2, 9, .accent),
    ]
    // Four digits, as many as a label has room for.
    func number(_ value: Double) -> String { value.significant(4) }
    let labels = [
      Shape.text(left, bottom + 26, number(values.minimum)),
      Shape.text(
        left + Panel.plotWidth / 2, bottom + 26,
        "quartiles \(number(values.lowerQuartile)), \(number(values.median)), \(number(values.upperQuartile))",
        .middle),
      Shape.text(left + Panel.plotWidth, bottom + 26, number(values.maximum), .end),
      Shape.text(left, Panel.plotTop - 10, "\(distribution.name) (\(values.count))"),
    ]
    return Markup("g", ["transform": "translate(\(x) \(y))"], bars + marks + labels)
  }
}
