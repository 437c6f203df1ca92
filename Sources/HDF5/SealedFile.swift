import Support

/// HDF5 files that appear whole or not at all, and are known to be intact before they are read.
public enum SealedFile {
  /// Opens a file for reading.
  ///
  /// A sealed file's length and digest are checked first. A file without a user block, as other programs write it,
  /// has no seal; what else precedes HDF5's signature is taken for a damaged seal.
  /// - Parameters:
  ///   - path: the file to read.
  ///   - requireSeal: whether a file without a seal is an error.
  /// - Throws: `FileError` with exit code 66 for a missing file, 65 for one that is empty, damaged, truncated or no
  ///   HDF5 file; `HDF5Error` if the library cannot open it.
  public static func open(_ path: String, requireSeal: Bool = false) throws -> HDF5File {
    let seal = try checkSeal(path)
    if seal == nil && requireSeal {
      throw FileError.invalid(path, "has no hqnn seal, expected a file that hqnn wrote")
    }
    return try HDF5File.open(path, seal: seal)
  }

  /// Checks the seal of a file without opening it: nil for an HDF5 file that has none.
  /// - Throws: as `open`.
  public static func checkSeal(_ path: String) throws -> Seal? {
    let seal = try seal(in: start(of: path), path)
    if let seal { try verify(path, seal) }
    return seal
  }

  /// The seal, not yet verified, in what `start(of:)` gives.
  static func seal(in start: [UInt8], _ path: String) throws -> Seal? {
    let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]
    if start.isEmpty { throw FileError.invalid(path, "is empty, expected an HDF5 file") }
    if start.starts(with: signature) { return nil }
    guard let seal = Seal(start: start) else {
      guard start.dropFirst(Seal.blockSize).starts(with: signature) || start.starts(with: "hqnn ".utf8) else {
        throw FileError.invalid(path, "is not an HDF5 file")
      }
      throw FileError.invalid(
        path,
        "does not start with a valid hqnn seal: the file is damaged, or another program's HDF5 file with a "
          + "user block (h5unjam removes it)")
    }
    return seal
  }

  /// How much of a file `seal(in:)` looks at: the user block and the signature behind it.
  static let startCount = Seal.blockSize + 8

  private static func verify(_ path: String, _ seal: Seal) throws {
    let length = try FileDescriptor(openForSeeking: path).length()
    try verify(path, seal, length: length, start: start(of: path)) {
      try SHA256.hexadecimal(ofFile: path, from: Seal.blockSize)
    }
  }

  /// - Parameter digest: SHA-256 of what follows the user block.
  static func verify(
    _ path: String, _ seal: Seal, length: Int, start: [UInt8], digest: () throws -> String
  ) throws {
    if length < seal.byteCount {
      throw FileError.invalid(path, "is truncated: expected \(seal.byteCount) bytes, found \(length)")
    }
    guard length == seal.byteCount, start.prefix(Seal.blockSize) == seal.block[...],
      try digest() == seal.sha256
    else {
      throw FileError.invalid(
        path, "does not match its SHA-256 digest: it was damaged or changed after hqnn wrote it")
    }
  }

  /// The user block and the signature behind it, or as much of them as there is.
  static func start(of path: String) throws -> [UInt8] {
    let file = try FileDescriptor(openForSeeking: path)
    var bytes = [UInt8](repeating: 0, count: startCount)
    let filled = try bytes.withUnsafeMutableBytes { try file.read(filling: $0) }
    return Array(bytes.prefix(filled))
  }
}
