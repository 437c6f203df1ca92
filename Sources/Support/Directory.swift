import Foundation

/// Directories.
public enum Directory {
  /// Makes a directory, and those above it that are missing. One that is there already is left as it is.
  ///
  /// - Throws: `FileError` with exit code 73, or 74 on a full or failing disk, that names `path`.
  public static func create(_ path: String) throws {
    if path.isEmpty { throw FileError.emptyPath(.cannotCreate) }
    if mkdir(path, 0o777) == 0 { return }
    let code = errno
    if exists(path) { return }
    let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
    guard code == ENOENT, parent != path else { throw failure(path, code) }
    do { try create(parent) } catch let error as FileError {
      throw FileError(error.exitCode, path, error.problem)
    }
    if mkdir(path, 0o777) != 0 && errno != EEXIST { throw failure(path, errno) }
  }

  /// Whether there is a directory at `path`, links followed.
  public static func exists(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  private static func failure(_ path: String, _ code: Int32) -> FileError {
    FileError(
      FileDescriptor.failure(path, code, writing: true).exitCode, path,
      "the directory cannot be made: \(String(cString: strerror(code)))")
  }
}
