import Foundation
import TestSupport

/// The scripts beside the tests, run by the system's Python.
enum Fixture {
  /// Runs a script of Fixtures/ with arguments.
  static func run(_ script: String, _ arguments: [String]) throws -> ProcessResult {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Fixtures/\(script)").path
    return try ProcessRunner.run(Python.path, [path] + arguments)
  }
}
