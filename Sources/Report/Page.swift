import Charts
import Training

/// A report as one page of HTML that needs nothing else: no network, no scripts, no other files.
public struct Page {
  let content: ReportContent

  /// The page of what is said.
  public init(_ content: ReportContent) { self.content = content }

  /// The page's text, the same for the same runs.
  public var html: String { "<!DOCTYPE html>\n" + document.rendered }

  private var document: Markup {
    Markup(
      "html", ["lang": "en", "xmlns": "http://www.w3.org/1999/xhtml"],
      [
        Markup(
          "head", [:],
          [
            Markup("meta", ["charset": "utf-8"]),
            // Nothing is loaded from anywhere, whatever the page holds.
            Markup(
              "meta",
              [
                "http-equiv": "Content-Security-Policy",
                "content": "default-src 'none'; style-src 'unsafe-inline'",
              ]),
            Markup("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
            Markup("title", [:], title),
            Markup("style", [:], [.styleSheet(StyleSheet.rules)]),
          ]),
        Markup("body", [:], [header] + sections + [footer]),
      ])
  }

  private var title: String {
    content.runs.count == 1
      ? "Training report: \(content.runs[0].label)" : "Training report: \(content.runs.count) runs"
  }

  private var header: Markup {
    Markup("header", [:], [Markup("h1", [:], title), navigation])
  }

  /// Of several runs each has a section, of one run each of its parts.
  private var navigation: Markup {
    let links: [(text: String, anchor: String)] =
      content.runs.count == 1
      ? RunPage(content.runs[0], number: 0).parts.map { ($0.title, $0.anchor) }
      : [("Comparison", "comparison")]
        + content.runs.enumerated().map { ($0.element.label, RunPage.anchor($0.offset)) }
    return Markup(
      "nav", ["aria-label": "Contents"],
      [
        Markup(
          "ul", [:],
          links.map { Markup("li", [:], [Markup("a", ["href": "#\($0.anchor)"], $0.text)]) })
      ])
  }

  private var sections: [Markup] {
    let comparison = content.comparison.map { ComparisonPage(content.runs, $0).section }
    return [comparison].compactMap { $0 }
      + content.runs.enumerated().map {
        RunPage($0.element, number: $0.offset).section(alone: content.runs.count == 1)
      }
  }

  private var footer: Markup {
    Markup(
      "footer", ["class": "small soft"],
      [
        Page.paragraph("Made by hqnn \(BuildIdentity.version) from checkpoints and data sets alone."),
        Page.paragraph(
          "The model is that of Sagingalieva et al., \u{201C}Hybrid quantum neural network for drug response "
            + "prediction\u{201D}, Cancers 15:2705, 2023."),
      ])
  }
}
