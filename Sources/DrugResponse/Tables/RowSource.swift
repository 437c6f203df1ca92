/// What a table's rows come from: delimited text, or a spreadsheet.
protocol RowSource: AnyObject {
  /// The fields of the current row.
  var fields: RowFields { get }
  /// Where the current row begins, counted from 1.
  var line: Int { get }
  /// What `line` counts: "line" or "row".
  var lineTitle: String { get }
  /// Whether a row ends at its last filled cell, as in a spreadsheet, where empty cells are not stored.
  var omitsTrailingBlanks: Bool { get }

  /// Goes to the next row; false at the end.
  func next() throws -> Bool
}

/// The fields of one row, one behind the other.
final class RowFields {
  var bytes: [UInt8] = []
  /// Where each field ends in `bytes`.
  var ends: [Int] = []

  var count: Int { ends.count }

  subscript(column: Int) -> ArraySlice<UInt8> {
    bytes[(column == 0 ? 0 : ends[column - 1])..<ends[column]]
  }

  func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
  }

  /// Whether no field holds anything but blanks, as in the rows that spreadsheets leave below a table.
  var isBlank: Bool { bytes.allSatisfy(Self.isBlank) }

  /// Takes blank fields off the end until only `count` are left.
  func dropTrailingBlanks(downTo count: Int) {
    while ends.count > count, self[ends.count - 1].allSatisfy(Self.isBlank) {
      ends.removeLast()
      bytes.removeLast(bytes.count - (ends.last ?? 0))
    }
  }

  /// Adds empty fields until there are `count`.
  func pad(to count: Int) {
    let missing = count - ends.count
    if missing > 0 { ends.append(contentsOf: repeatElement(bytes.count, count: missing)) }
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
  }
}
