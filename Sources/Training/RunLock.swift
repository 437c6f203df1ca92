import Foundation
import Support

/// Keeps a second process from working in the same run directory: the two would remove each other's checkpoints.
///
/// An advisory lock on the directory itself, which goes away with the process however it ends. On a file system
/// without locks there is none, and nothing to be done about it.
final class RunLock {
  private let descriptor: Int32

  /// - Throws: `FileError` (73) if another process holds the lock, or the directory cannot be opened.
  init(_ directory: String) throws {
    descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if descriptor < 0 {
      throw FileError(.cannotCreate, directory, "cannot be opened: \(String(cString: strerror(errno)))")
    }
    if flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK {
      close(descriptor)
      throw FileError(.cannotCreate, directory, "is in use by another training process")
    }
  }

  deinit { close(descriptor) }
}
