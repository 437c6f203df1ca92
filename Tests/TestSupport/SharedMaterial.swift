import Foundation

/// Where real data and outside reference values lie beside a checkout, for the tests that use them when they are there.
public enum SharedMaterial {
  /// The path of a file or folder of it, nil where it is absent.
  public static func path(_ name: String) -> String? {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
      "../../../shared"
    )
    .standardizedFileURL
    let path = root.appendingPathComponent(name).path
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }
}
