import CCrypto
import Foundation

/// SHA-256 digests by OpenSSL's libcrypto, as lower-case hexadecimal.
public enum SHA256 {
  /// The digest of a file's bytes from `offset` to its end.
  ///
  /// - Throws: `FileError` if the file is missing or cannot be read.
  public static func hexadecimal(ofFile path: String, from offset: Int = 0) throws -> String {
    let file = try FileDescriptor(openForReading: path)
    try file.seek(to: offset)
    var digest = Context()
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = try buffer.withUnsafeMutableBytes { try file.read(into: $0) }
      if count == 0 { break }
      buffer.withUnsafeBytes { digest.update(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
    }
    return digest.finish()
  }

  public static func hexadecimal(of bytes: some Sequence<UInt8>) -> String {
    var digest = Context()
    Array(bytes).withUnsafeBytes { digest.update($0) }
    return digest.finish()
  }

  public static func hexadecimal(of bytes: UnsafeRawBufferPointer) -> String {
    var digest = Context()
    digest.update(bytes)
    return digest.finish()
  }

  private struct Context: ~Copyable {
    private let context: OpaquePointer

    init() {
      // These calls fail only when memory runs out or the library lacks SHA-256: nothing to recover.
      guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
        preconditionFailure("libcrypto offers no SHA-256")
      }
      self.context = context
    }

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
      let status = EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
      precondition(status == 1, "libcrypto cannot digest")
    }

    consuming func finish() -> String {
      var digest = [UInt8](repeating: 0, count: 32)
      let status = EVP_DigestFinal_ex(context, &digest, nil)
      precondition(status == 1, "libcrypto cannot digest")
      return digest.map { byte in
        String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
      }.joined()
    }

    deinit { EVP_MD_CTX_free(context) }
  }
}
