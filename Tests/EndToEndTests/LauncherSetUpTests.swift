import Foundation
import TestSupport
import Testing

/// What launch.sh does before it starts anything.
@Suite struct LauncherSetUpTests {
  /// A program that lacks a library gets what it needs, however much ldd has to say beside that: a reader that stops at
  /// the first match would end ldd by a signal, which counts as no match.
  @Test(arguments: [(1, true), (200_000, true), (200_000, false)])
  func whatIsMissingIsInstalled(lineCount: Int, isMissing: Bool) throws {
    let directory = try TemporaryDirectory()
    func script(_ name: String, _ text: String) throws {
      let path = directory.path(name)
      try FileManager.default.createDirectory(
        atPath: URL(fileURLWithPath: path).deletingLastPathComponent().path, withIntermediateDirectories: true
      )
      try ("#!/bin/sh\n" + text + "\n").write(toFile: path, atomically: true, encoding: .utf8)
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    }
    try script("bin/hqnn", "echo started")
    try script("cluster/packages.sh", "echo \"packages: $*\"")
    for name in ["launch.sh", "cluster/placement.sh", "cluster/mpirun.sh"] {
      try FileManager.default.copyItem(
        atPath: DocumentationPage.repository + "/" + name, toPath: directory.path(name))
    }
    try script("tools/apt-get", "exit 1")
    try script(
      "tools/ldd",
      "\(isMissing ? "echo 'libhdf5.so => not found'; " : "")yes 'libc.so.6 => /lib' | head -n \(lineCount)")
    let search = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    let result = try ProcessRunner.run(
      directory.path("launch.sh"), ["inspect", "--help"],
      environment: ["HOME": directory.path("."), "PATH": directory.path("tools") + ":" + search], timeout: 60)
    #expect(result.exitCode == 0, "\(result.standardError)")
    let expected = (isMissing ? ["packages: install run"] : []) + ["started"]
    #expect(result.standardOutput.split(separator: "\n").map(String.init) == expected)
  }
}
