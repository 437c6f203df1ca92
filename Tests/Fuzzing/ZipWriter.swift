import CZlib

/// Writes zip archives whose every number is right (PKWARE's APPNOTE, section 4.3).
enum ZipWriter {
  static func archive(_ members: [(name: String, contents: [UInt8])], isDeflated: Bool) -> [UInt8] {
    var file: [UInt8] = []
    var directory: [UInt8] = []
    for (name, contents) in members {
      let packed = isDeflated ? Gzip.compress(contents, windowBits: -15) : contents
      let checksum = contents.withUnsafeBufferPointer {
        crc32(crc32(0, nil, 0), $0.baseAddress, UInt32($0.count))
      }
      let common =
        little(20, 2) + little(0, 2) + little(isDeflated ? 8 : 0, 2) + little(0, 4) + little(Int(checksum), 4)
        + little(packed.count, 4) + little(contents.count, 4) + little(name.utf8.count, 2) + little(0, 2)
      directory +=
        little(0x0201_4B50, 4) + little(20, 2) + common + little(0, 2) + little(0, 4) + little(0, 4)
      directory += little(file.count, 4) + Array(name.utf8)
      file += little(0x0403_4B50, 4) + common + Array(name.utf8) + packed
    }
    let count = little(members.count, 2)
    return file + directory + little(0x0605_4B50, 4) + little(0, 4) + count + count
      + little(directory.count, 4)
      + little(file.count, 4) + little(0, 2)
  }

  private static func little(_ value: Int, _ width: Int) -> [UInt8] {
    (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}
