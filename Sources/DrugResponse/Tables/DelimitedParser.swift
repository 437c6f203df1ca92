import CCSV

/// Splits lines of delimited text into fields by RFC 4180: libcsv in strict mode.
///
/// SwiftCSV was measured first: fast enough, but it accepts a quotation mark that is never closed (and swallows the
/// rows behind it), pads short rows, and knows no line numbers; a bad file must be an error instead.
final class DelimitedParser {
  /// Of the current row.
  let fields = RowFields()
  fileprivate var isRowComplete = false

  // libcsv keeps state in a struct whose address must not change.
  private let parser: UnsafeMutablePointer<csv_parser>

  enum Outcome {
    /// The line completes a row, which is in `fields`.
    case row
    /// The line ends inside quotation marks: the row goes on in the next one.
    case unfinished
    /// A quotation mark stands inside a field that is not quoted, or text follows a closing one.
    case misplacedQuotationMark
    /// The row has more fields than it may; those beyond were not kept.
    case tooManyFields
  }

  private let maximumFields: Int

  init(delimiter: UInt8, maximumFields: Int) {
    self.maximumFields = maximumFields
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
      fields.removeAll()
      isRowComplete = false
    }
    guard feed(line), feed([UInt8(ascii: "\n")]) else {
      // The only other failure is memory that has run out, which nothing here could recover from either.
      return .misplacedQuotationMark
    }
    if fields.count > maximumFields { return .tooManyFields }
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
      let fields = parser.fields
      if fields.count > parser.maximumFields { return }
      if let text { fields.bytes.append(contentsOf: UnsafeRawBufferPointer(start: text, count: count)) }
      fields.ends.append(fields.bytes.count)
    }

  private static let takeRow: @convention(c) (Int32, UnsafeMutableRawPointer?) -> Void = { _, context in
    guard let context else { return }
    Unmanaged<DelimitedParser>.fromOpaque(context).takeUnretainedValue().isRowComplete = true
  }
}
