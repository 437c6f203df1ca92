import Foundation
import MPI
import Synchronization

/// The process's standard output and standard error, and on a terminal a line of progress below what was written.
///
/// The line is drawn with carriage returns and blanks alone: no colours, and no other control sequences.
final class Console: Sendable {
  static let standard = Console()

  /// Columns that the line of progress takes now; 0 if there is none.
  private let drawn = Mutex(0)

  /// Whether standard output is a terminal that a line can be drawn anew on. That of a rank under a launcher is not:
  /// mpirun gives its ranks terminals too, but what comes of them ends wherever mpirun writes to.
  static var isInteractive: Bool {
    let kind = ProcessInfo.processInfo.environment["TERM"] ?? "dumb"
    return isatty(STDOUT_FILENO) == 1 && !["", "dumb"].contains(kind) && !LauncherRank.isGiven
  }

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
    guard let width = Self.width, Self.isInForeground, Self.isReady else { return }
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
    let blanks = String(repeating: " ", count: min(drawn, Self.width ?? drawn))
    Self.put("\r" + blanks + "\r", to: STDOUT_FILENO)
    drawn = 0
  }

  /// Columns that can be written to without the cursor's going on to the next line; nil where nobody knows.
  private static var width: Int? {
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 1 else { return nil }
    return Int(size.ws_col) - 1
  }

  /// Whether the terminal is this process group's to write to; so it is where there is no job control.
  private static var isInForeground: Bool {
    let group = tcgetpgrp(STDOUT_FILENO)
    return group < 0 || group == getpgrp()
  }

  /// Whether the terminal would take something now: not while its user holds it with Control-S.
  private static var isReady: Bool {
    var request = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
    return poll(&request, 1, 0) == 1 && request.revents == Int16(POLLOUT)
  }

  /// Writes what can be written: nothing, to a terminal that is gone or a disk that is full.
  private static func put(_ text: String, to descriptor: Int32) {
    let bytes = Array(text.utf8)
    _ = Foundation.write(descriptor, bytes, bytes.count)
  }
}
