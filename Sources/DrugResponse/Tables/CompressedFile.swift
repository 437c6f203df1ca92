import CZlib
import Foundation
import Support

/// A file's bytes in order, decompressed where the file is gzip (also of several members), as they are otherwise.
final class CompressedFile {
  let path: String
  private let file: gzFile

  /// - Throws: `FileError` if the file is missing or cannot be opened.
  init(path: String) throws {
    self.path = path
    // zlib reports no more than that opening failed; this one says why.
    _ = try FileDescriptor(openForReading: path)
    guard let file = gzopen(path, "rbe") else {
      throw FileError(.inputOutput, path, "cannot be read: \(String(cString: strerror(errno)))")
    }
    self.file = file
    gzbuffer(file, 1 << 18)
  }

  deinit { gzclose_r(file) }

  /// Reads up to `buffer.count` bytes; 0 at the end.
  ///
  /// - Throws: `FileError` with exit code 65 if the compressed data are cut short or damaged.
  func read(into buffer: inout [UInt8]) throws -> Int {
    let capacity = UInt32(clamping: buffer.count)
    let count = buffer.withUnsafeMutableBytes { gzread(file, $0.baseAddress, capacity) }
    try check()
    guard count >= 0 else { throw FileError(.inputOutput, path, "cannot be read") }
    return Int(count)
  }

  /// Asks zlib for the state after each call: a file that ends early yields its last bytes before the error.
  private func check() throws {
    var code: Int32 = Z_OK
    let text = gzerror(file, &code).map { String(cString: $0) } ?? ""
    switch code {
    case Z_OK, Z_STREAM_END: return
    case Z_BUF_ERROR: throw FileError.invalid(path, "the gzip data end too early: the file is cut short")
    case Z_ERRNO:
      throw FileError(.inputOutput, path, "cannot be read: \(String(cString: strerror(errno)))")
    default: throw FileError.invalid(path, "the gzip data are damaged (\(text))")
    }
  }
}
