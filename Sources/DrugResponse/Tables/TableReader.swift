import Support
import Zip

/// Reads a table row by row: delimited text, plain or gzip, or the first sheet of a spreadsheet (xlsx).
///
/// The reader stands on one row at a time; `next` goes on, the accessors (TableReader+Fields.swift) give its
/// fields. Columns without a name behind the last named one, and rows of nothing but blanks, are not there for it.
/// Everything it throws names the file, and the line and column where there are any.
package final class TableReader {
  /// How many fields a row may have, compared with the header.
  package enum RowShape: Sendable {
    /// As many as the header; empty ones behind those do not count.
    case asHeader
    /// At least this many, whatever the header says: for files whose header or rows are ragged.
    case atLeast(Int)
  }

  package let path: String
  /// The names in the header line, blanks at their ends taken off.
  package let header: [String]
  package var shape: RowShape

  let fields: RowFields
  private let source: any RowSource
  private let limits: TableLimits
  private var rowCount = 0

  /// Opens `path`, by its first bytes as text or as a spreadsheet, and reads its header.
  ///
  /// - Throws: `FileError`: exit code 66 if the file is missing, 65 if it is empty, has a header of one field, or
  ///   names a column twice.
  package init(path: String, shape: RowShape = .asHeader, limits: TableLimits = TableLimits()) throws {
    self.path = path
    self.shape = shape
    self.limits = limits
    source =
      try ZipArchive.isZip(path)
      ? SpreadsheetRows(path: path, limits: limits) : DelimitedRows(path: path, limits: limits)
    fields = source.fields
    repeat {
      guard try source.next() else { throw FileError.invalid(path, "is empty: expected a header line") }
    } while fields.isBlank
    fields.dropTrailingBlanks(downTo: 0)
    header = try Self.names(source, path: path)
    try checkHeader()
  }

  /// The line of the file, or the row of the sheet, on which the current row begins.
  package var line: Int { source.line }

  /// Where the row stands that begins on a line: "line 12", in a spreadsheet "row 12".
  package func place(ofLine line: Int) -> String { "\(source.lineTitle) \(line)" }

  /// Goes to the next row; false at the end.
  package func next() throws -> Bool {
    repeat {
      guard try source.next() else { return false }
    } while fields.isBlank
    rowCount += 1
    if rowCount > limits.rows {
      throw error("there are more than \(limits.rows) rows, more than any such table")
    }
    if case .asHeader = shape { fields.dropTrailingBlanks(downTo: header.count) }
    if source.omitsTrailingBlanks { fields.pad(to: header.count) }
    try checkShape()
    return true
  }

  package var fieldCount: Int { fields.count }

  /// An error at the current row, in `column` if given.
  package func error(column: Int? = nil, _ problem: String) -> FileError {
    let line = place(ofLine: line)
    return .invalid(path, at: column.map { "\(line), column \(columnTitle($0))" } ?? line, problem)
  }

  func columnTitle(_ column: Int) -> String {
    column < header.count && !header[column].isEmpty ? header[column] : "\(column + 1)"
  }

  private static func names(_ source: any RowSource, path: String) throws -> [String] {
    try (0..<source.fields.count).map { column in
      guard let name = String(validating: source.fields[column], as: UTF8.self) else {
        throw FileError.invalid(path, at: "\(source.lineTitle) \(source.line)", "is not UTF-8 text")
      }
      return name.trimmed
    }
  }

  private func checkHeader() throws {
    if header.count == 1 {
      throw FileError.invalid(
        path, at: place(ofLine: line),
        "the header has one field (\(header[0].printable)): expected several columns")
    }
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
