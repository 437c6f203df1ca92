/// Shapes of SVG, at places in the picture's own units, from its left upper corner.
public enum Shape {
  /// A filled rectangle, with a tip if there is one.
  public static func rectangle(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, _ colour: Colour, title: String? = nil
  ) -> Markup {
    Markup(
      "rect",
      [
        "x": x.place, "y": y.place, "width": width.place, "height": height.place, "fill": colour.light,
        "class": "f-\(colour.rawValue)",
      ], tip(title))
  }

  /// A rectangle without a fill.
  public static func frame(_ x: Double, _ y: Double, _ width: Double, _ height: Double, _ colour: Colour)
    -> Markup
  {
    Markup(
      "rect",
      [
        "x": x.place, "y": y.place, "width": width.place, "height": height.place, "fill": "none",
        "stroke": colour.light, "class": "s-\(colour.rawValue)",
      ])
  }

  /// A straight line.
  public static func line(
    _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ colour: Colour, width: Double = 1,
    dashes: String = "none"
  ) -> Markup {
    stroke("M\(x1.place) \(y1.place)L\(x2.place) \(y2.place)", colour, width: width, dashes: dashes)
  }

  /// A line along a path.
  public static func stroke(
    _ path: String, _ colour: Colour, width: Double = 1, dashes: String = "none", cap: String = "butt",
    title: String? = nil
  ) -> Markup {
    Markup(
      "path",
      [
        "d": path, "fill": "none", "stroke": colour.light, "stroke-width": width.place,
        "stroke-dasharray": dashes,
        "stroke-linecap": cap, "stroke-linejoin": "round", "class": "s-\(colour.rawValue)",
      ], tip(title))
  }

  /// A filled path.
  public static func area(_ path: String, _ colour: Colour, opacity: Double = 1, title: String? = nil)
    -> Markup
  {
    let own = [("d", path), ("fill", colour.light)]
    let opacity = opacity < 1 ? [("fill-opacity", opacity.significant(2))] : []
    return .element("path", own + opacity + [("class", "f-\(colour.rawValue)")], tip(title))
  }

  /// Dots as one path, however many: points with round ends.
  public static func dots(
    _ places: [(x: Double, y: Double)], _ colour: Colour, size: Double, opacity: Double = 1
  ) -> Markup {
    Markup(
      "path",
      [
        "d": places.map { "M\($0.x.place) \($0.y.place)h0" }.joined(), "fill": "none", "stroke": colour.light,
        "stroke-width": size.place, "stroke-linecap": "round", "stroke-opacity": opacity.significant(2),
        "class": "s-\(colour.rawValue)",
      ])
  }

  /// A ring around a place.
  public static func ring(_ x: Double, _ y: Double, radius: Double, _ colour: Colour) -> Markup {
    Markup(
      "circle",
      [
        "cx": x.place, "cy": y.place, "r": radius.place, "fill": "none", "stroke": colour.light,
        "stroke-width": "2",
        "class": "s-\(colour.rawValue)",
      ])
  }

  /// Which part of a text stands at its place.
  public enum Anchor: String { case start, middle, end }

  /// A text on one line; turned, it reads from below.
  public static func text(
    _ x: Double, _ y: Double, _ text: String, _ anchor: Anchor = .start, _ colour: Colour = .ink,
    size: Double = 12,
    turned: Bool = false
  ) -> Markup {
    let place: KeyValuePairs<String, String> = [
      "x": x.place, "y": y.place, "text-anchor": anchor.rawValue, "font-size": size.place,
      "fill": colour.light,
      "class": "f-\(colour.rawValue)",
    ]
    guard turned else { return Markup("text", place, text) }
    return .element(
      "text", place.map { ($0.key, $0.value) } + [("transform", "rotate(-90 \(x.place) \(y.place))")],
      [.text(text)])
  }

  /// A text cut to about `width`, with the whole of it as a tip.
  public static func label(
    _ x: Double, _ y: Double, _ whole: String, width: Double, _ anchor: Anchor = .start, size: Double = 12
  ) -> Markup {
    // Letters of sans-serif fonts are a little over half as wide as the font's size.
    let room = max(3, Int(width / (0.56 * size)))
    guard whole.count > room else { return text(x, y, whole, anchor, size: size) }
    return Markup(
      "g", [:], tip(whole) + [text(x, y, whole.prefix(room - 1) + "\u{2026}", anchor, size: size)])
  }

  /// What is shown where a pointer rests on a shape.
  static func tip(_ title: String?) -> [Markup] { title.map { [Markup("title", [:], $0)] } ?? [] }

  /// A whole picture.
  ///
  /// - Parameters:
  ///   - width: in the unit of the places in it.
  ///   - height: the same.
  ///   - label: what it shows, for those who do not see it.
  ///   - standalone: for a file of its own rather than a part of a page.
  ///   - content: what lies in it, from the back to the front.
  public static func picture(
    width: Double, height: Double, label: String, standalone: Bool = false, _ content: [Markup]
  ) -> Markup {
    let box = [("viewBox", "0 0 \(width.place) \(height.place)")]
    let own = [
      ("xmlns", "http://www.w3.org/2000/svg"), ("width", width.place), ("height", height.place),
      ("font-family", "sans-serif"),
    ]
    return .element(
      "svg", (standalone ? own : []) + box + [("role", "img"), ("aria-label", label)], content)
  }
}
