import Foundation
import Support

extension TableReader {
  /// The field as it stands, blanks included.
  package func rawText(_ column: Int) throws -> String {
    guard let text = String(validating: field(column), as: UTF8.self) else {
      throw error(column: column, "is not UTF-8 text")
    }
    return text
  }

  /// The field with the blanks at its ends taken off.
  package func text(_ column: Int) throws -> String { try rawText(column).trimmed }

  /// The number in the field; nil where it is missing: empty, NA, N/A, NaN, null, none.
  ///
  /// Infinite values are numbers here; whether they make sense is for the caller to say.
  package func number(_ column: Int) throws -> Double? {
    if field(column).isEmpty { return nil }
    let text = try text(column)
    if Self.meansMissing(text) { return nil }
    // Swift would also read hexadecimal numbers and payloads of NaN; no table means those.
    let isDecimal = text.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || "+-.eE".utf8.contains(byte)
    }
    guard isDecimal || Self.infinities.contains(text.lowercased()), let value = Double(text) else {
      throw error(column: column, "expected a number, found \(text.quoted)")
    }
    return value
  }

  /// 0 or 1 from a binary column, also written 0.0 and 1.0, FALSE and TRUE.
  package func bit(_ column: Int) throws -> UInt8 {
    let bytes = field(column)
    if bytes.count == 1, let byte = bytes.first, byte == UInt8(ascii: "0") || byte == UInt8(ascii: "1") {
      return byte - UInt8(ascii: "0")
    }
    let text = try text(column)
    switch text.lowercased() {
    case "0", "0.0", "false": return 0
    case "1", "1.0", "true": return 1
    default: throw error(column: column, "expected 0 or 1, found \(text.quoted)")
    }
  }

  /// The identifier in the field: a whole number that is not negative. "683665.0" is read too, as some tools write.
  package func identifier(_ column: Int) throws -> Int64 {
    let text = try text(column)
    guard let value = Self.identifier(text) else {
      throw error(column: column, "expected an identifying number, found \(text.quoted)")
    }
    return value
  }

  package static func identifier(_ text: String) -> Int64? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 1 || parts.count == 2 && !parts[1].isEmpty && parts[1].allSatisfy({ $0 == "0" }),
      let digits = parts.first, !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) })
    else { return nil }
    return Int64(digits)
  }

  package static func meansMissing(_ text: String) -> Bool {
    text.isEmpty || missing.contains(text.lowercased())
  }

  private static let missing: Set = ["na", "n/a", "nan", "null", "none"]
  private static let infinities: Set = ["inf", "+inf", "-inf", "infinity", "+infinity", "-infinity"]

  private func field(_ column: Int) -> ArraySlice<UInt8> {
    parser.bytes[(column == 0 ? 0 : parser.ends[column - 1])..<parser.ends[column]]
  }
}

extension TableReader {
  /// The number of the column that has one of `names`, however it is written: capitals, blanks, underscores and
  /// hyphens do not count.
  ///
  /// - Throws: `FileError` that names the columns there are, if there is none or more than one.
  package func column(_ names: String...) throws -> Int {
    if let column = try optionalColumn(names) { return column }
    throw FileError.invalid(
      path, at: "header", "there is no column \(names[0]); the columns are \(columnList)")
  }

  /// As `column`, but nil where there is none.
  package func optionalColumn(_ names: [String]) throws -> Int? {
    // In the order of the names: the first is the one preferred where a file has several.
    for name in names {
      let matches = header.indices.filter { header[$0].columnKey == name.columnKey }
      if matches.count > 1 {
        throw FileError.invalid(
          path, at: "header",
          "column \(name) stands twice, as \(matches.map { header[$0] }.joined(separator: " and "))")
      }
      if let match = matches.first { return match }
    }
    return nil
  }

  /// The names of the columns, shortened where there are many.
  package var columnList: String {
    header.prefix(12).map { $0.isEmpty ? "(unnamed)" : $0 }.joined(separator: ", ")
      + (header.count > 12 ? ", ... (\(header.count) in all)" : "")
  }
}

extension String {
  package var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }

  /// What two spellings of a column's name have in common.
  package var columnKey: String { lowercased().filter { !" _-".contains($0) } }

  /// One line of bearable length for an error message.
  var printable: String {
    let start = unicodeScalars.prefix(40).map { $0.value >= 0x20 && $0.value != 0x7F ? Character($0) : "?" }
    return String(start) + (unicodeScalars.count > 40 ? "..." : "")
  }

  var quoted: String { "\"\(printable)\"" }
}
