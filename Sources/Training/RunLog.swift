import Foundation
import Logging
import Support

/// The run's log by swift-log: plain lines on the console, lines with time and level in log.txt. Rank 0 alone
/// writes these; each rank may have a file of its own besides, for what happens on it.
public enum RunLog {
  /// - Parameters:
  ///   - level: of the console.
  ///   - file: rank 0's log file, to which lines are appended; nil for the console alone.
  ///   - rankFile: a file of this rank's own, to which all that this rank logs is appended.
  /// - Throws: `FileError` if a file cannot be opened for appending.
  public static func make(
    isRoot: Bool, level: Logger.Level, file: String?, rankFile: String? = nil
  ) throws -> Logger {
    let files = try [isRoot ? file : nil, rankFile].compactMap { try $0.map(LogFile.init) }
    var handlers: [any LogHandler] = files.map(FileLogHandler.init)
    if isRoot { handlers.append(ConsoleLogHandler(logLevel: level)) }
    return Logger(label: "hqnn") { [handlers] _ in
      if handlers.isEmpty { return SwiftLogNoOpLogHandler() }
      return MultiplexLogHandler(handlers)
    }
  }

  /// Adds one line to a log file, the way that its logger would.
  ///
  /// - Throws: `FileError` if the file cannot be opened for appending.
  static func append(_ level: Logger.Level, _ line: String, to file: String) throws {
    let handler = FileLogHandler(file: try LogFile(file))
    Logger(label: "hqnn") { _ in handler }.log(level: level, "\(line)")
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
