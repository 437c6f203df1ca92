import Support
import Zip

/// The rows of a spreadsheet's first sheet, as they are read.
final class SpreadsheetRows: RowSource {
  let fields = RowFields()
  private(set) var line = 0
  let lineTitle = "row"
  let omitsTrailingBlanks = true

  private let stream: ZipMemberStream
  private let scanner: XMLScanner
  private let sheet: SheetScanner
  // Small pieces: what their cells refer to may be much longer than they are.
  private var buffer = [UInt8](repeating: 0, count: 1 << 14)
  private var isAtEnd = false

  /// - Throws: `FileError` for a file that is no spreadsheet, is damaged, or asks for more than any table needs.
  init(path: String, limits: TableLimits) throws {
    let archive = try ZipArchive(path: path, kind: "spreadsheet")
    let workbook = try Workbook(archive)
    sheet = SheetScanner(
      path: path, name: workbook.sheetName, strings: try SharedStrings(archive, workbook.sharedStrings),
      limits: limits)
    stream = try ZipMemberStream(archive, workbook.sheet)
    scanner = XMLScanner(path: path, part: workbook.sheet.name, handler: sheet)
  }

  func next() throws -> Bool {
    while sheet.waiting.isEmpty {
      if isAtEnd { return false }
      let count = try stream.read(into: &buffer)
      isAtEnd = count == 0
      try scanner.parse(buffer[..<count])
      // The last comes first, so that taking one moves none.
      sheet.waiting.reverse()
    }
    let row = sheet.waiting.removeLast()
    line = row.number
    fields.bytes = row.bytes
    fields.ends = row.ends
    return true
  }
}
