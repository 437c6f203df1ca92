import Support

/// Makes rows of the cells of a sheet (ECMA-376, part 1, section 18.3).
///
/// A cell's value is taken as the sheet stores it: numbers with all their digits, formulas by their last result.
final class SheetScanner: XMLHandler {
  struct Row {
    /// As the sheet counts, from 1.
    let number: Int
    var bytes: [UInt8] = []
    var ends: [Int] = []
  }

  /// Rows that are whole and not taken yet.
  var waiting: [Row] = []

  private enum Kind { case number, sharedString, text, inlineText }

  private let path: String
  private let name: String
  private let strings: SharedStrings
  private let limits: TableLimits
  private var row = Row(number: 0)
  private var isInRow = false
  private var lastRow = 0
  /// Of the current cell, from 0.
  private var column = 0
  private var kind = Kind.number
  private var value: [UInt8] = []
  private var isInCell = false
  private var isInValue = false
  private var phoneticDepth = 0
  /// Of the first row that holds anything: the table's header. Nothing may stand beyond it.
  private var width: Int?
  private var cells = 0
  private var textBytes = 0

  // The format's own limits.
  static let maximumRows = 1 << 20
  static let maximumColumns = 1 << 14
  // Beyond any table: a full sheet of 256 columns, a kilobyte a row.
  static let maximumCells = 1 << 28
  static let maximumRowBytes = 1 << 24
  static let maximumTextBytes = 1 << 30

  /// - Parameter limits: of which the least counts, theirs or the format's. Rows of the sheet count as lines of a file, and
  ///   what its cells hold as the file's bytes.
  init(path: String, name: String, strings: SharedStrings, limits: TableLimits) {
    self.path = path
    self.name = name
    self.strings = strings
    self.limits = limits
  }

  func start(_ element: XMLName, _ attributes: XMLAttributes) throws {
    if element == "c" {
      try startCell(attributes)
    } else if element == "v" {
      isInValue = isInCell && kind != .inlineText
    } else if element == "t" {
      isInValue = isInCell && kind == .inlineText && phoneticDepth == 0
    } else if element == "row" {
      let number = attributes["r"].map { Self.number($0) } ?? lastRow + 1
      guard let number, number > lastRow, number <= Self.maximumRows else {
        throw error(nil, "row \(attributes.text("r") ?? "?") follows row \(lastRow)")
      }
      if number > limits.lines {
        throw error(nil, "has more than \(limits.lines) rows, more than any table")
      }
      lastRow = number
      column = -1
      row = Row(number: number)
      isInRow = true
    } else if element == "rPh" {
      phoneticDepth += 1
    }
  }

  func end(_ element: XMLName) throws {
    if element == "c" {
      isInCell = false
      try endCell()
    } else if element == "v" || element == "t" {
      isInValue = false
    } else if element == "row" {
      if width == nil, !row.ends.isEmpty { width = row.ends.count }
      cells += max(row.ends.count, width ?? 0)
      textBytes += row.bytes.count
      guard cells <= Self.maximumCells, textBytes <= min(Self.maximumTextBytes, limits.bytes) else {
        throw error(row.number, "with this row, the sheet holds more than any table")
      }
      waiting.append(row)
      isInRow = false
    } else if element == "rPh" {
      phoneticDepth -= 1
    }
  }

  func text(_ bytes: UnsafeRawBufferPointer) throws {
    guard isInValue else { return }
    value.append(contentsOf: bytes)
    if value.count > SharedStrings.maximumText {
      throw error(lastRow, "holds a text of more than \(SharedStrings.maximumText) bytes")
    }
  }

  private func startCell(_ attributes: XMLAttributes) throws {
    let place = attributes["r"].map { Self.column($0) } ?? column + 1
    guard isInRow, let place, place > column, place < Self.maximumColumns else {
      throw error(lastRow, "cell \((attributes.text("r") ?? "?").printable) is out of its order")
    }
    column = place
    value.removeAll(keepingCapacity: true)
    isInCell = true
    kind =
      switch attributes.text("t") {
      case nil, "n": .number
      case "s": .sharedString
      case "inlineStr": .inlineText
      default: .text
      }
  }

  private func endCell() throws {
    guard !value.isEmpty else { return }
    if let width, column >= width {
      throw error(lastRow, "there is a value in column \(column + 1), beyond the header's last, \(width)")
    }
    if column >= limits.fields {
      throw error(lastRow, "has more than \(limits.fields) fields, more than any table")
    }
    let start = row.bytes.count
    row.ends.append(contentsOf: repeatElement(start, count: column - row.ends.count))
    if kind == .sharedString {
      guard let number = value.withUnsafeBytes({ Self.number($0) }), number < strings.count else {
        throw error(
          lastRow,
          "a cell refers to text \(String(decoding: value, as: UTF8.self).quoted), of \(strings.count)")
      }
      row.bytes.append(contentsOf: strings[number])
    } else {
      row.bytes.append(contentsOf: value)
    }
    row.ends.append(row.bytes.count)
    let most = min(Self.maximumRowBytes, limits.rowBytes)
    if row.bytes.count > most { throw error(lastRow, "holds more than \(most) bytes") }
  }

  private func error(_ row: Int?, _ problem: String) -> FileError {
    .invalid(path, at: "sheet \(name.printable)" + (row.map { ", row \($0)" } ?? ""), problem)
  }

  /// A whole number of at most nine digits; nil for anything else.
  private static func number(_ text: UnsafeRawBufferPointer) -> Int? {
    guard (1...9).contains(text.count), text.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return text.reduce(0) { $0 * 10 + Int($1 - 0x30) }
  }

  /// The column of a cell's reference, from 0: "C7" is in column 2. nil where the letters say none.
  private static func column(_ reference: UnsafeRawBufferPointer) -> Int? {
    var column = 0
    var letters = 0
    for byte in reference {
      guard (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) else { break }
      column = column * 26 + Int(byte - UInt8(ascii: "A")) + 1
      letters += 1
      if letters > 3 { return nil }
    }
    return letters == 0 ? nil : column - 1
  }
}
