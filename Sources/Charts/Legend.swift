/// A title and what the marks of a picture mean, for pictures that are files of their own.
public struct Legend: Sendable {
  /// What a mark means.
  public struct Entry: Sendable {
    let text: String
    let colour: Colour
    let kind: Kind

    /// How the mark looks.
    public enum Kind: Sendable {
      case line(dashes: String)
      case dot
      case ring
    }

    /// An entry.
    public init(_ text: String, _ colour: Colour, _ kind: Kind = .line(dashes: "none")) {
      (self.text, self.colour, self.kind) = (text, colour, kind)
    }
  }

  private let title: String
  private let rows: [[(x: Double, entry: Entry)]]
  private let width: Double

  private static let (margin, titleHeight, rowHeight, sample) = (14.0, 30.0, 19.0, 30.0)

  /// - Parameters:
  ///   - title: of the picture.
  ///   - entries: from left to right, on as many lines as they take.
  ///   - width: of the picture.
  init(title: String, entries: [Entry], width: Double) {
    self.title = title
    self.width = width
    var rows: [[(x: Double, entry: Entry)]] = []
    var x = width
    for entry in entries {
      // Letters of sans-serif fonts are a little over half as wide as the font's size.
      let length = Self.sample + 8 + 0.56 * 12 * Double(entry.text.count)
      if x + length > width - Self.margin {
        x = Self.margin
        rows.append([])
      }
      rows[rows.count - 1].append((x, entry))
      x += length + 14
    }
    self.rows = rows
  }

  /// A picture with its title and legend above it, on a ground of its own, in light and dark.
  func file(above content: [Markup], height: Double) -> Markup {
    let top = Self.titleHeight + Double(rows.count) * Self.rowHeight
    let whole = height + top
    let style = """
      .ground{fill:#ffffff}
      @media (prefers-color-scheme:dark){.ground{fill:#15181b}
      \(Colour.rules(dark: true))}
      """
    let ground = Markup(
      "rect", ["width": width.place, "height": whole.place, "fill": "#ffffff", "class": "ground"])
    let moved = Markup("g", ["transform": "translate(0 \(top.place))"], content)
    return Shape.picture(
      width: width, height: whole, label: title, standalone: true,
      [Markup("style", [:], [.styleSheet(style)]), ground, Shape.text(Self.margin, 20, title, size: 14)]
        + rows.enumerated().flatMap { number, row in
          row.flatMap {
            marks($0.entry, x: $0.x, y: Self.titleHeight + (Double(number) + 0.5) * Self.rowHeight)
          }
        } + [moved])
  }

  private func marks(_ entry: Entry, x: Double, y: Double) -> [Markup] {
    let middle = x + Self.sample / 2
    let mark =
      switch entry.kind {
      case .line(let dashes): Shape.line(x, y, x + Self.sample, y, entry.colour, width: 2, dashes: dashes)
      case .dot: Shape.dots([(middle, y)], entry.colour, size: 9)
      case .ring: Shape.ring(middle, y, radius: 4, entry.colour)
      }
    return [mark, Shape.text(x + Self.sample + 6, y + 4, entry.text)]
  }
}
