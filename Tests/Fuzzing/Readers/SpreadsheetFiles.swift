import DrugResponse
import Support
import Zip

/// Spreadsheets: spoilt as XML in an archive that is right, or as an archive.
struct SpreadsheetFiles: FuzzedReader {
  private let books: [[(name: String, contents: [UInt8])]]
  private let words: [[UInt8]]

  init(workshop: String) throws {
    let cells = [
      #"<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="inlineStr"><is><t>x</t></is></c></row>"#,
      #"<row r="2"><c r="A2"><v>1.25</v></c><c r="C2" t="str"><f>A2</f><v>&lt;a&gt; &#252;</v></c></row>"#,
      #"<row r="4" spans="1:3"><c r="A4"><v>7</v></c><c r="B4" t="b"><v>1</v></c><c r="C4" t="e"><v>#N/A</v></c></row>"#,
    ]
    let bare = [
      "<row><c t=\"s\"><v>1</v></c><c t=\"s\"><v>2</v></c></row>",
      "<row><c><v>1</v></c><c><v>2e-3</v></c></row>",
    ]
    books = [Self.book(cells), Self.book(bare), Self.book(cells + bare)]
    words =
      [
        "<row>", "</row>", "<c>", "</c>", "<v>", "</v>", "<is>", "<t>", "</t>", "<rPh>", "</rPh>", "<si>",
        "</si>", "r=\"ZZZ9\"",
        "r=\"XFD1048576\"", "t=\"s\"", "t=\"inlineStr\"", "<!DOCTYPE a [<!ENTITY b \"c\">]>", "&b;", "&#0;",
        "&#x2028;", "&#13;",
        "<![CDATA[", "]]>", "<?x?>", "<!--", "-->", "xmlns:x=\"y\"", "<x:row>", "state=\"hidden\"",
        "Target=\"../../../a\"",
        "\"/>", "PK\u{1}\u{2}", "PK\u{3}\u{4}", "PK\u{5}\u{6}", "PK\u{6}\u{6}", "PK\u{6}\u{7}",
      ].map { Array($0.utf8) } + Mutator.numbers.map { Array($0.utf8) }
  }

  private static func book(_ rows: [String]) -> [(name: String, contents: [UInt8])] {
    let kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    let texts: [(String, String)] = [
      (
        "_rels/.rels",
        "<Relationships><Relationship Id=\"1\" Type=\"\(kind)/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
      ),
      (
        "xl/workbook.xml",
        "<workbook xmlns:r=\"r\"><sheets><sheet name=\"S\" state=\"hidden\" r:id=\"3\"/><sheet name=\"T\" r:id=\"1\"/></sheets></workbook>"
      ),
      (
        "xl/_rels/workbook.xml.rels",
        "<Relationships><Relationship Id=\"1\" Type=\"\(kind)/worksheet\" Target=\"sheet.xml\"/>"
          + "<Relationship Id=\"2\" Type=\"\(kind)/sharedStrings\" Target=\"/xl/strings.xml\"/></Relationships>"
      ),
      ("xl/sheet.xml", "<worksheet><sheetData>\(rows.joined())</sheetData></worksheet>"),
      (
        "xl/strings.xml",
        "<sst><si><t>id</t></si><si><r><t>a </t></r><r><t>b</t></r><rPh><t>no</t></rPh></si><si><t>last</t></si></sst>"
      ),
    ]
    return texts.map { ($0.0, Array($0.1.utf8)) }
  }

  mutating func attempt(_ mutator: inout Mutator, in directory: String) throws -> String? {
    let path = directory + "/table.xlsx"
    try Seeds.write(make(&mutator), to: path)
    guard let rows = try Self.rows(path) else { return nil }
    // Written as text and read again by the other half of the reader.
    let again = directory + "/again.csv"
    try Seeds.write(TextTable.quoted(rows), to: again)
    guard let second = try Self.rows(again) else { return "no rows when read again" }
    return second == rows ? nil : "other rows when written as text and read again"
  }

  private func make(_ mutator: inout Mutator) -> [UInt8] {
    var book = mutator.pick(books)
    let isInside = mutator.chance(2)
    if isInside {
      let part = mutator.below(book.count)
      book[part].contents = mutator.spoil(
        book[part].contents, with: mutator.pick(book).contents, words: words)
    }
    var writer = ZipWriter()
    let isDeflated = mutator.chance(2)
    for part in book {
      writer.add(part.contents, as: part.name, deflated: isDeflated ? Gzip.deflate(part.contents) : nil)
    }
    var bytes = writer.finished()
    if !isInside { mutator.spoilBinary(&bytes, words: words) }
    return bytes
  }

  /// Header and rows without the blanks at their ends; nil for what has become a text table or has no UTF-8 in it.
  private static func rows(_ path: String) throws -> [[String]]? {
    let table = try TableReader(path: path)
    var rows = [table.header]
    while try table.next() {
      rows.append(
        // A table of text has one kind of line's end.
        try (0..<table.fieldCount).map {
          try table.rawText($0).replacing("\r\n", with: "\n").replacing("\r", with: "\n")
        })
    }
    return rows
  }
}
