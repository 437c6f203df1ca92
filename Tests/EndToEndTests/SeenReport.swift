import Foundation
import TestSupport
import Testing

/// What Python sees of a page: its tables by the titles of sections, its pictures, and what it would load.
struct SeenReport: Decodable {
  let title: String
  let text: String
  /// Rows of cells.
  let tables: [[[String]]]
  let pictures: [String]
  let sections: [String]
  let links: [String]
  let identifiers: [String]
  let tags: [String]
  let loaded: [String]

  private static let script = """
    import sys, json, re, xml.etree.ElementTree as tree
    from html.parser import HTMLParser
    page = open(sys.argv[1], encoding='utf-8').read()
    assert page.startswith('<!DOCTYPE html>')
    root = tree.fromstring(page.split('\\n', 1)[1])
    name = lambda e: e.tag.rsplit('}', 1)[-1]
    every = lambda n: [e for e in root.iter() if name(e) == n]
    text = lambda e: ''.join(e.itertext())
    # A parser of HTML closes the same elements in the same order.
    class Parser(HTMLParser):
        open, seen = [], []
        def handle_starttag(self, tag, attributes):
            self.seen.append(tag)
            if tag not in ('meta', 'br', 'hr'): self.open.append(tag)
        def handle_startendtag(self, tag, attributes): self.seen.append(tag)
        def handle_endtag(self, tag): assert self.open.pop() == tag
    parser = Parser()
    parser.feed(page)
    parser.close()
    assert not parser.open and parser.seen == [name(e).lower() for e in root.iter()]
    attributes = [(k, v) for e in root.iter() for k, v in e.attrib.items()]
    loaded = [v for k, v in attributes if k in ('src', 'data', 'action', 'srcset', 'poster', 'background') or k.startswith('on')]
    loaded += [v for k, v in attributes if k.endswith('href') and not v.startswith('#')]
    styles = ' '.join([text(e) for e in every('style')] + [v for k, v in attributes if k == 'style'])
    loaded += re.findall(r'url\\(|@import|expression', styles)
    loaded += re.findall(r'(?:https?:)?//[^"\\s<]+', page.replace('xmlns="http://www.w3.org/1999/xhtml"', ''))
    for e in root.iter():
        for k in ('x', 'y', 'width', 'height', 'cx', 'cy', 'r'):
            if k in e.attrib: float(e.get(k))
        for number in re.findall(r'[-0-9.einfa]+', e.get('d', '')): float(number.lstrip('e') or 0)
    json.dump({
      'title': text(every('title')[0]), 'text': text(every('body')[0]),
      'tables': [[[text(c) for c in r] for r in t.iter() if name(r) == 'tr'] for t in every('table')],
      'pictures': [e.get('aria-label') for e in every('svg') if e.get('aria-label')],
      'sections': [text(e) for e in root.iter() if name(e) in ('h2', 'h3')],
      'links': [e.get('href') for e in every('a')], 'identifiers': [e.get('id') for e in root.iter() if e.get('id')],
      'tags': sorted({name(e) for e in root.iter()}), 'loaded': loaded}, sys.stdout)
    """

  /// Reads a page, and expects that it stands alone and that its links lead somewhere.
  init(ofPage path: String, location: SourceLocation = #_sourceLocation) throws {
    let result = try Python.run(Self.script, [path])
    #expect(result.exitCode == 0, "\(result.standardError)", sourceLocation: location)
    self = try JSONDecoder().decode(SeenReport.self, from: Data(result.standardOutput.utf8))
    #expect(loaded == [], sourceLocation: location)
    #expect(!tags.contains("script"), sourceLocation: location)
    for link in links {
      #expect(identifiers.contains(String(link.dropFirst())), "\(link)", sourceLocation: location)
    }
    #expect(Set(identifiers).count == identifiers.count, sourceLocation: location)
  }
}
