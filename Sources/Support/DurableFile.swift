import Foundation

/// Files that appear under their final name whole or not at all.
public enum DurableFile {
  /// Files under construction carry this in their names, so that the next start can remove what a killed one left.
  public static let temporaryMarker = ".hqnn-partial-"

  /// Lets `body` write a temporary file in the same directory, then flushes it to the disk, renames it to
  /// `path` and flushes the directory. If anything fails, the temporary file is removed and `path` is as before.
  ///
  /// - Throws: what `body` throws, or a `FileError` with exit code 73 or 74.
  public static func write<Result>(to path: String, _ body: (_ temporaryPath: String) throws -> Result) throws
    -> Result
  {
    let url = URL(fileURLWithPath: path)
    let directory = url.deletingLastPathComponent().path
    let temporary =
      directory + "/." + url.lastPathComponent + temporaryMarker
      + "\(ProcessInfo.processInfo.processIdentifier)"
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: directory, isDirectory: &isDirectory), isDirectory.boolValue
    else {
      throw FileError(.cannotCreate, path, "cannot be written: no such directory \(directory)")
    }
    do {
      // An unwritable place is found here, under its own errno, before a library meets it.
      do { _ = try FileDescriptor(openForWriting: temporary, create: true) } catch let error as FileError {
        throw FileError(error.exitCode, path, error.problem)
      }
      let result = try body(temporary)
      try FileDescriptor(openForWriting: temporary).synchronise()
      if rename(temporary, path) != 0 { throw FileDescriptor.failure(path, errno, writing: true) }
      try FileDescriptor(openDirectory: directory).synchronise()
      return result
    } catch {
      unlink(temporary)
      throw error
    }
  }

  /// Writes `contents` as a whole file.
  public static func write(_ contents: String, to path: String) throws {
    try write(to: path) { temporary in
      let file = try FileDescriptor(openForWriting: temporary)
      var contents = contents
      do { try contents.withUTF8 { try file.write(UnsafeRawBufferPointer($0)) } } catch let error as FileError
      {
        throw FileError(error.exitCode, path, error.problem)
      }
    }
  }

  /// Removes what killed writers left in `directory`. Nothing else is touched.
  public static func removeLeftovers(in directory: String) {
    for name in (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    where name.hasPrefix(".") && name.contains(temporaryMarker) {
      unlink(directory + "/" + name)
    }
  }
}
