import CZlib

/// Compression, as other programs do it.
enum Gzip {
  /// A stream of deflate alone, as it stands in zip archives.
  static func deflate(_ bytes: [UInt8]) -> [UInt8] { compress(bytes, windowBits: -15) }

  /// - Parameter windowBits: as zlib has it: 31 for gzip, -15 for deflate alone.
  static func compress(_ bytes: [UInt8], windowBits: Int32 = 31, level: Int32 = 6) -> [UInt8] {
    var stream = z_stream()
    let status = deflateInit2_(
      &stream, level, Z_DEFLATED, windowBits, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    precondition(status == Z_OK, "zlib does not start")
    defer { deflateEnd(&stream) }
    var input = bytes
    var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))) + 64)
    let count = input.withUnsafeMutableBufferPointer { input in
      output.withUnsafeMutableBufferPointer { output in
        stream.next_in = input.baseAddress
        stream.avail_in = UInt32(input.count)
        stream.next_out = output.baseAddress
        stream.avail_out = UInt32(output.count)
        precondition(CZlib.deflate(&stream, Z_FINISH) == Z_STREAM_END, "zlib wants more room than it said")
        return output.count - Int(stream.avail_out)
      }
    }
    return Array(output[..<count])
  }
}
