import Support

/// The lines of a text file, plain or gzip, with LF, CR LF or CR at their ends; a UTF-8 byte order mark is left out.
final class TextLines {
  var path: String { file.path }
  /// The number of the current line, from 1.
  private(set) var number = 0
  /// The current line without its end, good until `next` is called again.
  private(set) var bytes: [UInt8] = []

  private let file: CompressedFile
  private let limits: TableLimits
  private var bytesRead = 0
  private var buffer = [UInt8](repeating: 0, count: 1 << 18)
  private var position = 0
  private var end = 0
  private var previousEndedWithCR = false

  init(path: String, limits: TableLimits) throws {
    file = try CompressedFile(path: path)
    self.limits = limits
  }

  /// Goes to the next line; false at the end of the file.
  func next() throws -> Bool {
    bytes.removeAll(keepingCapacity: true)
    while true {
      if position == end {
        end = try file.read(into: &buffer)
        position = 0
        bytesRead += end
        if bytesRead > limits.bytes {
          throw FileError.invalid(path, "holds more than \(limits.bytes) bytes, more than any table")
        }
        if end == 0 {
          if bytes.isEmpty { return false }
          number += 1
          return true
        }
        if number == 0 && bytes.isEmpty { try checkBeginning() }
      }
      if previousEndedWithCR {
        previousEndedWithCR = false
        if buffer[position] == UInt8(ascii: "\n") {
          position += 1
          continue
        }
      }
      let rest = buffer[position..<end]
      let stop = rest.firstIndex { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
      bytes.append(contentsOf: rest[..<(stop ?? end)])
      if bytes.count > limits.rowBytes {
        throw FileError.invalid(
          path, at: "line \(number + 1)", "is longer than any table's line: not a text table")
      }
      guard let stop else {
        position = end
        continue
      }
      previousEndedWithCR = buffer[stop] == UInt8(ascii: "\r")
      position = stop + 1
      number += 1
      if number > limits.lines {
        throw FileError.invalid(path, "has more than \(limits.lines) lines, more than any table")
      }
      return true
    }
  }

  /// Goes to the next line that holds anything but spaces; false at the end of the file.
  func nextFilled() throws -> Bool {
    repeat {
      guard try next() else { return false }
    } while bytes.allSatisfy { $0 == UInt8(ascii: " ") }
    return true
  }

  /// Skips a byte order mark, and recognises what people give in place of text.
  private func checkBeginning() throws {
    let start = buffer[..<min(4, end)]
    if start.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    if start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF]) {
      throw FileError.invalid(path, "is UTF-16 text: save it as UTF-8")
    }
    if start.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) {
      throw FileError.invalid(
        path, "is an old spreadsheet (xls) or one with a password: save it as xlsx without one, or as csv")
    }
    if start.starts(with: [0x89, 0x48, 0x44, 0x46]) {
      throw FileError.invalid(path, "is an HDF5 file, where a text table is expected")
    }
  }
}
