import Foundation
import TestSupport

/// A disk that fails to keep checkpoints, or takes long to: fsync of their files, replaced by a library that is loaded
/// before all others.
enum FaultyDisk {
  enum Fault {
    /// The third checkpoint meets an input/output error.
    case fails
    /// Each takes so many seconds.
    case isSlow(Int)
  }

  static let isPossible = ProcessRunner.findProgram("clang") != nil

  /// What has a program run on such a disk.
  ///
  /// - Parameter directory: where the library is put.
  static func environment(_ fault: Fault, _ directory: TemporaryDirectory) throws -> [String: String] {
    let (source, library) = (directory.path("fault.c"), directory.path("fault.so"))
    let action =
      switch fault {
      // A checkpoint is flushed twice: by who writes it and by who names it.
      case .fails: "static int calls; if (++calls > 4) { errno = EIO; return -1; }"
      // Signals interrupt a sleep.
      case .isSlow(let seconds): "for (unsigned left = \(seconds); left > 0;) left = sleep(left);"
      }
    try """
    #include <errno.h>
    #include <stdio.h>
    #include <string.h>
    #include <sys/syscall.h>
    #include <unistd.h>
    int fsync(int file) {
      char link[64], path[4096] = "";
      snprintf(link, sizeof link, "/proc/self/fd/%d", file);
      if (readlink(link, path, sizeof path - 1) > 0 && strstr(path, "/.step-")) { \(action) }
      return (int)syscall(SYS_fsync, file);
    }
    """.write(toFile: source, atomically: true, encoding: .utf8)
    guard let clang = ProcessRunner.findProgram("clang") else { throw CocoaError(.fileNoSuchFile) }
    let built = try ProcessRunner.run(clang, ["-shared", "-fPIC", "-o", library, source])
    if built.exitCode != 0 { throw CocoaError(.executableNotLoadable) }
    return ["LD_PRELOAD": library]
  }
}
