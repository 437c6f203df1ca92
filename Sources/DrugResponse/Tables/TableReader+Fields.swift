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
  package func text(_ column: Int) throws -> String {
    let field = field(column)
    let text = try rawText(column)
    // Trimming knows every blank of Unicode and takes its time; most fields begin and end with plain characters.
    if let first = field.first, let last = field.last, Self.isPlain(first), Self.isPlain(last) { return text }
    return text.trimmed
  }

  /// A printing character of ASCII.
  private static func isPlain(_ byte: UInt8) -> Bool { byte > 0x20 && byte < 0x7F }

  /// As `text`, but nil where the field is missing.
  package func optionalText(_ column: Int) throws -> String? {
    let text = try text(column)
    return Self.meansMissing(text) ? nil : text
  }

  /// The number in the field; nil where it is missing: empty, NA, N/A, NaN, null, none, a spreadsheet's #N/A.
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
    let digits = field(column)
    // The usual case, as often as there are rows: fewer digits than the largest number has.
    if (1...18).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }) {
      return digits.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
    }
    let text = try text(column)
    guard let value = Self.identifier(text) else {
      throw error(column: column, "expected an identifying number, found \(text.quoted)")
    }
    return value
  }

  /// As `identifier`, but nil where the field is missing; "-" is so too, as some lists write.
  package func optionalIdentifier(_ column: Int) throws -> Int64? {
    if try optionalText(column) == nil || text(column) == "-" { return nil }
    return try identifier(column)
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

  private static let missing: Set = ["na", "n/a", "nan", "null", "none", "#n/a"]
  private static let infinities: Set = ["inf", "+inf", "-inf", "infinity", "+infinity", "-infinity"]

  private func field(_ column: Int) -> ArraySlice<UInt8> { fields[column] }
}

extension TableReader {
  /// The number of the column that has one of `names`, however it is written: capitals, blanks, underscores,
  /// hyphens and full stops do not count.
  ///
  /// - Throws: `FileError` that names the columns there are, if there is none or more than one.
  package func column(_ names: String...) throws -> Int {
    if let column = try optionalColumn(names) { return column }
    throw noColumn(names[0])
  }

  /// The error that a column is missing, which names those there are.
  package func noColumn(_ name: String) -> FileError {
    .invalid(path, at: "header", "there is no column \(name); the columns are \(columnList)")
  }

  /// Whether there is a column of this name, however it is written.
  package func hasColumn(_ name: String) -> Bool { header.contains { $0.columnKey == name.columnKey } }

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
  package var columnKey: String { lowercased().filter { !$0.isWhitespace && !"_-.".contains($0) } }

  var quoted: String { "\"\(printable)\"" }
}
