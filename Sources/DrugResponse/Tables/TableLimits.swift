/// What a table may ask of its reader before it is taken for something else: a file that means harm, such as a few
/// kilobytes of gzip that unpack to all of memory, or one that is no table.
///
/// The defaults are a multiple of what any study has, and keep the reader well below a gigabyte.
package struct TableLimits: Sendable {
  /// Bytes of the whole file, unpacked.
  package var bytes = 1 << 32
  /// Lines of the file, blank ones included.
  package var lines = 1 << 26
  /// Bytes of a row, which between quotation marks may go over many lines.
  package var rowBytes = 1 << 26
  /// Fields of a row.
  package var fields = 1 << 20
  /// Rows below the header.
  package var rows = 1 << 24

  package init() {}

  /// For lists of drugs or cell lines, each of which takes memory of its own.
  package static let list: TableLimits = {
    var limits = TableLimits()
    limits.rows = 1 << 18
    return limits
  }()
}
