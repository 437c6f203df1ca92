import Foundation
import MPI

/// The terminal that standard output ends on, and that a line can be drawn anew on.
///
/// It is asked when something is to be drawn, not once: its user may resize it, hold it, or turn to another program.
struct Terminal {
  /// The environment variable with the path of the terminal behind a launcher. mpirun passes on what rank 0 writes as it
  /// comes, but gives it a terminal of its own or a pipe, from which it cannot know where that goes.
  static let variable = "HQNN_TERMINAL"

  private let descriptor: Int32
  /// The process group that the terminal was in the hands of when this process began: behind a launcher not its own.
  private let group: pid_t

  /// The terminal of this process, if there is one that knows carriage returns.
  ///
  /// - Parameter environment: `TERM` is the kind of terminal; nothing is drawn on a dumb one.
  init?(environment: [String: String] = ProcessInfo.processInfo.environment) {
    guard !["", "dumb"].contains(environment["TERM"] ?? "dumb") else { return nil }
    if LauncherRank.isGiven {
      guard let path = environment[Self.variable],
        case let descriptor = open(path, O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC), descriptor >= 0
      else { return nil }
      guard isatty(descriptor) == 1 else {
        close(descriptor)
        return nil
      }
      self.descriptor = descriptor
      group = tcgetpgrp(descriptor)
    } else {
      guard isatty(STDOUT_FILENO) == 1 else { return nil }
      descriptor = STDOUT_FILENO
      group = getpgrp()
    }
  }

  /// Columns that can be written to without the cursor's going on to the next line; nil where nobody knows.
  var width: Int? {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 1 else { return nil }
    return Int(size.ws_col) - 1
  }

  /// Whether the terminal is this program's to write to; so it is where there is no job control.
  var isInForeground: Bool {
    let foreground = tcgetpgrp(descriptor)
    return foreground < 0 || foreground == group
  }

  /// Whether the terminal would take something now: not while its user holds it with Control-S.
  var isReady: Bool {
    var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    return poll(&request, 1, 0) == 1 && request.revents == Int16(POLLOUT)
  }
}
