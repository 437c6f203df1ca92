import Foundation

/// Whether two paths lead to the same existing file: the same device and inode, links followed.
///
/// For outputs that must not replace an input. False where either path leads to no file.
public func isSameFile(_ a: String, _ b: String) -> Bool {
  var (first, second) = (stat(), stat())
  guard stat(a, &first) == 0, stat(b, &second) == 0 else { return false }
  return first.st_dev == second.st_dev && first.st_ino == second.st_ino
}

/// Whether two paths, once written to, are one file: the same existing file, or the same name in the same directory. False
/// where either cannot be written to.
public func isSameTarget(_ a: String, _ b: String) -> Bool {
  guard let first = try? FileTarget(a), let second = try? FileTarget(b) else { return false }
  return isSameFile(a, b) || first.name == second.name && isSameFile(first.directory, second.directory)
}
