import Foundation
import Support

/// Standard output for results: a result that could not be written is an error, not a success.
enum StandardOutput {
  /// - Throws: `FileError` (74) on a full disk or a closed descriptor.
  static func write(_ text: String) throws {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if errno != EINTR {
        throw FileError(
          .inputOutput, "standard output", "cannot be written: \(String(cString: strerror(errno)))")
      }
    }
  }

  /// A line for who watches; one that cannot be written is lost.
  static func tell(_ line: String) { try? writeLine(line) }

  static func writeLine(_ text: String) throws { try write(text + "\n") }
}
