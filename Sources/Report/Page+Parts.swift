import Charts

/// Parts that pages are put together from.
extension Page {
  /// A value as text; a dash where there is none.
  static func number(_ value: Double?, _ digits: Int = 4) -> String {
    guard let value, value.isFinite else { return "\u{2013}" }
    return value.fixed(digits)
  }

  /// A value with the sign of a difference.
  static func signed(_ value: Double?, _ digits: Int = 4) -> String {
    guard let value, value.isFinite else { return "\u{2013}" }
    return (value < 0 ? "\u{2212}" : "+") + abs(value).fixed(digits)
  }

  /// "1 test pair", "2 test pairs"
  static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

  /// "0.0123 to 0.0145"
  static func interval(_ interval: RunContent.Interval?, signed isSigned: Bool = false) -> String {
    guard let interval else { return "\u{2013}" }
    let text = { (value: Double) in isSigned ? signed(value) : number(value) }
    return "\(text(interval.lower)) to \(text(interval.upper))"
  }

  /// A table with a header. Columns of numbers are set to the right.
  ///
  /// - Parameters:
  ///   - texts: how many columns from the left hold text.
  ///   - mark: rows that stand out.
  static func table(_ header: [String], _ rows: [[String]], texts: Int = 1, mark: Set<Int> = []) -> Markup {
    func cell(_ name: String, _ column: Int, _ text: String) -> Markup {
      Markup(name, ["class": column < texts ? "name" : "n"], text)
    }
    let head = Markup("tr", [:], header.enumerated().map { cell("th", $0.offset, $0.element) })
    let body = rows.enumerated().map { number, row in
      Markup(
        "tr", ["class": mark.contains(number) ? "mark" : "row"],
        row.enumerated().map { cell("td", $0.offset, $0.element) })
    }
    return Markup(
      "div", ["class": "scroll"],
      [Markup("table", [:], [Markup("thead", [:], [head]), Markup("tbody", [:], body)])])
  }

  /// What one mark of a chart stands for.
  struct Key {
    let text: String
    let sample: Markup

    static func line(_ text: String, _ colour: Colour, dashes: String = "none") -> Key {
      Key(text: text, sample: Shape.line(0, 6, 26, 6, colour, width: 2, dashes: dashes))
    }

    static func dot(_ text: String, _ colour: Colour) -> Key {
      Key(text: text, sample: Shape.dots([(13, 6)], colour, size: 9))
    }

    static func ring(_ text: String, _ colour: Colour) -> Key {
      Key(text: text, sample: Shape.ring(13, 6, radius: 4, colour))
    }

    static func box(_ text: String, _ colour: Colour) -> Key {
      Key(text: text, sample: Shape.rectangle(7, 0, 12, 12, colour))
    }

    var markup: Markup {
      Markup(
        "span", [:],
        [Markup("svg", ["viewBox": "0 0 26 12", "aria-hidden": "true"], [sample]), .text(text)])
    }
  }

  /// A picture with what its marks stand for above it and what it shows below.
  static func figure(_ picture: Markup, keys: [Key] = [], _ caption: String) -> Markup {
    let legend = keys.isEmpty ? [] : [Markup("div", ["class": "legend"], keys.map(\.markup))]
    return Markup("figure", [:], legend + [picture, Markup("figcaption", [:], caption)])
  }

  /// Pictures beside each other where there is room.
  static func charts(_ figures: [Markup?]) -> Markup {
    Markup("div", ["class": "charts"], figures.compactMap { $0 })
  }

  static func paragraph(_ text: String, _ style: String = "plain") -> Markup {
    Markup("p", ["class": style], text)
  }

  static func list(_ items: [String]) -> Markup { Markup("ul", [:], items.map { Markup("li", [:], $0) }) }

  static func details(_ summary: String, _ content: [Markup]) -> Markup {
    Markup("details", [:], [Markup("summary", [:], summary)] + content)
  }
}
