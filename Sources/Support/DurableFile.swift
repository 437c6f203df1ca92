import Foundation

/// Files that appear under their final name whole or not at all.
public enum DurableFile {
  /// Files under construction carry this in their names, so that the next start can remove what a killed one left.
  public static let temporaryMarker = ".hqnn-partial-"

  /// Lets `body` write a temporary file in the same directory, then flushes it to the disk, renames it to
  /// `path` and flushes the directory. If anything fails, the temporary file is removed and `path` is as before.
  ///
  /// Where `path` is a symbolic link, the file that it leads to is replaced, and the link stays.
  /// - Throws: what `body` throws, or a `FileError` with exit code 73 or 74; 73 too where `path` is there already and
  ///   is no regular file, such as a pipe or a device.
  public static func write<Result>(to path: String, _ body: (_ temporaryPath: String) throws -> Result) throws
    -> Result
  {
    let target = try FileTarget(path)
    let temporary =
      target.directory + "/." + target.name + temporaryMarker
      + "\(ProcessInfo.processInfo.processIdentifier)"
    do {
      let result = try abandoning(temporary) {
        // An unwritable place is found here, under its own errno, before a library meets it.
        try reporting(path) { _ = try FileDescriptor(openForWriting: temporary, create: true) }
        let result = try body(temporary)
        try reporting(path) { try FileDescriptor(openForWriting: temporary).synchronise() }
        if rename(temporary, target.path) != 0 { throw FileDescriptor.failure(path, errno, writing: true) }
        return result
      }
      try reporting(path) { try FileDescriptor(openDirectory: target.directory).synchronise() }
      return result
    } catch {
      unlink(temporary)
      throw error
    }
  }

  /// Writes `contents` as a whole file.
  public static func write(_ contents: String, to path: String) throws {
    try write(Array(contents.utf8), to: path)
  }

  /// Writes `contents` as a whole file.
  public static func write(_ contents: [UInt8], to path: String) throws {
    try write(to: path) { temporary in
      try reporting(path) {
        let file = try FileDescriptor(openForWriting: temporary)
        try contents.withUnsafeBytes { try file.write($0) }
      }
    }
  }

  /// Checks what can be told beforehand of whether a file can be written, before what is to stand in it is computed.
  ///
  /// - Throws: `FileError` (73, or 74 on a failing disk), as `write` would.
  public static func requireWritable(_ path: String) throws {
    let target = try FileTarget(path)
    if access(target.directory, W_OK) != 0 { throw FileDescriptor.failure(path, errno, writing: true) }
  }

  /// Errors name the file that was asked for, not the one under construction.
  private static func reporting(_ path: String, _ body: () throws -> Void) throws {
    do { try body() } catch let error as FileError { throw FileError(error.exitCode, path, error.problem) }
  }

  /// Removes what killed writers left in `directory`. Nothing else is touched.
  public static func removeLeftovers(in directory: String) {
    for name in (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    where name.hasPrefix(".") && name.contains(temporaryMarker) {
      unlink(directory + "/" + name)
    }
  }
}
