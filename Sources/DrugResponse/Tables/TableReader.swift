import Support

/// Reads a delimited text table row by row: plain or gzip, comma, tab or semicolon, RFC 4180 quotation.
///
/// The reader stands on one row at a time; `next` goes on, the accessors (TableReader+Fields.swift) give its
/// fields. Everything it throws names the file, and the line and column where there are any.
package final class TableReader {
  /// How many fields a row may have, compared with the header.
  package enum RowShape: Sendable {
    case asHeader
    /// At least this many, whatever the header says: for files whose header or rows are ragged.
    case atLeast(Int)
  }

  package let path: String
  /// The names in the header line, blanks at their ends taken off.
  package let header: [String]
  /// The line on which the current row begins.
  package private(set) var line = 1

  let parser: DelimitedParser
  private let lines: TextLines
  private let shape: RowShape

  /// Opens `path` and reads its header line.
  ///
  /// - Throws: `FileError`: exit code 66 if the file is missing, 65 if it is empty, has a header of one field, or
  ///   names a column twice.
  package init(path: String, shape: RowShape = .asHeader) throws {
    self.path = path
    self.shape = shape
    lines = try TextLines(path: path)
    repeat {
      guard try lines.next() else { throw FileError.invalid(path, "is empty: expected a header line") }
    } while lines.bytes.allSatisfy { $0 == UInt8(ascii: " ") }
    parser = DelimitedParser(
      delimiter: try Self.delimiter(ofHeader: lines.bytes, path: path, line: lines.number))
    header = try Self.readHeader(parser, lines)
    try checkHeader()
  }

  /// Goes to the next row; false at the end. Empty lines between rows are no rows.
  package func next() throws -> Bool {
    repeat {
      guard try lines.next() else { return false }
    } while lines.bytes.allSatisfy { $0 == UInt8(ascii: " ") }
    line = lines.number
    try Self.readRow(parser, lines)
    try checkShape()
    return true
  }

  package var fieldCount: Int { parser.ends.count }

  /// An error at the current row, in `column` if given.
  package func error(column: Int? = nil, _ problem: String) -> FileError {
    let place = column.map { "line \(line), column \(columnTitle($0))" } ?? "line \(line)"
    return .invalid(path, at: place, problem)
  }

  func columnTitle(_ column: Int) -> String {
    column < header.count && !header[column].isEmpty ? header[column] : "\(column + 1)"
  }

  private static func readHeader(_ parser: DelimitedParser, _ lines: TextLines) throws -> [String] {
    let line = lines.number
    try readRow(parser, lines)
    var start = 0
    return try parser.ends.map { end in
      defer { start = end }
      guard let name = String(validating: parser.bytes[start..<end], as: UTF8.self) else {
        throw FileError.invalid(lines.path, at: "line \(line)", "is not UTF-8 text")
      }
      return name.trimmed
    }
  }

  /// Feeds lines until the row that begins on the current one is complete.
  private static func readRow(_ parser: DelimitedParser, _ lines: TextLines) throws {
    let first = lines.number
    while true {
      if lines.bytes.contains(0) {
        throw FileError.invalid(lines.path, at: "line \(lines.number)", "holds a NUL byte: not a text table")
      }
      switch parser.parse(line: lines.bytes) {
      case .row: return
      case .unfinished:
        guard try lines.next() else {
          throw FileError.invalid(
            lines.path, at: "line \(first)", "a quotation mark opened here is never closed")
        }
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

  private func checkHeader() throws {
    var seen: [String: Int] = [:]
    for (column, name) in header.enumerated() where !name.isEmpty {
      if let first = seen.updateValue(column, forKey: name) {
        throw FileError.invalid(
          path, at: "header", "column \(name) stands twice, as column \(first + 1) and \(column + 1)")
      }
    }
  }

  private func checkShape() throws {
    switch shape {
    case .asHeader where fieldCount != header.count:
      throw error("expected \(header.count) fields as in the header, found \(fieldCount)")
    case .atLeast(let minimum) where fieldCount < minimum:
      throw error("expected at least \(minimum) fields, found \(fieldCount)")
    default: return
    }
  }
}
