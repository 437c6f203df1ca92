import Support

/// The line in front of our files that says how long the file is and what its bytes digest to.
///
/// HDF5's own checksums cover chunks, not attributes, structures or small data sets; and the library may hang on a
/// file with damaged structures. The seal is checked before it opens the file.
public struct Seal: Hashable, Sendable {
  /// The user block in front of the file, which HDF5 leaves to others.
  public static let blockSize = 512
  /// SHA-256 of everything behind the user block, in lower-case hexadecimal.
  public let sha256: String
  /// The length of the whole file, the user block included.
  public let byteCount: Int

  public init(sha256: String, byteCount: Int) {
    self.sha256 = sha256
    self.byteCount = byteCount
  }

  /// "hqnn sha256=... bytes=...", readable with `head -n 1`.
  public var line: String { "\(Self.prefix)\(sha256) bytes=\(byteCount)" }

  static let prefix = "hqnn sha256="

  /// The whole user block: the line, then zeros.
  var block: [UInt8] {
    let text = Array((line + "\n").utf8)
    return text + [UInt8](repeating: 0, count: Self.blockSize - text.count)
  }

  /// Reads the line at the start of a file; nil unless there is exactly one as `line` writes it.
  init?(start: some Collection<UInt8>) {
    guard let text = String(validating: start.prefix { $0 != 10 }, as: UTF8.self), text.hasPrefix(Self.prefix)
    else { return nil }
    let parts = text.dropFirst(Self.prefix.count).split(separator: " ", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[1].hasPrefix("bytes="), let count = Int(parts[1].dropFirst(6)) else {
      return nil
    }
    self.init(sha256: String(parts[0]), byteCount: count)
    let isDigest = sha256.count == 64 && sha256.allSatisfy { "0123456789abcdef".contains($0) }
    guard isDigest, line == text else { return nil }
  }
}
