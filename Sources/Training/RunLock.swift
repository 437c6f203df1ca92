import Foundation
import Support

/// Keeps a second process from working in the same run directory: the two would remove each other's checkpoints.
///
/// An advisory lock on the directory itself, which goes away with the process however it ends. On a file system
/// without locks there is none, and nothing to be done about it.
final class RunLock {
  private let descriptor: Int32

  /// - Throws: `FileError`: another process holds the lock (74: it may be one that is about to end), or the directory
  ///   cannot be opened (73).
  init(_ directory: String) throws {
    descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if descriptor < 0 {
      throw FileError(.cannotCreate, directory, "cannot be opened: \(String(cString: strerror(errno)))")
    }
    if flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK {
      close(descriptor)
      throw FileError(.inputOutput, directory, "is in use by another training process")
    }
  }

  deinit { close(descriptor) }
}
