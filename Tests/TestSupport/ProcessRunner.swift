import Foundation

/// How a process ended, and what it wrote.
public struct ProcessResult: Sendable {
  /// The exit code; nil if a signal ended the process.
  public let exitCode: Int32?
  /// The signal that ended the process, if one did.
  public let signal: Int32?
  /// Whether the process ran into its time limit and was killed.
  public let timedOut: Bool
  public let standardOutput: String
  public let standardError: String

  /// The non-empty lines of the standard output, sorted: ranks write in any order.
  public var sortedLines: [String] {
    standardOutput.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.sorted()
  }
}

/// A child process whose output goes to files, so that neither a full pipe nor a grandchild that holds one open can
/// make a test hang.
public final class RunningProcess: @unchecked Sendable {
  private let process = Process()
  private let ended = DispatchSemaphore(value: 0)
  private let directory: TemporaryDirectory

  fileprivate init(
    executable: String, arguments: [String], environment: [String: String], directory: String?
  ) throws {
    self.directory = try TemporaryDirectory()
    process.executableURL = URL(fileURLWithPath: executable)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    if let directory { process.currentDirectoryURL = URL(fileURLWithPath: directory) }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try Self.output(self.directory.path("stdout"))
    process.standardError = try Self.output(self.directory.path("stderr"))
    process.terminationHandler = { [ended] _ in ended.signal() }
    try process.run()
  }

  private static func output(_ path: String) throws -> FileHandle {
    _ = FileManager.default.createFile(atPath: path, contents: nil)
    return try FileHandle(forWritingTo: URL(fileURLWithPath: path))
  }

  public var identifier: Int32 { process.processIdentifier }

  /// What the process has written to its standard output so far.
  public var standardOutput: String { text("stdout") }
  /// What the process has written to its standard error so far.
  public var standardError: String { text("stderr") }

  private func text(_ name: String) -> String {
    String(decoding: FileManager.default.contents(atPath: directory.path(name)) ?? Data(), as: UTF8.self)
  }

  public func send(signal: Int32) { kill(process.processIdentifier, signal) }

  /// Waits for the end; past `timeout` seconds the process is told to end, then killed.
  public func wait(timeout: Double = 60) -> ProcessResult {
    var timedOut = false
    if ended.wait(timeout: .now() + timeout) == .timedOut {
      timedOut = true
      send(signal: SIGTERM)
      if ended.wait(timeout: .now() + 5) == .timedOut {
        send(signal: SIGKILL)
        ended.wait()
      }
    }
    ended.signal()
    let signalled = process.terminationReason == .uncaughtSignal
    return ProcessResult(
      exitCode: signalled ? nil : process.terminationStatus,
      signal: signalled ? process.terminationStatus : nil, timedOut: timedOut,
      standardOutput: standardOutput, standardError: standardError)
  }
}

/// Starts programs for tests.
public enum ProcessRunner {
  /// Starts a program and returns at once.
  public static func start(
    _ executable: String, _ arguments: [String] = [], environment: [String: String] = [:],
    directory: String? = nil
  ) throws -> RunningProcess {
    // Swift's crash reports are long and coloured, and no test reads them.
    let environment = ["SWIFT_BACKTRACE": "enable=no"].merging(environment) { $1 }
    return try RunningProcess(
      executable: executable, arguments: arguments, environment: environment, directory: directory)
  }

  /// Runs a program to its end, at most `timeout` seconds.
  public static func run(
    _ executable: String, _ arguments: [String] = [], environment: [String: String] = [:],
    directory: String? = nil, timeout: Double = 60
  ) throws -> ProcessResult {
    try start(executable, arguments, environment: environment, directory: directory).wait(timeout: timeout)
  }

  /// The arguments of mpirun that start `executable` on this machine, whatever its number of cores, as root too.
  public static func mpirunArguments(ranks: Int, executable: String, arguments: [String]) -> [String] {
    [
      "--allow-run-as-root", "--oversubscribe", "--bind-to", "none", "-x", "SWIFT_BACKTRACE", "-n",
      "\(ranks)",
      executable,
    ] + arguments
  }

  /// Runs a program on several ranks to its end.
  public static func mpirun(
    ranks: Int, executable: String, arguments: [String] = [], environment: [String: String] = [:],
    directory: String? = nil, timeout: Double = 60
  ) throws -> ProcessResult {
    guard let mpirun = findProgram("mpirun") else { throw CocoaError(.fileNoSuchFile) }
    return try run(
      mpirun, mpirunArguments(ranks: ranks, executable: executable, arguments: arguments),
      environment: environment, directory: directory, timeout: timeout)
  }

  /// Where PATH has a program of this name; nil where it has none.
  public static func findProgram(_ name: String) -> String? {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return path.split(separator: ":").map { "\($0)/\(name)" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }
}
