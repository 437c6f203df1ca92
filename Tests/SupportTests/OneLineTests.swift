import Support
import Testing

@Suite struct OneLineTests {
  @Test func plainTextStaysAsItIs() {
    for text in [
      "", "line 3, column Drug_3_IC50", "Zelle-α: 0.5 µM, 漢字, e\u{301}", String(repeating: "x", count: 900),
    ] {
      #expect(text.oneLine == text)
    }
  }

  @Test(
    arguments: [
      "a\nb", "a\rb", "a\u{85}b", "a\u{2028}b", "a\u{2029}b", "a\u{1B}b", "a\u{0}b", "a\u{7F}b", "a\u{202E}b",
      "a\u{B}b",
    ])
  func whatEndsALineOrMovesTheCursorIsReplaced(text: String) {
    #expect(text.oneLine == "a?b")
    #expect(FileError.invalid("f.csv", at: text, text).description == "f.csv: a?b: a?b")
    #expect(UsageError(text).description == "a?b")
    #expect(FileError.missing(text).description == "a?b: no such file")
    #expect(FileError.missing(text).path == text)
    #expect(text.printable == "a?b")
  }

  @Test func aQuotationIsTheStart() {
    #expect(String(repeating: "ü", count: 40).printable == String(repeating: "ü", count: 40))
    #expect(String(repeating: "ü", count: 41).printable == String(repeating: "ü", count: 40) + "...")
  }

  @Test func aLongTextKeepsItsStartAndItsEnd() {
    let text = "the start" + String(repeating: "ü", count: 100_000) + "the end"
    #expect(text.oneLine.hasPrefix("the start") && text.oneLine.hasSuffix("the end"))
    #expect(text.oneLine.count == 600 + " ... ".count + 300)
    #expect(FileError.invalid("f", text).description.count < 1000)
  }
}
