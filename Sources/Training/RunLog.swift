import Foundation
import Logging
import MPI
import Support

/// The run's log by swift-log: messages on the console; in log.txt, lines with time, level, rank and host. Rank 0 alone
/// writes these; each rank may have a file of its own besides, for what happens on it.
public enum RunLog {
  /// What the console says, and how lines are written.
  public struct Options: Sendable {
    /// Of the console; files hold all.
    public let level: Logger.Level
    public let format: Format

    public init(level: Logger.Level, format: Format = .text) { (self.level, self.format) = (level, format) }

    /// Nothing on the console: nothing that is logged is so grave.
    package static let filesOnly = Options(level: .critical)
  }

  /// How lines are written, on the console and in files.
  public enum Format: String, CaseIterable, Sendable {
    /// For people.
    case text
    /// A JSON object a line: time, level, rank, host and message; of an epoch, its numbers too.
    case json
  }

  /// Whose log it is.
  struct Origin {
    let rank: Int
    let host: String

    init(_ communicator: Communicator) {
      (rank, host) = (communicator.rank, communicator.hostNames[communicator.rank])
    }

    fileprivate var metadata: Logger.Metadata {
      [LogLine.rankKey: .stringConvertible(rank), LogLine.hostKey: .string(host)]
    }
  }

  /// - Parameters:
  ///   - writesToConsole: whether this rank speaks for all.
  ///   - files: to which all that this rank logs is appended.
  /// - Throws: `FileError` if a file cannot be opened for appending.
  static func make(
    _ origin: Origin, _ options: Options, writesToConsole: Bool, files: [String] = []
  ) throws -> Logger {
    var handlers: [any LogHandler] = try files.map {
      FileLogHandler(file: try LogFile($0), format: options.format)
    }
    if writesToConsole { handlers.append(ConsoleLogHandler(format: options.format, logLevel: options.level)) }
    return logger(origin, handlers)
  }

  /// Adds one line to a log file, the way that its logger would.
  ///
  /// - Throws: `FileError` if the file cannot be opened for appending.
  static func append(
    _ level: Logger.Level, _ line: String, to file: String, _ origin: Origin, _ format: Format
  ) throws {
    logger(origin, [FileLogHandler(file: try LogFile(file), format: format)]).log(level: level, "\(line)")
  }

  private static func logger(_ origin: Origin, _ handlers: [any LogHandler]) -> Logger {
    var logger = Logger(label: "hqnn") { [handlers] _ in
      if handlers.isEmpty { return SwiftLogNoOpLogHandler() }
      return MultiplexLogHandler(handlers)
    }
    for (key, value) in origin.metadata { logger[metadataKey: key] = value }
    return logger
  }
}

/// Informative lines go to standard output, warnings and errors to standard error.
private struct ConsoleLogHandler: LogHandler {
  let format: RunLog.Format
  var logLevel: Logger.Level
  var metadata: Logger.Metadata = [:]

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let isWarning = event.level >= .warning
    let text =
      switch format {
      case .text: isWarning ? "hqnn: \(event.level): \(event.message)" : "\(event.message)"
      case .json: LogLine(event, metadata).json
      }
    Console.standard.write(text + "\n", to: isWarning ? STDERR_FILENO : STDOUT_FILENO)
  }
}

private struct FileLogHandler: LogHandler {
  let file: LogFile
  let format: RunLog.Format
  var logLevel = Logger.Level.debug
  var metadata: Logger.Metadata = [:]

  init(file: LogFile, format: RunLog.Format) { (self.file, self.format) = (file, format) }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let line = LogLine(event, metadata)
    file.append((format == .json ? line.json : line.text) + "\n")
  }
}

/// A file that lines are appended to. A full disk must not end a run for the sake of its log: such lines are lost.
private final class LogFile: Sendable {
  private let descriptor: Int32

  init(_ path: String) throws {
    descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o666)
    if descriptor < 0 {
      throw FileError(.cannotCreate, path, "cannot be written: \(String(cString: strerror(errno)))")
    }
  }

  deinit { close(descriptor) }

  /// In one call, which the system does not mix with another's.
  func append(_ line: String) {
    let bytes = Array(line.utf8)
    _ = write(descriptor, bytes, bytes.count)
  }
}
