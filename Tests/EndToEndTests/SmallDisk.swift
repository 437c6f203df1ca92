import Foundation
import TestSupport

/// A file system of its own in memory.
final class SmallDisk {
  let directory: TemporaryDirectory
  var path: String { directory.path }

  /// - Returns: nil where this process may not mount.
  init?(size: String) throws {
    directory = try TemporaryDirectory()
    if !Self.mount(["-t", "tmpfs", "-o", "size=\(size)", "hqnn-test", directory.path]) { return nil }
  }

  @discardableResult
  func remount(_ option: String) -> Bool { Self.mount(["-o", "remount,\(option)", path]) }

  private static func mount(_ arguments: [String]) -> Bool {
    guard let mount = ProcessRunner.findProgram("mount") else { return false }
    return (try? ProcessRunner.run(mount, arguments).exitCode) == 0
  }

  /// Fills what is left.
  func fill() {
    guard let file = fopen(path + "/filler", "w") else { return }
    setvbuf(file, nil, _IONBF, 0)
    let page = [UInt8](repeating: 1, count: 4096)
    while fwrite(page, 1, page.count, file) == page.count {}
    fclose(file)
  }

  deinit { _ = ProcessRunner.findProgram("umount").map { try? ProcessRunner.run($0, ["-l", path]) } }

  static let isAllowed = (try? SmallDisk(size: "1m")) != nil
}
