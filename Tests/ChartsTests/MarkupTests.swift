import Charts
import Foundation
import TestSupport
import Testing

/// What is written is read again by Python's parsers of XML and of HTML as what was meant.
@Suite struct MarkupTests {
  static let hostile = [
    "<script>alert(1)</script>", "a & b &amp; c", "\"quoted\" 'twice'", "]]>", "<!--", "-->", "</style>",
    "\u{E9}\u{1F9EC}\u{202E}x",
    "tab\there\nline",
  ]

  /// Texts and attributes of all elements `p`, in order, by both parsers.
  static let script = """
    import sys, json, xml.etree.ElementTree as tree
    from html.parser import HTMLParser
    text = open(sys.argv[1], encoding='utf-8', newline='').read()
    xml = [[e.text or '', e.get('title')] for e in tree.fromstring(text).iter('p')]
    found = []
    class Parser(HTMLParser):
        inside = False
        def handle_starttag(self, tag, attributes):
            if tag == 'p':
                self.inside = True
                found.append(['', dict(attributes).get('title')])
            elif tag == 'script':
                raise SystemExit('a script')
        def handle_endtag(self, tag):
            self.inside = self.inside and tag != 'p'
        def handle_data(self, data):
            if self.inside: found[-1][0] += data
    Parser().feed(text)
    json.dump([xml, found], sys.stdout)
    """

  @Test func hostileTextsComeBackAsTheyAre() throws {
    let page = Markup("body", [:], Self.hostile.map { Markup("p", ["title": $0], $0) })
    let directory = try TemporaryDirectory()
    let path = directory.path("page.html")
    try page.rendered.write(toFile: path, atomically: true, encoding: .utf8)
    let result = try Python.run(Self.script, [path])
    #expect(result.exitCode == 0, "\(result.standardError)")
    let found = try JSONDecoder().decode([[[String]]].self, from: Data(result.standardOutput.utf8))
    let texts = Self.hostile
    // XML turns a line's end in an attribute into a blank.
    #expect(found[0] == texts.map { [$0, $0.replacing("\n", with: " ").replacing("\t", with: " ")] })
    #expect(found[1] == texts.map { [$0, $0] })
  }

  @Test func whatNoPageCanHoldIsReplaced() {
    #expect(
      Markup.text("a\u{0}b\u{8}c\u{7F}d\u{9B}e\u{FFFE}f").rendered
        == "a\u{FFFD}b\u{FFFD}c\u{FFFD}d\u{FFFD}e\u{FFFD}f")
  }

  @Test func elementsWithoutContentAreClosedAsTheirKindIs() {
    #expect(Markup("td").rendered == "<td></td>")
    #expect(Markup("br").rendered == "<br/>")
    #expect(Markup("rect", ["x": "1"]).rendered == "<rect x=\"1\"/>\n")
    #expect(Markup("rect", [:], [Markup("title", [:], "t")]).rendered.contains("</rect>"))
  }
}
