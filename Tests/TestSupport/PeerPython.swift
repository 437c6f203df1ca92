import Foundation

/// A Python that has what other people use with our files: pandas, xarray, PyTorch, Qiskit, safetensors, TensorBoard.
///
/// `Tests/python-environment` makes it, beside the build. Tests that want it are skipped, with a message, where it is not
/// there. It is another than `Python`, which has what the independent reference needs and nothing else.
public enum PeerPython {
  /// The interpreter: that of HQNN_PYTHON, or of the environment beside the build.
  public static let path: String = {
    if let path = ProcessInfo.processInfo.environment["HQNN_PYTHON"] { return path }
    return URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../.build/python-environment/bin/python").standardizedFileURL.path
  }()

  /// Whether the interpreter is there and has all `modules`.
  public static func has(_ modules: String...) -> Bool {
    guard FileManager.default.isExecutableFile(atPath: path) else { return false }
    let statement = "import " + modules.joined(separator: ", ")
    return (try? ProcessRunner.run(path, ["-c", statement], timeout: 120).exitCode) == 0
  }

  /// What a skipped test says.
  public static let absence = "Tests/python-environment makes the Python that this needs"
}
