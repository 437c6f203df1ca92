import DrugResponse
import Foundation
import Support
import TestSupport
import Testing

/// What asks for more than any table needs is refused, and what an honest table needs is far from that.
@Suite struct TableLimitsTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  /// Reads a table to its end and returns the error.
  private func refusal(_ text: String, _ limits: TableLimits, name: String = "table.csv") throws -> FileError?
  {
    let path = directory.path(name)
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    return #expect(throws: FileError.self) {
      let table = try TableReader(path: path, limits: limits)
      while try table.next() {}
    }
  }

  @Test func eachLimitIsSaidByItsSentence() throws {
    var few = TableLimits()
    few.rows = 3
    let rows = try refusal("a,b\n" + String(repeating: "1,2\n", count: 4), few)
    #expect(rows?.location == "line 5")
    #expect(rows?.problem == "there are more than 3 rows, more than any such table")
    few = TableLimits()
    few.fields = 4
    #expect(try refusal("a,b\n1,2\n1,2,,,\n", few)?.problem == "has more than 4 fields, more than any table")
    #expect(try refusal("a,b,c,d,e\n", few)?.location == "line 1")
    few = TableLimits()
    few.lines = 10
    let lines = try refusal("a,b\n" + String(repeating: "\n", count: 20), few)
    #expect(lines?.problem == "has more than 10 lines, more than any table")
    few = TableLimits()
    few.rowBytes = 30
    #expect(try refusal("a,b\n" + String(repeating: "1", count: 31), few)?.location == "line 2")
    // A quotation mark that is not closed must not collect the whole file.
    let open = try refusal("a,b\n1,\"2\n" + String(repeating: "12345\n", count: 9), few)
    #expect(open?.location == "line 2")
    #expect(open?.problem.hasPrefix("the row that begins here is longer") == true)
  }

  @Test func eachLimitHoldsForSpreadsheetsToo() throws {
    let text = directory.path("table.csv")
    try Data("a,b,c\n1,2,3\n4,5,66666\n7,8,9\n".utf8).write(to: URL(fileURLWithPath: text))
    let path = try Spreadsheet.write(text, to: directory.path("table.xlsx"))
    func refusal(_ limit: WritableKeyPath<TableLimits, Int>, _ value: Int) throws -> String? {
      var limits = TableLimits()
      limits[keyPath: limit] = value
      return #expect(throws: FileError.self) {
        let table = try TableReader(path: path, limits: limits)
        while try table.next() {}
      }?.problem
    }
    #expect(try refusal(\.rows, 2) == "there are more than 2 rows, more than any such table")
    #expect(try refusal(\.lines, 3) == "has more than 3 rows, more than any table")
    #expect(try refusal(\.fields, 2) == "has more than 2 fields, more than any table")
    #expect(try refusal(\.rowBytes, 6) == "holds more than 6 bytes")
    #expect(try refusal(\.bytes, 12) == "with this row, the sheet holds more than any table")
  }

  @Test(arguments: [false, true]) func tablesWithinTheLimitsAreRead(inSpreadsheet: Bool) throws {
    var limits = TableLimits()
    (limits.rows, limits.fields, limits.lines, limits.rowBytes, limits.bytes) = (3, 4, 5, 30, 80)
    var path = directory.path("table.csv")
    try Data("a,b,c,d\n1,\"2\n3\",4,5\n1,2,3,4\n1,2,3,4\n".utf8).write(to: URL(fileURLWithPath: path))
    if inSpreadsheet { path = try Spreadsheet.write(path, to: directory.path("table.xlsx")) }
    let table = try TableReader(path: path, limits: limits)
    var rows = 0
    while try table.next() { rows += 1 }
    #expect(rows == 3)
  }

  /// Twenty thousand bytes that unpack to twenty million.
  @Test func gzipThatUnpacksToMoreThanAnyTableIsRefused() throws {
    let plain = directory.path("table.csv")
    let text = "cell_line,drug,ln_ic50\n" + String(repeating: "A,B,1\n", count: 3_400_000)
    try Data(text.utf8).write(to: URL(fileURLWithPath: plain))
    let result = try ProcessRunner.run("/usr/bin/gzip", [plain])
    try #require(result.exitCode == 0)
    let packed = plain + ".gz"
    let size = try #require(FileManager.default.contents(atPath: packed)).count
    #expect(size < 100_000)
    var limits = TableLimits()
    limits.bytes = 1 << 20
    let error = #expect(throws: FileError.self) {
      let table = try TableReader(path: packed, limits: limits)
      while try table.next() {}
    }
    #expect(error?.problem == "holds more than 1048576 bytes, more than any table")
    let second = #expect(throws: FileError.self) {
      try MeasuredResponses(paths: [packed], maximumMeasurements: 1000)
    }
    #expect(second?.location == "line 1002")
    #expect(second?.problem == "there are more than 1000 measurements, more than any study has")
  }

  /// The limits stand above what is known to exist: the portal's feature file has 700,000 rows, a panel of methylation
  /// half a million columns, all of GDSC 0.6 million responses.
  @Test func theLimitsLeaveRoom() {
    let limits = TableLimits()
    #expect(limits.rows >= 20 * 700_000 && limits.fields >= 2 * 500_000 && limits.bytes >= 20 * 200_000_000)
    #expect(TableLimits.list.rows >= 4 * 50_000 && MeasuredResponses.maximumMeasurements >= 6 * 600_000)
  }
}
