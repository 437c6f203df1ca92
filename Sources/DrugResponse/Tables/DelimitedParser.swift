import CCSV

/// Splits lines of delimited text into fields by RFC 4180: libcsv in strict mode.
///
/// SwiftCSV was measured first: fast enough, but it accepts a quotation mark that is never closed (and swallows the
/// rows behind it), pads short rows, and knows no line numbers; a bad file must be an error instead.
final class DelimitedParser {
  /// The fields of the current row, one behind the other.
  fileprivate(set) var bytes: [UInt8] = []
  /// Where each field of the current row ends in `bytes`.
  fileprivate(set) var ends: [Int] = []
  fileprivate var isRowComplete = false

  // libcsv keeps state in a struct whose address must not change.
  private let parser: UnsafeMutablePointer<csv_parser>

  enum Outcome {
    /// The line completes a row, which is in `bytes` and `ends`.
    case row
    /// The line ends inside quotation marks: the row goes on in the next one.
    case unfinished
    /// A quotation mark stands inside a field that is not quoted, or text follows a closing one.
    case misplacedQuotationMark
  }

  init(delimiter: UInt8) {
    parser = .allocate(capacity: 1)
    // Initialisation fails for a null pointer only.
    csv_init(parser, UInt8(CSV_STRICT))
    csv_set_delim(parser, delimiter)
    // libcsv would take blanks off the ends of fields; what belongs to a field is for the reader to say.
    csv_set_space_func(parser) { _ in 0 }
  }

  deinit {
    csv_free(parser)
    parser.deallocate()
  }

  /// Takes the next line, which is given without its end and is not empty unless the row before is unfinished.
  func parse(line: [UInt8]) -> Outcome {
    if isRowComplete {
      bytes.removeAll(keepingCapacity: true)
      ends.removeAll(keepingCapacity: true)
      isRowComplete = false
    }
    guard feed(line), feed([UInt8(ascii: "\n")]) else {
      // The only other failure is memory that has run out, which nothing here could recover from either.
      return .misplacedQuotationMark
    }
    return isRowComplete ? .row : .unfinished
  }

  /// The one call that parses: false if libcsv refuses the bytes.
  private func feed(_ bytes: [UInt8]) -> Bool {
    let context = Unmanaged.passUnretained(self).toOpaque()
    let taken = bytes.withUnsafeBytes {
      csv_parse(parser, $0.baseAddress, $0.count, Self.takeField, Self.takeRow, context)
    }
    return taken == bytes.count
  }

  private static let takeField:
    @convention(c) (UnsafeMutableRawPointer?, Int, UnsafeMutableRawPointer?) -> Void = {
      text, count, context in
      guard let context else { return }
      let parser = Unmanaged<DelimitedParser>.fromOpaque(context).takeUnretainedValue()
      if let text { parser.bytes.append(contentsOf: UnsafeRawBufferPointer(start: text, count: count)) }
      parser.ends.append(parser.bytes.count)
    }

  private static let takeRow: @convention(c) (Int32, UnsafeMutableRawPointer?) -> Void = { _, context in
    guard let context else { return }
    Unmanaged<DelimitedParser>.fromOpaque(context).takeUnretainedValue().isRowComplete = true
  }
}
