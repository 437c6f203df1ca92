/// A piece of a page or a picture: an element of HTML or SVG, or text. Whatever the texts and values of attributes hold,
/// they stand there as text: this is the one place where characters are escaped.
///
/// What is written is well-formed XML and means the same to a parser of HTML.
public enum Markup: Sendable {
  indirect case element(String, [(name: String, value: String)], [Markup])
  case text(String)
  /// The rules of a `style` element, which parsers of HTML take as they stand.
  case styleSheet(String)
  /// Several pieces, one after the other; none is an empty page.
  indirect case pieces([Markup])

  /// An element.
  ///
  /// - Parameters:
  ///   - name: of the element.
  ///   - attributes: in this order.
  ///   - children: its content.
  public init(_ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ children: [Markup] = []) {
    self = .element(name, attributes.map { ($0.key, $0.value) }, children)
  }

  /// An element that holds text.
  public init(_ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ text: String) {
    self.init(name, attributes, [.text(text)])
  }

  /// Elements that have no content: those of HTML that parsers take for empty whatever follows, and shapes of SVG.
  private static let empty: Set = ["br", "col", "hr", "meta", "rect", "line", "path", "circle"]

  /// The text of the page or picture.
  public var rendered: String {
    var text = ""
    render(into: &text)
    return text
  }

  private func render(into output: inout String) {
    switch self {
    case .text(let text): Self.escape(text, into: &output)
    case .styleSheet(let rules):
      precondition(!rules.contains("<") && !rules.contains("&"), "a style sheet that would need escaping")
      output += rules
    case .pieces(let pieces): for piece in pieces { piece.render(into: &output) }
    case .element(let name, let attributes, let children):
      output += "<" + name
      for attribute in attributes {
        output += " " + attribute.name + "=\""
        Self.escape(attribute.value, into: &output)
        output += "\""
      }
      if children.isEmpty && Self.empty.contains(name) {
        output += "/>"
      } else {
        output += ">"
        for child in children { child.render(into: &output) }
        output += "</" + name + ">"
      }
      if Self.endsLine.contains(name) { output += "\n" }
    }
  }

  /// Elements after which a line ends, so that files can be read and compared.
  private static let endsLine: Set = [
    "html", "head", "body", "meta", "title", "style", "section", "h1", "h2", "h3", "p", "div", "nav", "table",
    "tr",
    "ul", "li", "figure", "figcaption", "details", "summary", "svg", "g", "rect", "line", "path", "footer",
    "header",
  ]

  private static func escape(_ text: String, into output: inout String) {
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": output += "&amp;"
      case "<": output += "&lt;"
      case ">": output += "&gt;"
      case "\"": output += "&quot;"
      case "'": output += "&#39;"
      case "\t", "\n": output.unicodeScalars.append(scalar)
      // Neither XML nor HTML can hold them.
      case _
      where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || scalar.value & 0xFFFE == 0xFFFE:
        output += "\u{FFFD}"
      default: output.unicodeScalars.append(scalar)
      }
    }
  }
}
