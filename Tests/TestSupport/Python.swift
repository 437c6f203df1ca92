import Foundation

/// The system's Python, for tests that compare with an independent reader or writer of our files.
public enum Python {
  /// Debian's interpreter, which sees Debian's packages whatever other Python comes first on PATH.
  public static let path = "/usr/bin/python3"

  /// Whether the interpreter is there and has `module`.
  public static func has(_ module: String) -> Bool {
    guard FileManager.default.isExecutableFile(atPath: path) else { return false }
    return (try? ProcessRunner.run(path, ["-c", "import \(module)"]).exitCode) == 0
  }

  /// Whether h5py is there.
  public static let hasH5py = has("h5py")

  /// Runs a script with arguments.
  public static func run(_ script: String, _ arguments: [String] = []) throws -> ProcessResult {
    try ProcessRunner.run(path, ["-c", script] + arguments)
  }
}
