import Support

/// The members of a zip archive, by its central directory (PKWARE's APPNOTE, sections 4.3 and 4.4).
///
/// It knows what spreadsheets and NumPy's archives need: stored and deflated members, ZIP64. Of the file's own claims none
/// is believed before it is checked, and no more than the directory is read ahead of need.
package final class ZipArchive {
  package struct Member {
    package let name: String
    /// Compressed by deflate; stored as it is otherwise.
    package let isDeflated: Bool
    package let compressedSize: Int
    package let size: Int
    package let checksum: UInt32
    /// Where the member's own header begins.
    package let offset: Int
  }

  package let path: String
  /// What the archive is taken for, such as "spreadsheet".
  let kind: String
  package private(set) var members: [String: Member] = [:]
  private let file: FileDescriptor
  private let length: Int

  /// No archive that we read has a directory of more bytes: it has some tens of members.
  static let maximumDirectory = 1 << 24

  /// - Parameter kind: what it is taken for, for messages: "spreadsheet".
  /// - Throws: `FileError` if the file cannot be read, or is not a whole zip archive.
  package init(path: String, kind: String) throws {
    self.path = path
    self.kind = kind
    file = try FileDescriptor(openForSeeking: path)
    length = try file.length()
    let (offset, size, count) = try locateDirectory()
    guard size <= Self.maximumDirectory else {
      throw damaged("claims a directory of \(size) bytes, more than any \(kind)'s")
    }
    try readDirectory(ByteReader(try bytes(at: offset, count: size)), count: count)
  }

  /// Whether a file begins as a zip archive does.
  ///
  /// - Throws: `FileError` if it cannot be read.
  package static func isZip(_ path: String) throws -> Bool {
    let file = try FileDescriptor(openForReading: path)
    var start = [UInt8](repeating: 0, count: 4)
    let count = try start.withUnsafeMutableBytes { try file.read(into: $0) }
    return count == 4 && start == [0x50, 0x4B, 0x03, 0x04]
  }

  /// The bytes from `offset` on; an error where the file has fewer.
  func bytes(at offset: Int, count: Int) throws -> [UInt8] {
    guard offset >= 0, count >= 0, offset <= length, count <= length - offset else {
      throw damaged("the zip archive is cut short or damaged")
    }
    var bytes = [UInt8](repeating: 0, count: count)
    try file.seek(to: offset)
    var filled = 0
    while filled < count {
      let more = try bytes.withUnsafeMutableBytes {
        try file.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[filled...]))
      }
      if more == 0 { throw damaged("the zip archive is cut short or damaged") }
      filled += more
    }
    return bytes
  }

  package func damaged(_ problem: String) -> FileError { .invalid(path, problem) }

  /// The end record is the file's last, before a comment of at most 65,535 bytes.
  private func locateDirectory() throws -> (offset: Int, size: Int, count: Int) {
    let tailLength = min(length, 22 + 65_535)
    let start = length - tailLength
    let tail = ByteReader(try bytes(at: start, count: tailLength))
    guard
      let place = stride(from: tailLength - 22, through: 0, by: -1).first(where: {
        tail.uint32($0) == 0x0605_4B50
      }), let count = tail.uint16(place + 10), let size = tail.uint32(place + 12),
      let offset = tail.uint32(place + 16)
    else { throw damaged("the zip archive is cut short or damaged: it has no directory") }
    guard count == 0xFFFF || size == 0xFFFF_FFFF || offset == 0xFFFF_FFFF else {
      return (offset, size, count)
    }
    // ZIP64: a locator right before the end record says where the larger numbers are.
    let locator = ByteReader(try bytes(at: start + place - 20, count: 20))
    guard locator.uint32(0) == 0x0706_4B50, let at = locator.int64(8) else {
      throw damaged("the zip archive is cut short or damaged: it has no ZIP64 directory")
    }
    let record = ByteReader(try bytes(at: at, count: 56))
    guard record.uint32(0) == 0x0606_4B50, let count = record.int64(32), let size = record.int64(40),
      let offset = record.int64(48)
    else { throw damaged("the zip archive is cut short or damaged: it has no ZIP64 directory") }
    return (offset, size, count)
  }

  private func readDirectory(_ directory: ByteReader, count: Int) throws {
    var position = 0
    for _ in 0..<max(0, count) {
      guard directory.uint32(position) == 0x0201_4B50, let flags = directory.uint16(position + 8),
        let method = directory.uint16(position + 10), let checksum = directory.uint32(position + 16),
        let nameLength = directory.uint16(position + 28), let extraLength = directory.uint16(position + 30),
        let commentLength = directory.uint16(position + 32),
        let name = directory.slice(position + 46, nameLength),
        let extra = directory.slice(position + 46 + nameLength, extraLength),
        let sizes = Self.sizes(of: directory, at: position, extra: ByteReader(Array(extra)))
      else { throw damaged("the zip archive's directory is damaged") }
      let text = String(decoding: name, as: UTF8.self)
      if flags & 1 != 0 { throw damaged("is encrypted: save it without a password") }
      guard method == 0 || method == 8 else {
        throw damaged("\(text.printable) is compressed by method \(method), expected deflate")
      }
      let member = Member(
        name: text, isDeflated: method == 8, compressedSize: sizes.compressed, size: sizes.plain,
        checksum: UInt32(checksum), offset: sizes.offset)
      guard members.updateValue(member, forKey: text) == nil else {
        throw damaged("the zip archive holds \(text.printable) twice")
      }
      position += 46 + nameLength + extraLength + commentLength
    }
    if directory.uint32(position) == 0x0201_4B50 {
      throw damaged(
        "the zip archive's directory is damaged: it lists more than the \(count) members it claims")
    }
  }

  /// Sizes and offset of a directory entry; those that do not fit into 32 bits stand in its extra field.
  private static func sizes(of directory: ByteReader, at position: Int, extra: ByteReader) -> (
    compressed: Int, plain: Int, offset: Int
  )? {
    guard let compressed = directory.uint32(position + 20), let plain = directory.uint32(position + 24),
      let offset = directory.uint32(position + 42)
    else { return nil }
    var values = [plain, compressed, offset]
    guard values.contains(0xFFFF_FFFF) else { return (compressed, plain, offset) }
    var place = 0
    while let kind = extra.uint16(place), let size = extra.uint16(place + 2) {
      place += 4
      if kind == 1 {
        for index in values.indices where values[index] == 0xFFFF_FFFF {
          guard let value = extra.int64(place) else { return nil }
          values[index] = value
          place += 8
        }
        return (values[1], values[0], values[2])
      }
      place += size
    }
    return nil
  }
}
