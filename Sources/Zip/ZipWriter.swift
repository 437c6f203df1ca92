import CZlib

/// Puts together a zip archive (PKWARE's APPNOTE, section 4.3).
///
/// Members are stored as they are: what is packed here are floating-point numbers, which deflate makes hardly smaller. The
/// same members give the same bytes; the time of each is the format's first, 1 January 1980.
package struct ZipWriter {
  private var archive: [UInt8] = []
  private var directory: [UInt8] = []
  private var count = 0

  package init() {}

  /// Adds a member.
  ///
  /// - Parameter deflated: the contents as a stream of deflate, which then stands in the archive, as in those of others.
  /// - Precondition: fewer than 65,535 members, and less than 4 GiB in all: beyond, the format has other records.
  package mutating func add(_ contents: [UInt8], as name: String, deflated: [UInt8]? = nil) {
    let name = Array(name.utf8)
    precondition(count < 0xFFFF && name.count <= 0xFFFF, "too many members, or too long a name")
    let stored = deflated ?? contents
    precondition(
      archive.count + stored.count + 2 * name.count < 0xFFFF_0000, "too large for a plain zip archive")
    let checksum = contents.withUnsafeBytes {
      crc32_z(0, $0.baseAddress?.assumingMemoryBound(to: UInt8.self), $0.count)
    }
    // What the member's own header and the directory have in common: version 2.0, names in UTF-8, the method, time and date.
    var common: [UInt8] = []
    for number in [20, 0x0800, deflated == nil ? 0 : 8, 0, 0x0021] { common += Self.littleEndian(number, 2) }
    common += Self.littleEndian(Int(checksum), 4)
    common += Self.littleEndian(stored.count, 4) + Self.littleEndian(contents.count, 4)
    common += Self.littleEndian(name.count, 2) + [0, 0]
    let offset = archive.count
    archive += Self.littleEndian(0x0403_4B50, 4) + common + name + stored
    // Made by version 2.0; no comment, the first disk, no attributes.
    directory += Self.littleEndian(0x0201_4B50, 4) + [20, 0] + common
    directory += [UInt8](repeating: 0, count: 10) + Self.littleEndian(offset, 4) + name
    count += 1
  }

  /// The whole archive.
  package func finished() -> [UInt8] {
    var end = Self.littleEndian(0x0605_4B50, 4) + [0, 0, 0, 0]
    end += Self.littleEndian(count, 2) + Self.littleEndian(count, 2)
    end += Self.littleEndian(directory.count, 4) + Self.littleEndian(archive.count, 4) + [0, 0]
    return archive + directory + end
  }

  private static func littleEndian(_ number: Int, _ bytes: Int) -> [UInt8] {
    (0..<bytes).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }
}
