/// An error that the program can report to its user: one sentence and an exit code.
///
/// `description` is one line that names the file, line or object concerned and what was expected.
public protocol ReportableError: Error, CustomStringConvertible, Sendable {
  var exitCode: ExitCode { get }
}

/// Input that cannot be used, or a file that is missing or cannot be written.
public struct FileError: ReportableError, Hashable {
  public let exitCode: ExitCode
  public let path: String
  /// The place inside the file, such as "line 12, column Drug_3_IC50" or "/drugs/bonds".
  public let location: String?
  public let problem: String

  public init(_ exitCode: ExitCode, _ path: String, at location: String? = nil, _ problem: String) {
    self.exitCode = exitCode
    self.path = path
    self.location = location?.oneLine
    self.problem = problem.oneLine
  }

  /// `path` does not exist (exit code 66).
  public static func missing(_ path: String) -> FileError {
    FileError(.missingFile, path, "no such file")
  }

  /// A path that is empty, where a file to read (`.missingFile`) or to write (`.cannotCreate`) was expected.
  public static func emptyPath(_ exitCode: ExitCode) -> FileError {
    FileError(exitCode, "", "an empty path names no file, expected the path of one")
  }

  /// `path` holds something that cannot be used (exit code 65).
  public static func invalid(_ path: String, at location: String? = nil, _ problem: String) -> FileError {
    FileError(.badInput, path, at: location, problem)
  }

  public var description: String {
    (path.isEmpty ? "" : "\(path.oneLine): ") + (location.map { "\($0): " } ?? "") + problem
  }
}

/// A request that contradicts itself or the data it is made of (exit code 64).
public struct UsageError: ReportableError, Hashable {
  public let exitCode = ExitCode.usage
  public let description: String

  public init(_ description: String) { self.description = description.oneLine }
}
