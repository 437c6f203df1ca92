import Foundation

/// The programs that were built together with the tests.
public enum BuiltProducts {
  /// The path of a built program, beside the test bundle.
  public static func path(_ name: String) -> String { directory + "/" + name }

  /// The build folder: where the test bundle lies.
  public static let directory: String = {
    let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? Bundle.main.executablePath
    return URL(fileURLWithPath: bundle ?? "").deletingLastPathComponent().path
  }()
}
