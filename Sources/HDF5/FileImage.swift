import CHDF5
import Support

/// All bytes of an HDF5 file in memory, so that one process can read it and others have it without reading.
///
/// Who reads it checks its seal, or copies it where it has none, and digests it; who gets its bytes from there need not do so again.
public final class FileImage: Sendable {
  /// The file's path, as errors name it.
  public let path: String
  /// The whole file, its user block included; of a file without a seal a copy of all its objects (`HDF5File.copy`). Not to
  /// be changed any more.
  public let bytes: AlignedBuffer<UInt8>
  /// The SHA-256 digest of the file as it lies on the disk, in lower-case hexadecimal.
  public let sha256: String
  /// The seal in the file's user block; nil for a file without one.
  let seal: Seal?

  /// Reads a file and checks its seal; one without a seal is copied (`HDF5File.copy`).
  ///
  /// - Throws: as `SealedFile.open`.
  public init(reading path: String) throws {
    self.path = path
    // What is no HDF5 file at all is refused before it is brought to memory.
    let start = try SealedFile.start(of: path)
    let seal = try SealedFile.seal(in: start, path)
    let file = try FileDescriptor(openForSeeking: path)
    let bytes = AlignedBuffer<UInt8>(count: try file.length())
    let read = try file.read(filling: UnsafeMutableRawBufferPointer(bytes.buffer))
    guard read == bytes.count else {
      throw FileError.invalid(
        path, "was cut short while it was read: expected \(bytes.count) bytes, found \(read)")
    }
    let contents = UnsafeRawBufferPointer(bytes.buffer)
    if let seal {
      try SealedFile.verify(path, seal, length: read, start: Array(contents.prefix(SealedFile.startCount))) {
        SHA256.hexadecimal(of: UnsafeRawBufferPointer(rebasing: contents.dropFirst(Seal.blockSize)))
      }
    }
    self.seal = seal
    sha256 = SHA256.hexadecimal(of: contents)
    self.bytes = seal == nil ? try HDF5File.copy(bytes, path) : bytes
  }

  /// What another process has read and checked.
  ///
  /// - Throws: `FileError` if it is no HDF5 file.
  public init(bytes: AlignedBuffer<UInt8>, sha256: String, path: String) throws {
    self.path = path
    self.bytes = bytes
    self.sha256 = sha256
    seal = try SealedFile.seal(in: Array(bytes.buffer.prefix(SealedFile.startCount)), path)
  }

  /// Has the file that is opened with `access` be these bytes.
  func lend(to access: Handle, _ place: Place) throws(HDF5Error) {
    try Self.lend(bytes, to: access, place)
  }

  static func lend(_ bytes: AlignedBuffer<UInt8>, to access: Handle, _ place: Place) throws(HDF5Error) {
    try check(place, "choose memory for storage") {
      chdf5_read_memory(access.identifier, bytes.pointer, bytes.count)
    }
  }

  /// Opens the file for reading; it needs no disk any more.
  ///
  /// - Throws: `HDF5Error` if the library cannot open it.
  public func open() throws -> HDF5File { try HDF5File.open(self) }
}
