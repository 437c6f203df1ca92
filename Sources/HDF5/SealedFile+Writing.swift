import CHDF5
import Support

extension SealedFile {
  /// Writes a file through `body`, seals it, reads it back, and only then gives it its name.
  ///
  /// - Parameters:
  ///   - path: the file to write.
  ///   - memory: where the file is put together; to be kept by who writes large files one after the other.
  ///   - body: gets the root group of the new file; what it keeps of it is closed when it returns.
  /// - Throws: what `body` throws, or an error with exit code 73 or 74; `path` then is as before.
  public static func write<Result>(
    to path: String, memory: ImageMemory = ImageMemory(), _ body: (_ root: Group) throws -> Result
  ) throws -> Result {
    try DurableFile.write(to: path) { temporary in
      let storage = memory.take()
      let file = try HDF5File.create(in: storage, reportedAs: path)
      let result = try body(try file.root)
      try putVerified(try file.image(), temporary, reportedAs: path)
      try file.close()
      memory.giveBack(storage)
      return result
    }
  }

  /// Puts a file together in memory and digests it, as for `write`, and writes nothing.
  ///
  /// - Returns: the file's length in bytes.
  /// - Throws: what `body` throws, or `HDF5Error`.
  public static func rehearse(
    memory: ImageMemory, _ body: (_ root: Group) throws -> Void
  ) throws -> Int {
    let storage = memory.take()
    let file = try HDF5File.create(in: storage, reportedAs: "a file in memory")
    try body(try file.root)
    let seal = seal(of: try file.image())
    try file.close()
    memory.giveBack(storage)
    return seal.byteCount
  }

  private static func seal(of image: UnsafeMutableRawBufferPointer) -> Seal {
    let contents = UnsafeRawBufferPointer(rebasing: image[Seal.blockSize...])
    return Seal(sha256: SHA256.hexadecimal(of: contents), byteCount: image.count)
  }

  /// Writes a file that holds all that another does, to the last attribute, and what `body` adds to it.
  ///
  /// - Parameters:
  ///   - path: the file to write.
  ///   - image: the file whose contents are taken over.
  ///   - body: gets the root group of the copy.
  /// - Throws: as `write(to:memory:_:)`.
  public static func write<Result>(
    to path: String, extending image: FileImage, _ body: (_ root: Group) throws -> Result
  ) throws -> Result {
    try DurableFile.write(to: path) { temporary in
      let storage = ImageMemory().take()
      let file = try HDF5File.extend(image, in: storage, reportedAs: path)
      let result = try body(try file.root)
      try putVerified(try file.closedImage(), temporary, reportedAs: path)
      return result
    }
  }

  private static func putVerified(
    _ image: UnsafeMutableRawBufferPointer, _ temporary: String, reportedAs path: String
  ) throws {
    do {
      let seal = try put(image, temporary)
      try compare(temporary, with: image)
      // Opened by the way that readers take.
      try HDF5File.open(temporary, seal: seal, reportedAs: path).close()
    } catch {
      // What reading calls bad input or a missing file is here a file system that lost what it was given.
      throw FileError(.inputOutput, path, problem(error))
    }
  }

  private static func problem(_ error: any Error) -> String {
    switch error {
    case let error as FileError: error.problem
    case let error as HDF5Error: error.problem
    default: "cannot be read back: \(error.localizedDescription)"
    }
  }

  /// Writes a whole file, whose user block becomes its seal, and flushes it to the disk.
  private static func put(_ image: UnsafeMutableRawBufferPointer, _ path: String) throws -> Seal {
    let descriptor = try FileDescriptor(openForWriting: path)
    let contents = UnsafeRawBufferPointer(rebasing: image[Seal.blockSize...])
    try descriptor.seek(to: Seal.blockSize)
    try descriptor.write(contents)
    // The disk is at work while the digest is computed.
    descriptor.startWriting()
    let seal = seal(of: image)
    image.copyBytes(from: seal.block)
    try descriptor.seek(to: 0)
    try descriptor.write(UnsafeRawBufferPointer(rebasing: image[..<Seal.blockSize]))
    try descriptor.synchronise()
    return seal
  }

  /// Reads a file back from the file system.
  ///
  /// - Throws: `FileError` unless it holds `image` and nothing else.
  private static func compare(_ path: String, with image: UnsafeMutableRawBufferPointer) throws {
    let file = try FileDescriptor(openForReading: path)
    var piece = [UInt8](repeating: 0, count: 1 << 18)
    var matched = 0
    while true {
      let count = try piece.withUnsafeMutableBytes { try file.read(into: $0) }
      let isEqual = piece.withUnsafeBytes { piece in
        count <= image.count - matched
          && memcmp(piece.baseAddress!, image.baseAddress! + matched, count) == 0
      }
      guard isEqual && (count > 0 || matched == image.count) else {
        throw FileError(.inputOutput, path, "cannot be read back: it holds other bytes than were written")
      }
      if count == 0 { return }
      matched += count
    }
  }
}
