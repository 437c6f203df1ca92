import Foundation
import Synchronization

/// The process's standard output and standard error, and on a terminal a line of progress below what was written.
///
/// The line is drawn with carriage returns and blanks alone: no colours, and no other control sequences.
final class Console: Sendable {
  static let standard = Console()

  /// Columns that the line of progress takes now; 0 if there is none.
  private let drawn = Mutex(0)

  /// What is drawn on; nil where standard output ends elsewhere.
  private let terminal = Terminal()

  /// Whether standard output ends on a terminal that a line can be drawn anew on.
  var isInteractive: Bool { terminal != nil }

  /// Writes a whole line, in place of the line of progress. What cannot be written is lost.
  func write(_ line: String, to descriptor: Int32) {
    drawn.withLock { drawn in
      erase(&drawn)
      Self.put(line, to: descriptor)
    }
  }

  /// Draws the line of progress anew, with as many of the fields as the terminal has room for now.
  ///
  /// Nothing happens while that would be in the way: in the background, or while the terminal takes no more.
  func draw(_ fields: [String]) {
    guard let terminal, let width = terminal.width, terminal.isInForeground, terminal.isReady else { return }
    var text = fields.first.map { String($0.prefix(width)) } ?? ""
    for field in fields.dropFirst() {
      if text.count + 2 + field.count > width { break }
      text += "  " + field
    }
    drawn.withLock { drawn in
      let rest = max(0, min(drawn, width) - text.count)
      Self.put("\r" + text + String(repeating: " ", count: rest), to: STDOUT_FILENO)
      drawn = text.count
    }
  }

  /// Removes the line of progress.
  func clear() { drawn.withLock { erase(&$0) } }

  private func erase(_ drawn: inout Int) {
    if drawn == 0 { return }
    let blanks = String(repeating: " ", count: min(drawn, terminal?.width ?? drawn))
    Self.put("\r" + blanks + "\r", to: STDOUT_FILENO)
    drawn = 0
  }

  /// Writes what can be written: nothing, to a terminal that is gone or a disk that is full.
  private static func put(_ text: String, to descriptor: Int32) {
    let bytes = Array(text.utf8)
    _ = Foundation.write(descriptor, bytes, bytes.count)
  }
}
