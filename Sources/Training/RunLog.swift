import Foundation
import Logging
import Support

/// The run's log by swift-log: plain lines on the console, lines with time and level in log.txt. Rank 0 alone
/// writes; on other ranks nothing is logged below the level of an error.
public enum RunLog {
  /// - Parameter file: a log file that lines are appended to; nil for the console alone.
  /// - Throws: `FileError` if the file cannot be opened for appending.
  public static func make(isRoot: Bool, level: Logger.Level, file: String?) throws -> Logger {
    guard isRoot else {
      var quiet = Logger(label: "hqnn") { _ in SwiftLogNoOpLogHandler() }
      quiet.logLevel = .critical
      return quiet
    }
    let handle = try file.map(LogFile.init)
    return Logger(label: "hqnn") { _ in
      var handlers: [any LogHandler] = [ConsoleLogHandler(logLevel: level)]
      if let handle { handlers.append(FileLogHandler(file: handle)) }
      return MultiplexLogHandler(handlers)
    }
  }
}

/// Informative lines go to standard output as they are, warnings and errors to standard error.
private struct ConsoleLogHandler: LogHandler {
  var logLevel: Logger.Level
  var metadata: Logger.Metadata = [:]

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    if event.level >= .warning {
      LogFile.write("hqnn: \(event.level): \(event.message)\n", to: STDERR_FILENO)
    } else {
      LogFile.write("\(event.message)\n", to: STDOUT_FILENO)
    }
  }
}

private struct FileLogHandler: LogHandler {
  let file: LogFile
  var logLevel = Logger.Level.debug
  var metadata: Logger.Metadata = [:]

  init(file: LogFile) { self.file = file }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    file.append("\(Date().ISO8601Format()) \(event.level) \(event.message)\n")
  }
}

/// A file that lines are appended to. A full disk must not end a run for the sake of its log: such lines are lost.
private final class LogFile: @unchecked Sendable {
  private let descriptor: Int32
  private let lock = NSLock()

  init(_ path: String) throws {
    descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o666)
    if descriptor < 0 {
      throw FileError(.cannotCreate, path, "cannot be written: \(String(cString: strerror(errno)))")
    }
  }

  deinit { close(descriptor) }

  func append(_ line: String) { lock.withLock { Self.write(line, to: descriptor) } }

  /// Writes what can be written: nothing, to a terminal that is gone or a disk that is full.
  static func write(_ line: String, to descriptor: Int32) {
    let bytes = Array(line.utf8)
    _ = Foundation.write(descriptor, bytes, bytes.count)
  }
}
