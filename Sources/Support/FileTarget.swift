import Foundation

/// The file that a path to be written leads to, symbolic links followed: a regular file, or none yet.
///
/// A rename replaces whatever has the name, be it a link, a pipe or a device node; so this comes first.
struct FileTarget {
  /// The directory that holds it, which exists.
  let directory: String
  let name: String

  var path: String { directory + "/" + name }

  /// - Throws: `FileError` with exit code 73.
  init(_ path: String) throws {
    if path.isEmpty { throw FileError.emptyPath(.cannotCreate) }
    // This stat follows the links of /proc too, which lead to pipes that have no path.
    if let kind = Self.kind(path), kind != S_IFREG {
      throw FileError(
        .cannotCreate, path,
        "cannot be written: it is \(Self.describe(kind)), expected a regular file or none")
    }
    (directory, name) = Self.split(try Self.followLinks(path))
    guard Self.kind(directory) == S_IFDIR else {
      throw FileError(.cannotCreate, path, "cannot be written: no such directory \(directory)")
    }
    if name.isEmpty {
      throw FileError(.cannotCreate, path, "cannot be written: it ends in a slash, expected a file's name")
    }
  }

  /// The path behind the last symbolic link, whether it exists or not.
  private static func followLinks(_ path: String) throws -> String {
    var path = path
    // As many as the kernel follows.
    for _ in 0...40 {
      var target = [UInt8](repeating: 0, count: Int(PATH_MAX))
      let length = target.withUnsafeMutableBytes { buffer in
        readlink(path, buffer.baseAddress!.assumingMemoryBound(to: CChar.self), buffer.count)
      }
      if length < 0 { return path }
      let destination = String(decoding: target[..<length], as: UTF8.self)
      path = destination.hasPrefix("/") ? destination : split(path).directory + "/" + destination
    }
    throw FileDescriptor.failure(path, ELOOP, writing: true)
  }

  /// Not by `URL`, which would resolve `..` without regard to links.
  private static func split(_ path: String) -> (directory: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return (".", path) }
    return (
      slash == path.startIndex ? "/" : String(path[..<slash]), String(path[path.index(after: slash)...])
    )
  }

  /// The type bits of a file's mode, links followed; nil where there is none, or none can be seen.
  private static func kind(_ path: String) -> mode_t? {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
  }

  private static func describe(_ kind: mode_t) -> String {
    switch kind {
    case S_IFDIR: "a directory"
    case S_IFIFO: "a named pipe"
    case S_IFSOCK: "a socket"
    case S_IFCHR, S_IFBLK: "a device"
    default: "of an unknown kind"
    }
  }
}
