import DrugResponse
import Foundation
import Support
import TestSupport
import Testing

/// Spreadsheets written by another program must read like the text they were made of; hostile ones must be refused.
@Suite struct SpreadsheetTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private static let text = """
    DRUG_NAME,LN_IC50,"a, b",empty,last
    Erlotinib,1.25,"<&> ""quoted"" text",,x
     5-Fluorouracil ,-0.000123,ü ß 漢,,y
    697,1e-05,,,
    ,,,,
    Ümläut,3.9668130000000001,NA,,z

    """

  private func rows(_ path: String) throws -> [[String]] {
    let table = try TableReader(path: path)
    var rows = [table.header]
    while try table.next() { rows.append(try (0..<table.fieldCount).map { try table.rawText($0) }) }
    return rows
  }

  @Test(
    arguments: [
      [], ["stored"], ["inline"], ["bare"], ["prefixed"], ["second"], ["rich"], ["gaps"], ["zip64"],
      ["prefixed", "inline", "gaps", "zip64"], ["rich", "stored", "second", "prefixed"],
    ])
  func everyWritingOfASheetReadsLikeItsText(styles: [String]) throws {
    let path = directory.path("table.csv")
    try Data(Self.text.utf8).write(to: URL(fileURLWithPath: path))
    let sheet = try Spreadsheet.write(path, to: directory.path("table.xlsx"), styles)
    #expect(try rows(sheet) == rows(path))
    #expect(try rows(sheet).count == 5)
  }

  /// More rows than a buffer holds, so that rows and tags fall on the edges of what is read at a time.
  @Test func longSheetsAreWhole() throws {
    let path = directory.path("table.csv")
    let lines = (0..<5000).map {
      "line \($0 % 977),\($0),\(Double($0) / 7),\(String(repeating: "x", count: $0 % 300))"
    }
    try Data((["a,b,c,d"] + lines).joined(separator: "\n").utf8).write(to: URL(fileURLWithPath: path))
    let sheet = try Spreadsheet.write(path, to: directory.path("table.xlsx"))
    #expect(try rows(sheet) == rows(path))
  }

  @Test func errorsNameTheRowOfTheSheet() throws {
    let path = directory.path("table.csv")
    try Data("id,x\n1,2\n,\n3,fast\n".utf8).write(to: URL(fileURLWithPath: path))
    let table = try TableReader(path: Spreadsheet.write(path, to: directory.path("table.xlsx"), ["gaps"]))
    #expect(try table.next())
    #expect(try table.next())
    let error = #expect(throws: FileError.self) { try table.number(1) }
    #expect(error?.location == "row 4, column x")
  }

  static let hostile: [(name: String, words: String)] = [
    ("bomb", "packed in"), ("claims", "expected at most"), ("understated", "holds more than the 20 bytes"),
    ("overstated", "holds fewer than the 5000 bytes"), ("checksum", "another check sum"),
    ("encrypted", "is encrypted: save it without a password"), ("method", "compressed by method 93"),
    ("offset", "cut short or damaged"), ("directory", "more than any spreadsheet's"),
    ("directory_offset", "cut short or damaged"), ("count", "directory is damaged"),
    ("cut", "it has no directory"), ("flipped", "directory is damaged"),
    ("no_workbook", "no spreadsheet (xlsx): unpack it"), ("no_sheet", "lacks its first sheet"),
    ("entities", "document type declaration"), ("deep", "more than 64 deep"), ("tag", "a tag of more than"),
    ("malformed", "mismatched tag"), ("string_number", "refers to text \"7\", of 0"),
    ("string_length", "texts beyond any table's"), ("cell_length", "a text of more than"),
    ("row_order", "row 1 follows row 1"), ("row_number", "row 999999999 follows row 1"),
    ("column_order", "cell A2 is out of its order"), ("column_number", "cell ZZZ1 is out of its order"),
    ("beyond", "a value in column 4, beyond the header's last, 2"), ("sparse", "holds more than any table"),
    ("amplified", "holds more than any table"),
  ]

  @Test func hostileSpreadsheetsAreRefused() throws {
    let result = try Fixture.run("write_hostile.py", [directory.path])
    try #require(result.exitCode == 0, "\(result.standardError)")
    for (name, words) in Self.hostile {
      let path = directory.path(name + ".xlsx")
      let error = #expect(throws: FileError.self, "\(name)") {
        let table = try TableReader(path: path)
        while try table.next() {}
      }
      #expect(error?.exitCode == .badInput, "\(name)")
      #expect(error?.path == path)
      #expect(error?.description.contains(words) == true, "\(name): \(error.map(\.description) ?? "")")
      #expect(error?.description.contains("\n") == false)
    }
  }

  /// No flip of a bit may do worse than an error that names the file; and none may change what is read unseen, but for
  /// those that a zip archive's check sums do not cover and that no reader takes notice of.
  @Test func flippedBitsAreErrorsOrHarmless() throws {
    let plain = directory.path("table.csv")
    try Data(Self.text.utf8).write(to: URL(fileURLWithPath: plain))
    let sheet = try Spreadsheet.write(plain, to: directory.path("table.xlsx"))
    let expected = try rows(sheet)
    let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: sheet)))
    let path = directory.path("flipped.xlsx")
    var random = RandomStream(seed: 5, purpose: .synthesis, index: 0)
    var refused = 0
    for _ in 0..<500 {
      var copy = bytes
      copy[random.integer(below: copy.count)] ^= 1 << UInt8(random.integer(below: 8))
      try Data(copy).write(to: URL(fileURLWithPath: path))
      do {
        // Without its first four bytes it is a text table, with text that none holds.
        #expect(try rows(path) == expected)
      } catch let error as FileError {
        #expect(error.path == path)
        refused += 1
      }
    }
    #expect(refused > 100)
  }

  @Test func oldSpreadsheetsAreKnownByTheirBeginning() throws {
    let path = directory.path("old.xls")
    try Data([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]).write(to: URL(fileURLWithPath: path))
    let error = #expect(throws: FileError.self) { try TableReader(path: path) }
    #expect(error?.problem.hasPrefix("is an old spreadsheet (xls)") == true)
  }
}

/// Spreadsheets by a script that shares nothing with the reader.
enum Spreadsheet {
  /// Writes the table of a CSV file as a spreadsheet; returns `output`.
  static func write(_ path: String, to output: String, _ styles: [String] = []) throws -> String {
    let result = try Fixture.run("write_spreadsheet.py", [path, output] + styles)
    try #require(result.exitCode == 0, "\(result.standardError)")
    return output
  }
}
