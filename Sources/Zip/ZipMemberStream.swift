import CZlib
import Support

/// The contents of a member of a zip archive, decompressed as they are read and checked at their end.
package final class ZipMemberStream {
  private let archive: ZipArchive
  private let member: ZipArchive.Member
  /// Where the next compressed bytes are, and how many are left.
  private var position: Int
  private var left: Int
  private var input: [UInt8] = []
  private var produced = 0
  private var checksum: UInt
  private var isAtEnd = false
  // zlib keeps a pointer to this struct in its own state.
  private let stream: UnsafeMutablePointer<z_stream>

  /// No sheet that Excel can hold has more: 2^20 rows of this width are 1 kB each.
  static let maximumSize = 1 << 30
  /// The most that a part of a spreadsheet may grow from a byte: Apache POI's limit. Sheets grow fivefold to
  /// twentyfold; deflate reaches a thousandfold. Smaller parts may be as regular as they like.
  static let maximumRatio = 100
  static let ratioMatters = 1 << 24

  private static let chunk = 1 << 16

  /// - Throws: `FileError` if the member is damaged, or so large that it is no part of what the archive is taken for.
  package init(_ archive: ZipArchive, _ member: ZipArchive.Member) throws {
    self.archive = archive
    self.member = member
    let name = member.name.printable
    guard member.size <= Self.maximumSize else {
      throw archive.damaged("\(name) claims \(member.size) bytes, expected at most \(Self.maximumSize)")
    }
    if member.size > Self.ratioMatters, member.size / Self.maximumRatio > member.compressedSize {
      throw archive.damaged(
        "\(name) claims \(member.size) bytes, packed in \(member.compressedSize): that is no \(archive.kind)'s part"
      )
    }
    // The member's own header repeats the directory's entry; only its length counts.
    let header = ByteReader(try archive.bytes(at: member.offset, count: 30))
    guard header.uint32(0) == 0x0403_4B50, let nameLength = header.uint16(26),
      let extraLength = header.uint16(28)
    else { throw archive.damaged("the zip archive is cut short or damaged at \(name)") }
    position = member.offset + 30 + nameLength + extraLength
    left = member.compressedSize
    checksum = crc32(0, nil, 0)
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    // Negative window bits: a raw deflate stream. It fails only where memory runs out or zlib is another version.
    let status = inflateInit2_(stream, -MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else {
      stream.deallocate()
      throw FileError(.failure, archive.path, "cannot be decompressed: zlib does not start (\(status))")
    }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  /// Reads up to `buffer.count` bytes; 0 at the end.
  ///
  /// - Throws: `FileError` where the data are damaged: not deflate's, longer or shorter than claimed, or of another
  ///   check sum.
  package func read(into buffer: inout [UInt8]) throws -> Int {
    if isAtEnd { return 0 }
    let count = member.isDeflated ? try inflate(into: &buffer) : try copy(into: &buffer)
    produced += count
    buffer.withUnsafeBytes {
      checksum = crc32(checksum, $0.baseAddress?.assumingMemoryBound(to: UInt8.self), UInt32(count))
    }
    if produced > member.size { throw damaged("holds more than the \(member.size) bytes it claims") }
    if count == 0 {
      isAtEnd = true
      if produced < member.size { throw damaged("holds fewer than the \(member.size) bytes it claims") }
      if UInt32(checksum) != member.checksum { throw damaged("has another check sum than it should") }
    }
    return count
  }

  private func copy(into buffer: inout [UInt8]) throws -> Int {
    let count = min(left, buffer.count)
    buffer.replaceSubrange(..<count, with: try archive.bytes(at: position, count: count))
    position += count
    left -= count
    return count
  }

  /// 0 only at the end of the compressed stream.
  private func inflate(into buffer: inout [UInt8]) throws -> Int {
    var filled = 0
    var status = Z_OK
    while filled == 0, status != Z_STREAM_END {
      if input.isEmpty, left > 0 {
        input = try archive.bytes(at: position, count: min(left, Self.chunk))
        position += input.count
        left -= input.count
      }
      let given = input.count
      status = buffer.withUnsafeMutableBytes { output in
        input.withUnsafeMutableBytes { input in
          stream.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
          stream.pointee.avail_in = UInt32(input.count)
          stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
          stream.pointee.avail_out = UInt32(output.count)
          return CZlib.inflate(stream, Z_NO_FLUSH)
        }
      }
      input.removeFirst(given - Int(stream.pointee.avail_in))
      filled = buffer.count - Int(stream.pointee.avail_out)
      switch status {
      case Z_OK, Z_STREAM_END: continue
      case Z_BUF_ERROR where filled > 0: continue
      default: throw damaged("is damaged: it does not decompress")
      }
    }
    return filled
  }

  private func damaged(_ problem: String) -> FileError {
    archive.damaged("\(member.name.printable) \(problem)")
  }
}
