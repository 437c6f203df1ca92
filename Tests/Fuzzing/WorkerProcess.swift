import Foundation
import Support

/// A worker as its parent sees it: lines that it writes, and its end.
final class WorkerProcess {
  private let process = Process()
  private let pipe = Pipe()
  private var pending = Data()
  private let errors: String
  private var wasSilent = false

  init(arguments: [String], errors: String) throws {
    self.errors = errors
    process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }
    process.standardOutput = pipe
    process.standardInput = FileHandle.nullDevice
    _ = FileManager.default.createFile(atPath: errors, contents: nil)
    process.standardError = FileHandle(forWritingAtPath: errors)
    try process.run()
    try pipe.fileHandleForWriting.close()
  }

  /// The next line; nil at the end, or when nothing came for `timeout` milliseconds, upon which the worker is ended.
  func nextLine(timeout: Int32) -> String? {
    while true {
      if let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
        defer { pending.removeSubrange(...end) }
        return String(decoding: pending[..<end], as: UTF8.self)
      }
      var descriptor = pollfd(fd: pipe.fileHandleForReading.fileDescriptor, events: Int16(POLLIN), revents: 0)
      let ready = poll(&descriptor, 1, timeout)
      if ready < 0 && errno == EINTR { continue }
      guard ready > 0 else {
        wasSilent = true
        kill(process.processIdentifier, SIGKILL)
        return nil
      }
      let data = pipe.fileHandleForReading.availableData
      if data.isEmpty { return nil }
      pending.append(data)
    }
  }

  /// How a process ended.
  struct End {
    let isOrderly: Bool
    let problem: String
  }

  func wait() -> End {
    process.waitUntilExit()
    if wasSilent { return End(isOrderly: false, problem: "waited for something that did not come") }
    guard process.terminationReason == .uncaughtSignal else {
      return End(
        isOrderly: process.terminationStatus == 0,
        problem: "ended with exit code \(process.terminationStatus)")
    }
    let signal = process.terminationStatus
    return End(
      isOrderly: false,
      problem: signal == SIGPROF
        ? "took more than \(Worker.caseSeconds) s of processor time"
        : "died of signal \(signal) (\(String(cString: strsignal(signal))))")
  }

  /// The end of what it wrote to standard error.
  var lastWords: String {
    let text = String(decoding: FileManager.default.contents(atPath: errors) ?? Data(), as: UTF8.self)
    let last = text.split(whereSeparator: \.isNewline).suffix(2).joined(separator: " / ")
    return last.isEmpty ? "" : ": " + last.prefix(400)
  }
}
