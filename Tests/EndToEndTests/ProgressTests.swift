import Foundation
import Support
import TestSupport
import Testing

/// The line of progress, on terminals that a test holds the other end of.
@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: Python.path), "needs /usr/bin/python3"))
struct ProgressTests {
  /// What a program wrote to a terminal.
  struct Screen: Decodable {
    let exitCode: Int32
    /// What stands on each row in the end.
    let rows: [String]
    /// The texts that were drawn from the start of a row that had something on it already, or blanks.
    let drawn: [String]
    /// The longest of these after the terminal was made narrow, or from the start where it was not.
    let widest: Int
    let hasEscapes: Bool
  }

  /// Runs a program on a terminal of so many columns.
  ///
  /// - Parameters:
  ///   - narrowed: the columns that the terminal is given once a line was drawn; then the program is let draw two more,
  ///     and interrupted by Control-C.
  ///   - environment: beside TERM=xterm.
  static func run(
    _ arguments: [String], columns: Int, narrowed: Int? = nil, environment: [String: String] = [:]
  ) throws -> Screen {
    let script = #"""
      import fcntl, json, os, pty, re, signal, struct, sys, termios
      columns, narrowed, command = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
      def resize(columns):
          fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
      master, slave = pty.openpty()
      resize(columns)
      settings = termios.tcgetattr(slave)
      settings[1] &= ~termios.OPOST
      termios.tcsetattr(slave, termios.TCSANOW, settings)
      child = os.fork()
      if child == 0:
          # Threads that start processes may hold signals back, and shells do not let them in again.
          signal.pthread_sigmask(signal.SIG_SETMASK, [])
          os.setsid()
          fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
          for number in range(3):
              os.dup2(slave, number)
          os.close(master)
          os.execvp(command[0], command)
      os.close(slave)
      output, since, draws = b"", 0, 0
      while True:
          try:
              piece = os.read(master, 4096)
          except OSError:
              break
          if not piece:
              break
          output += piece
          if narrowed and b"\r" in output:
              if not since:
                  resize(narrowed)
                  # One that was begun before may still come; what an erasing of it takes is no longer than the terminal.
                  since = len(output)
              elif draws < 6:
                  draws = output[since:].count(b"\repoch")
                  if draws >= 6:
                      os.write(master, b"\x03")
      code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
      text = output.decode()
      rows = []
      for row in text.split("\n"):
          cells = ""
          for part in row.split("\r"):
              cells = part + cells[len(part):]
          rows.append(cells.rstrip())
      drawn = re.findall("\r([^\r\n]*)(?=\r)", text)
      late = text[since:].split("\r")[3:] if narrowed else text.split("\r")[1:]
      widest = max([len(part) for part in late if "\n" not in part], default=0)
      print(json.dumps({"exitCode": code, "rows": rows, "drawn": drawn, "widest": widest, "hasEscapes": "\x1b" in text}))
      """#
    var environment = ["TERM": "xterm"].merging(environment) { $1 }
    environment["PYTHONIOENCODING"] = "utf-8"
    let result = try ProcessRunner.run(
      Python.path, ["-c", script, "\(columns)", "\(narrowed ?? 0)"] + arguments, environment: environment,
      timeout: 120)
    #expect(result.exitCode == 0, "\(result.standardError)")
    return try JSONDecoder().decode(Screen.self, from: Data(result.standardOutput.utf8))
  }

  /// Lines without what changes from run to run: times and speeds.
  private func stable(_ lines: [String]) -> [String] {
    lines.filter { !$0.isEmpty && !$0.hasPrefix("report: ") }.map {
      $0.replacing(#/  [0-9.]+ s  [0-9]+ samples/s  [0-9]+ s left/#, with: "")
    }
  }

  @Test(arguments: [19, 40, 80, 250]) func itKeepsToTheTerminalAndLeavesLinesPlain(columns: Int) throws {
    let directory = try TemporaryDirectory()
    let screen = try Self.run(
      [Demo.program] + Demo.train(output: directory.path("a")), columns: columns)
    #expect(screen.exitCode == 0)
    #expect(screen.widest < columns && !screen.hasEscapes)
    let progress = screen.drawn.filter { !$0.allSatisfy { $0 == " " } }
    #expect(progress.contains { $0.hasPrefix("epoch 1/3  step 1/4") == (columns > 19) }, "\(screen.drawn)")
    if columns == 250 {
      #expect(progress.contains { $0.contains("  test MSE 0.") && $0.contains(" left  train MSE 0.") })
    }
    if columns == 19 { #expect(progress.contains("epoch 1/3"), "\(progress)") }
    // What is there in the end is what a pipe gets, to the last character.
    let piped = try Demo.run(try Demo.train(output: directory.path("b"))).standardOutput
    #expect(stable(screen.rows) == stable(piped.split(separator: "\n").map(String.init)))
    #expect(!piped.contains("\r"))
  }

  @Test func itFollowsANarrowedTerminalAndGivesWayToAnInterrupt() throws {
    let directory = try TemporaryDirectory()
    let arguments = try [Demo.program] + Demo.train(output: directory.path("run"), LostRankTests.endless)
    let screen = try Self.run(arguments, columns: 200, narrowed: 30)
    #expect(screen.exitCode == ExitCode.stopped.rawValue)
    #expect(screen.widest < 30, "\(screen.drawn.suffix(9))")
    #expect(screen.rows.last == "")
    #expect(screen.rows.dropLast().last?.hasPrefix("stopped on a signal at step ") == true, "\(screen.rows)")
  }

  /// An error that ends the run stands on a row of its own.
  @Test func itGivesWayToAnError() throws {
    let directory = try TemporaryDirectory()
    let screen = try Self.run(
      [Demo.program]
        + Demo.train(output: directory.path("run"), Demo.settings + ["--learning-rate", "1e30"]),
      columns: 100)
    #expect(screen.exitCode == ExitCode.failure.rawValue, "\(screen.rows)")
    #expect(screen.rows.dropLast().last?.hasPrefix("hqnn: error: ") == true, "\(screen.rows)")
    #expect(!screen.drawn.isEmpty)
  }

  static let plain: [(arguments: [String], environment: [String: String])] = [
    ([], ["TERM": "dumb"]), ([], ["TERM": ""]), (["--log-format", "json"], [:]),
  ]

  @Test(arguments: plain.indices) func plainLinesWhereALineCannotBeDrawn(index: Int) throws {
    let directory = try TemporaryDirectory()
    let (arguments, environment) = Self.plain[index]
    let screen = try Self.run(
      [Demo.program] + Demo.train(output: directory.path("run")) + arguments, columns: 80,
      environment: environment)
    #expect(screen.exitCode == 0 && screen.drawn.isEmpty && screen.widest == 0 && !screen.hasEscapes)
    #expect(screen.rows.contains { $0.contains("epoch 3/3  step 12") })
  }

  @Test func quietIsQuietOnATerminalToo() throws {
    let directory = try TemporaryDirectory()
    let screen = try Self.run(
      [Demo.program] + Demo.train(output: directory.path("run")) + ["--quiet"], columns: 80)
    #expect(screen.exitCode == 0 && screen.rows == [""])
  }
}
