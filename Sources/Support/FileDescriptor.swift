import CFile
import Foundation

/// A POSIX file descriptor that closes itself. Every system call's errno becomes a `FileError` that names the
/// file; interrupted calls are repeated.
public struct FileDescriptor: ~Copyable {
  public let path: String
  private let descriptor: Int32

  public init(openForReading path: String) throws {
    self.path = path
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0 { throw Self.failure(path, errno, writing: false) }
  }

  /// Opens for reading a file that is read from more than one place, or more than once. A pipe would not do, and opening
  /// one would wait for its writer.
  ///
  /// - Throws: `FileError`: 66 if it is missing, 65 for a pipe, 74 if it cannot be opened.
  public init(openForSeeking path: String) throws {
    self.path = path
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    if descriptor < 0 { throw Self.failure(path, errno, writing: false) }
    var status = stat()
    if fstat(descriptor, &status) < 0 { throw Self.failure(path, errno, writing: false) }
    guard status.st_mode & S_IFMT != S_IFIFO else {
      throw FileError.invalid(path, "is a pipe, expected a file")
    }
    let flags = fcntl(descriptor, F_GETFL)
    if flags < 0 || fcntl(descriptor, F_SETFL, flags & ~O_NONBLOCK) < 0 {
      throw Self.failure(path, errno, writing: false)
    }
  }

  /// Opens for reading and writing; creates the file if asked to, empties none.
  public init(openForWriting path: String, create: Bool = false) throws {
    self.path = path
    descriptor = open(path, O_RDWR | O_CLOEXEC | (create ? O_CREAT : 0), 0o666)
    if descriptor < 0 { throw Self.failure(path, errno, writing: true) }
  }

  /// Opens a directory, for `synchronise` to make renames in it durable.
  public init(openDirectory path: String) throws {
    self.path = path
    descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if descriptor < 0 { throw Self.failure(path, errno, writing: true) }
  }

  deinit { _ = close(descriptor) }

  public func seek(to offset: Int) throws {
    if lseek(descriptor, off_t(offset), SEEK_SET) < 0 { throw Self.failure(path, errno, writing: false) }
  }

  /// Reads up to `buffer.count` bytes; 0 at the end of the file.
  public func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    while true {
      let count = Foundation.read(descriptor, buffer.baseAddress, buffer.count)
      if count >= 0 { return count }
      if errno != EINTR { throw Self.failure(path, errno, writing: false) }
    }
  }

  /// Reads until the buffer is full or the file ends.
  ///
  /// - Returns: the number of bytes read.
  public func read(filling buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    var filled = 0
    while filled < buffer.count {
      let count = try read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
      if count == 0 { break }
      filled += count
    }
    return filled
  }

  public func write(_ bytes: UnsafeRawBufferPointer) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let slice = UnsafeRawBufferPointer(rebasing: rest)
      let count = Foundation.write(descriptor, slice.baseAddress, slice.count)
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno != EINTR {
        throw Self.failure(path, errno, writing: true)
      }
    }
  }

  /// The length of the file in bytes.
  public func length() throws -> Int {
    var status = stat()
    if fstat(descriptor, &status) < 0 { throw Self.failure(path, errno, writing: false) }
    return Int(status.st_size)
  }

  /// Cuts the file off behind its first `length` bytes, and goes on there.
  public func truncate(to length: Int) throws {
    if ftruncate(descriptor, off_t(length)) < 0 { throw Self.failure(path, errno, writing: true) }
    try seek(to: length)
  }

  /// Has the system begin to bring to the disk what was written, so that less is left for `synchronise` to wait for.
  /// No more than a hint: files and systems that know no such thing do without.
  public func startWriting() { file_start_writing(descriptor) }

  /// Flushes to the disk (fsync).
  public func synchronise() throws {
    while fsync(descriptor) < 0 {
      if errno != EINTR { throw Self.failure(path, errno, writing: true) }
    }
  }

  static func failure(_ path: String, _ code: Int32, writing: Bool) -> FileError {
    if path.isEmpty { return .emptyPath(writing ? .cannotCreate : .missingFile) }
    if code == ENOENT && !writing { return .missing(path) }
    let reason = String(cString: strerror(code))
    // A full disk, a failing one, a file system that is lost.
    let isStorage = [ENOSPC, EDQUOT, EIO, EREMOTEIO, ESTALE, ENOTCONN, ETIMEDOUT].contains(code)
    return FileError(
      writing && !isStorage ? .cannotCreate : .inputOutput, path,
      writing ? "cannot be written: \(reason)" : "cannot be read: \(reason)")
  }
}
