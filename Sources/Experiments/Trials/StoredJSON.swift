import Foundation
import Support

/// Files of JSON that the program wrote itself.
enum StoredJSON {
  /// A larger file is none of ours: the largest hold the history of a trial, or the settings of some hundred.
  private static let maximumBytes = 1 << 28

  /// - Parameter expected: what the file is to hold, in words.
  /// - Throws: `FileError` for a file that is missing (66), cannot be read (74) or holds something else (65).
  static func read<Value: Decodable>(_ type: Value.Type, from path: String, expected: String) throws -> Value
  {
    let file = try FileDescriptor(openForReading: path)
    let length = try file.length()
    guard length <= maximumBytes else { throw FileError.invalid(path, "is too large, expected \(expected)") }
    var bytes = [UInt8](repeating: 0, count: length)
    let count = try bytes.withUnsafeMutableBytes { try file.read(filling: $0) }
    do {
      return try JSONDecoder().decode(type, from: Data(bytes.prefix(count)))
    } catch {
      throw FileError.invalid(path, "expected \(expected), as JSON of this version of hqnn")
    }
  }
}
