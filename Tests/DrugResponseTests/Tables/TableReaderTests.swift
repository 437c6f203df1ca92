import DrugResponse
import Foundation
import Support
import TestSupport
import Testing

@Suite struct TableReaderTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private func file(_ contents: String, _ name: String = "table.csv") throws -> String {
    let path = directory.path(name)
    try Data(contents.utf8).write(to: URL(fileURLWithPath: path))
    return path
  }

  /// All rows as text.
  private func rows(_ path: String) throws -> [[String]] {
    let table = try TableReader(path: path)
    var rows = [table.header]
    while try table.next() { rows.append(try (0..<table.fieldCount).map { try table.rawText($0) }) }
    return rows
  }

  static let expected = [["id", "a name", "x"], ["1", "b, c", "2.5"], ["2", "say \"no\"", ""]]

  @Test(
    arguments: [
      "id,a name,x\n1,\"b, c\",2.5\n2,\"say \"\"no\"\"\",\n",
      "id,a name,x\r\n1,\"b, c\",2.5\r\n2,\"say \"\"no\"\"\",\r\n\r\n\n",
      "id,a name,x\r1,\"b, c\",2.5\r2,\"say \"\"no\"\"\",",
      "\u{FEFF}id\ta name\tx\n\n1\tb, c\t2.5\n2\t\"say \"\"no\"\"\"\t\n  \n",
      "id; a name ;x\n1;b, c;2.5\n2;\"say \"\"no\"\"\";",
    ])
  func everyWritingOfATableReadsTheSame(text: String) throws {
    #expect(try rows(file(text)) == Self.expected)
  }

  @Test func gzipReadsLikePlainText() throws {
    let plain = try file("id,a name,x\n1,\"b, c\",2.5\n2,\"say \"\"no\"\"\",\n")
    let packed = directory.path("table.csv.gz")
    try Gzip.compress(plain, to: packed)
    #expect(try rows(packed) == Self.expected)
  }

  @Test func lineNumbersCountLinesInsideQuotationMarks() throws {
    let table = try TableReader(path: file("id,text\n1,\"two\r\nlines\"\n2,one\n"))
    #expect(try table.next())
    #expect(try (table.line, table.rawText(1)) == (2, "two\nlines"))
    #expect(try table.next())
    #expect(table.line == 4)
    #expect(try !table.next())
  }

  /// Rows longer than any buffer, and lines that end exactly where one does.
  @Test func linesOfAnyLengthAreWhole() throws {
    let lengths = [1, (1 << 18) - 8, 1 << 18, (1 << 18) + 1, 700_000, 3]
    let text = "id,text\r\n" + lengths.map { "\($0),\(String(repeating: "a", count: $0))\r\n" }.joined()
    let table = try TableReader(path: file(text))
    for length in lengths {
      #expect(try table.next())
      #expect(try table.identifier(0) == Int64(length))
      #expect(try table.rawText(1).utf8.count == length)
    }
    #expect(try !table.next())
  }

  @Test func columnsAreFoundHoweverTheyAreSpelled() throws {
    let table = try TableReader(path: file("COSMIC_ID,Drug Name,x\n"))
    #expect(try table.column("Cosmic Id") == 0)
    #expect(try table.column("name", "DRUG_NAME") == 1)
    #expect(try table.optionalColumn(["absent"]) == nil)
    let error = #expect(throws: FileError.self) { try table.column("tissue") }
    #expect(error?.description.hasSuffix("no column tissue; the columns are COSMIC_ID, Drug Name, x") == true)
  }

  @Test func missingNumbersAndWrongOnesDiffer() throws {
    let table = try TableReader(path: file("a,b,c,d,e,f\n, NA ,nan,-1.5e3,Inf,none\n"))
    #expect(try table.next())
    #expect(
      try (0..<6).map { try table.number($0) } == [nil, nil, nil, -1500, .infinity, nil])
  }

  @Test(arguments: ["12a", "1,5", "0x10", "--1", "1e", "nan(0x1)"])
  func aWrongNumberNamesItsPlace(text: String) throws {
    let path = try file("id,x\n7,1\n8,\"\(text)\"\n")
    let table = try TableReader(path: path)
    _ = try table.next()
    _ = try table.next()
    let error = #expect(throws: FileError.self) { try table.number(1) }
    #expect(error?.exitCode == .badInput)
    #expect(error?.description == "\(path): line 3, column x: expected a number, found \"\(text)\"")
  }

  @Test func bitsAreZeroOrOne() throws {
    let table = try TableReader(path: file("a,b,c,d,e,f\n0,1,1.0,FALSE,2,\n"))
    #expect(try table.next())
    #expect(try (0..<4).map { try table.bit($0) } == [0, 1, 1, 0])
    for column in 4...5 { #expect(throws: FileError.self) { try table.bit(column) } }
  }

  @Test func identifiersAreWholeNumbers() {
    #expect(TableReader.identifier("683665") == 683665)
    #expect(TableReader.identifier("683665.0") == 683665)
    for text in ["", "12.5", "-3", "1e5", "12.", "99999999999999999999", "１２"] {
      #expect(TableReader.identifier(text) == nil, "\(text)")
    }
  }

  @Test(
    arguments: [
      ("", "is empty: expected a header line"),
      ("\n\n", "is empty"),
      (
        "only\n1\n",
        "line 1: the header has one field (only): expected columns separated by comma, tab or semi"
      ),
      ("a,b,a\n1,2,3\n", "header: column a stands twice, as column 1 and 3"),
      ("a,b\n1,2\n3\n", "line 3: expected 2 fields as in the header, found 1"),
      ("a,b\n1,2,3\n", "line 2: expected 2 fields as in the header, found 3"),
      ("a,b\n1,2\n3,\"4\n5,6\n", "line 3: a quotation mark opened here is never closed"),
      ("a,b\n1,2\"x\"\n", "line 2: a quotation mark stands inside a field"),
      ("a,b\n1,\"2\"x\n", "line 2: a quotation mark stands inside a field"),
      ("a,b\n1,\0\n", "line 2: holds a NUL byte"),
      ("PK\u{3}\u{4}rest", "the zip archive is cut short or damaged"),
    ])
  func badTablesSayWhatIsWrong(text: String, words: String) throws {
    let path = try file(text)
    let error = #expect(throws: FileError.self) { try rows(path) }
    #expect(error?.exitCode == .badInput)
    #expect(error?.description.hasPrefix("\(path): \(words)") == true, "\(error.map(\.description) ?? "")")
  }

  @Test func bytesThatAreNoUTF8AreRefused() throws {
    let path = directory.path("latin1.csv")
    try Data([0x61, 0x2C, 0x62, 0x0A, 0x31, 0x2C, 0xE9, 0x0A]).write(to: URL(fileURLWithPath: path))
    let error = #expect(throws: FileError.self) { try rows(path) }
    #expect(error?.description == "\(path): line 2, column b: is not UTF-8 text")
    try Data([0xFF, 0xFE, 0x61, 0x00]).write(to: URL(fileURLWithPath: path))
    #expect(throws: FileError.invalid(path, "is UTF-16 text: save it as UTF-8")) { try rows(path) }
  }

  @Test func damagedGzipIsNoTable() throws {
    let numbers = (0..<20_000).map { "\($0),\($0 &* 2_654_435_761 % 1_000_003)\n" }.joined()
    let packed = directory.path("table.csv.gz")
    try Gzip.compress(file("id,x\n" + numbers), to: packed)
    var bytes = try Data(contentsOf: URL(fileURLWithPath: packed))

    let cut = directory.path("cut.csv.gz")
    try bytes.prefix(bytes.count / 2).write(to: URL(fileURLWithPath: cut))
    var error = #expect(throws: FileError.self) { try rows(cut) }
    #expect(error?.description == "\(cut): the gzip data end too early: the file is cut short")
    #expect(error?.exitCode == .badInput)

    // The check sum stands in the last eight bytes, with the length.
    bytes[bytes.count - 6] ^= 1
    try bytes.write(to: URL(fileURLWithPath: packed))
    error = #expect(throws: FileError.self) { try rows(packed) }
    #expect(error?.description.contains("the gzip data are damaged") == true)
  }

  @Test func filesThatCannotBeReadHaveTheirExitCodes() throws {
    let missing = #expect(throws: FileError.self) { try TableReader(path: directory.path("absent.csv")) }
    #expect(missing == .missing(directory.path("absent.csv")))
    #expect(missing?.exitCode == .missingFile)
    let folder = #expect(throws: FileError.self) { try TableReader(path: directory.path) }
    #expect(folder?.exitCode == .inputOutput)
  }
}

/// Compresses files with the system's own program.
enum Gzip {
  static func compress(_ path: String, to output: String) throws {
    let copy = output + ".plain"
    try FileManager.default.copyItem(atPath: path, toPath: copy)
    let result = try ProcessRunner.run(
      #require(ProcessRunner.findProgram("gzip")), ["-n", "-S", ".packed", copy])
    try #require(result.exitCode == 0, "\(result.standardError)")
    try FileManager.default.moveItem(atPath: copy + ".packed", toPath: output)
  }
}
