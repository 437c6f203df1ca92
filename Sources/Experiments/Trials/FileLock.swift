import Foundation
import Support

/// An exclusive lock on a file, which goes away with the process however it ends.
///
/// By `flock` on a file that is open for writing: Linux passes that on to a server of NFS 4 or of NFS 3 with its lock
/// manager, which a lock on a directory is not.
package final class FileLock {
  /// What came of asking for a lock.
  package enum Outcome {
    case held(FileLock)
    /// Somebody else has it.
    case taken
    /// The file system has no locks.
    case unavailable
  }

  private let descriptor: Int32

  private init(_ descriptor: Int32) { self.descriptor = descriptor }

  /// Asks once.
  ///
  /// - Parameter path: a file that is made if it is not there; it stays.
  /// - Throws: `FileError` (73, 74) if it cannot be made.
  package static func take(_ path: String) throws -> Outcome {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    if descriptor < 0 {
      throw FileError(.cannotCreate, path, "cannot be written: \(String(cString: strerror(errno)))")
    }
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      let code = errno
      if code == EINTR { continue }
      close(descriptor)
      return code == EWOULDBLOCK ? .taken : .unavailable
    }
    return .held(FileLock(descriptor))
  }

  /// Runs `body` while nobody else runs one with the same lock; where there are no locks, in any case.
  ///
  /// - Throws: as `take`, what `body` throws, and `FileError` (74) where somebody else keeps the lock for a minute.
  static func exclusively<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
    for _ in 0..<1200 {
      switch try take(path) {
      case .taken: usleep(50_000)
      case .held(let lock): return try withExtendedLifetime(lock) { try body() }
      case .unavailable: return try body()
      }
    }
    throw FileError(.inputOutput, path, "another process has kept this lock for a minute")
  }

  deinit { close(descriptor) }
}
