import Support

/// The rows of delimited text: plain or gzip; comma, tab or semicolon; RFC 4180 quotation.
final class DelimitedRows: RowSource {
  var fields: RowFields { parser.fields }
  private(set) var line = 1
  let lineTitle = "line"
  let omitsTrailingBlanks = false

  private let parser: DelimitedParser
  private let lines: TextLines
  /// Whether the current line, by which the delimiter was told, still has to be given out.
  private var isFirst = true

  private let limits: TableLimits

  /// - Throws: `FileError`: exit code 66 if the file is missing, 65 if it is empty or its first line has one field.
  init(path: String, limits: TableLimits) throws {
    self.limits = limits
    lines = try TextLines(path: path, limits: limits)
    guard try lines.nextFilled() else { throw FileError.invalid(path, "is empty: expected a header line") }
    parser = DelimitedParser(
      delimiter: try Self.delimiter(ofHeader: lines.bytes, path: path, line: lines.number),
      maximumFields: limits.fields)
  }

  func next() throws -> Bool {
    if isFirst {
      isFirst = false
    } else {
      guard try lines.nextFilled() else { return false }
    }
    line = lines.number
    try readRow()
    return true
  }

  /// Feeds lines until the row that begins on the current one is complete.
  private func readRow() throws {
    var bytes = 0
    while true {
      bytes += lines.bytes.count + 1
      if bytes > limits.rowBytes {
        throw FileError.invalid(
          lines.path, at: "line \(line)",
          "the row that begins here is longer than any table's: is a quotation mark closed?")
      }
      if lines.bytes.contains(0) {
        throw FileError.invalid(lines.path, at: "line \(lines.number)", "holds a NUL byte: not a text table")
      }
      switch parser.parse(line: lines.bytes) {
      case .row: return
      case .unfinished:
        guard try lines.next() else {
          throw FileError.invalid(
            lines.path, at: "line \(line)", "a quotation mark opened here is never closed")
        }
      case .tooManyFields:
        throw FileError.invalid(
          lines.path, at: "line \(line)", "has more than \(limits.fields) fields, more than any table")
      case .misplacedQuotationMark:
        throw FileError.invalid(
          lines.path, at: "line \(lines.number)",
          "a quotation mark stands inside a field (expected \"...\" around the whole field, \"\" for one inside)"
        )
      }
    }
  }

  /// The most frequent of comma, tab and semicolon outside quotation marks.
  private static func delimiter(ofHeader bytes: [UInt8], path: String, line: Int) throws -> UInt8 {
    let candidates = [UInt8(ascii: ","), UInt8(ascii: "\t"), UInt8(ascii: ";")]
    var counts = [0, 0, 0]
    var isQuoted = false
    for byte in bytes {
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if !isQuoted, let candidate = candidates.firstIndex(of: byte) { counts[candidate] += 1 }
    }
    let best = counts.indices.max { counts[$0] < counts[$1] }!
    guard counts[best] > 0 else {
      let text = String(decoding: bytes.prefix(40), as: UTF8.self)
      throw FileError.invalid(
        path, at: "line \(line)",
        "the header has one field (\(text.printable)): expected columns separated by comma, tab or semicolon")
    }
    return candidates[best]
  }
}
