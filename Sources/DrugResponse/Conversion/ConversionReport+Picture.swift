import Foundation

extension ConversionReport {
  /// The distributions as a picture (SVG): a histogram each, with extremes and quartiles below it.
  public var picture: String {
    let columns = 2
    let rows = (distributions.count + columns - 1) / columns
    let panels = distributions.enumerated().map { number, distribution in
      Self.panel(
        distribution, x: number % columns * Panel.width, y: number / columns * Panel.height + Panel.heading)
    }
    let width = columns * Panel.width
    let height = rows * Panel.height + Panel.heading
    let title =
      "\(size.responses) responses of \(size.cellLines) cell lines to \(size.drugs) drugs, \(size.features) features"
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(height)" width="\(width)" height="\(height)" \
      font-family="sans-serif" font-size="12">
      <rect width="\(width)" height="\(height)" fill="white"/>
      <text x="\(Panel.margin)" y="24" font-size="15">\(title)</text>
      \(panels.joined(separator: "\n"))
      </svg>

      """
  }

  private enum Panel {
    static let width = 400
    static let height = 190
    static let heading = 36
    static let margin = 24
    static let plotWidth = Double(width - 2 * margin)
    static let plotTop = 28.0
    static let plotHeight = 106.0
  }

  private static func panel(_ distribution: ConversionDistribution, x: Int, y: Int) -> String {
    let bottom = Panel.plotTop + Panel.plotHeight
    let left = Double(Panel.margin)
    let highest = Double(max(1, distribution.counts.max() ?? 1))
    let barWidth = Panel.plotWidth / Double(distribution.counts.count)
    let bars = distribution.counts.enumerated().filter { $1 > 0 }.map { bin, count in
      let height = Double(count) / highest * Panel.plotHeight
      return rectangle(left + Double(bin) * barWidth, bottom - height, barWidth * 0.92, height, "#4477aa")
    }
    func place(_ value: Double) -> Double {
      left + (value - distribution.lower) / (distribution.upper - distribution.lower) * Panel.plotWidth
    }
    let values = distribution.values
    let (lower, median, upper) = (
      place(values.lowerQuartile), place(values.median), place(values.upperQuartile)
    )
    let marks = [
      rectangle(left, bottom, Panel.plotWidth, 1, "#666666"),
      rectangle(lower, bottom + 4, max(1, upper - lower), 5, "#bbbbbb"),
      rectangle(median - 1, bottom + 2, 2, 9, "#cc3311"),
    ]
    let labels = [
      text(left, bottom + 26, "start", number(values.minimum)),
      text(
        left + Panel.plotWidth / 2, bottom + 26, "middle",
        "quartiles \(number(values.lowerQuartile)), \(number(values.median)), \(number(values.upperQuartile))"
      ),
      text(left + Panel.plotWidth, bottom + 26, "end", number(values.maximum)),
      text(left, Panel.plotTop - 10, "start", "\(distribution.name) (\(values.count))"),
    ]
    return (["<g transform=\"translate(\(x) \(y))\">"] + bars + marks + labels + ["</g>"]).joined(
      separator: "\n")
  }

  private static func rectangle(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, _ colour: String
  ) -> String {
    "<rect x=\"\(fixed(x))\" y=\"\(fixed(y))\" width=\"\(fixed(width))\" height=\"\(fixed(height))\" fill=\"\(colour)\"/>"
  }

  private static func text(_ x: Double, _ y: Double, _ anchor: String, _ text: String) -> String {
    "<text x=\"\(fixed(x))\" y=\"\(fixed(y))\" text-anchor=\"\(anchor)\">\(text)</text>"
  }

  private static func fixed(_ value: Double) -> String {
    String(format: "%.2f", locale: Locale(identifier: "en_US_POSIX"), value)
  }

  /// Four digits, as many as a label has room for.
  static func number(_ value: Double) -> String {
    String(format: "%.4g", locale: Locale(identifier: "en_US_POSIX"), value)
  }
}
