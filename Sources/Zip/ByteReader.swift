/// Little-endian numbers among bytes; nil beyond their end.
package struct ByteReader {
  private let bytes: [UInt8]

  package init(_ bytes: [UInt8]) { self.bytes = bytes }

  package func slice(_ offset: Int, _ count: Int) -> ArraySlice<UInt8>? {
    guard offset >= 0, count >= 0, offset <= bytes.count, count <= bytes.count - offset else { return nil }
    return bytes[offset..<offset + count]
  }

  package func uint16(_ offset: Int) -> Int? { number(offset, 2).map(Int.init) }
  package func uint32(_ offset: Int) -> Int? { number(offset, 4).map(Int.init) }
  /// nil for what no file can have, too.
  package func int64(_ offset: Int) -> Int? { number(offset, 8).flatMap(Int.init(exactly:)) }

  private func number(_ offset: Int, _ count: Int) -> UInt64? {
    slice(offset, count)?.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
