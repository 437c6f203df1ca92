import Foundation

/// A Python that has what other people use with our files: Qiskit, PyTorch, safetensors.
///
/// `Tests/python-environment` makes it, beside the build. Tests that want it are skipped, with a message, where it is not
/// there.
public enum PeerPython {
  /// The interpreter: that of HQNN_PEER_PYTHON, or of the environment beside the build.
  public static let path: String = {
    if let path = ProcessInfo.processInfo.environment["HQNN_PEER_PYTHON"] { return path }
    return URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../.build/python-environment/bin/python").standardizedFileURL.path
  }()

  /// Whether the interpreter is there and has all `modules`.
  public static func has(_ modules: String...) -> Bool {
    guard FileManager.default.isExecutableFile(atPath: path) else { return false }
    let imports = modules.map { "import \($0)" }.joined(separator: "\n")
    return (try? ProcessRunner.run(path, ["-c", imports], timeout: 120).exitCode) == 0
  }

  /// What a skipped test says.
  public static let absence = "Tests/python-environment makes the Python that this needs"
}
