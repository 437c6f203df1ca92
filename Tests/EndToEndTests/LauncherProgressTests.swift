import Foundation
import Support
import TestSupport
import Testing

/// The line of progress of rank 0, to which mpirun gives a terminal of its own, on the terminal that mpirun writes to.
@Suite(
  .enabled(if: FileManager.default.isExecutableFile(atPath: Python.path), "needs /usr/bin/python3"),
  .enabled(if: ProcessRunner.findProgram("mpirun") != nil, "needs mpirun"))
struct LauncherProgressTests {
  /// launch.sh with the built program as a bundle has them, so that it builds nothing.
  private static func launcher(in directory: TemporaryDirectory) throws -> [String] {
    let files = FileManager.default
    try files.createDirectory(atPath: directory.path("bin"), withIntermediateDirectories: true)
    try files.createSymbolicLink(atPath: directory.path("bin/hqnn"), withDestinationPath: Demo.program)
    try files.copyItem(
      atPath: DocumentationPage.repository + "/launch.sh", toPath: directory.path("launch.sh"))
    try files.createSymbolicLink(
      atPath: directory.path("cluster"), withDestinationPath: DocumentationPage.repository + "/cluster")
    return [directory.path("launch.sh"), "--no-install", "-n", "2"]
  }

  private static func mpirun(_ arguments: [String]) throws -> [String] {
    [try #require(ProcessRunner.findProgram("mpirun"))]
      + ProcessRunner.mpirunArguments(ranks: 2, executable: Demo.program, arguments: arguments)
  }

  private func hasLine(_ screen: ProgressTests.Screen) -> Bool {
    screen.drawn.contains { $0.hasPrefix("epoch 1/3  step ") }
  }

  /// Log lines of all epochs, and nothing of what was drawn in between.
  private func hasWholeLog(_ screen: ProgressTests.Screen) -> Bool {
    let epochs = screen.rows.filter { $0.hasPrefix("epoch ") }
    return epochs.count == 3
      && (1...3).allSatisfy { epoch in
        epochs[epoch - 1].wholeMatch(
          of: #/epoch (\d)/3  step \d+  train MSE [0-9.]+  test MSE [0-9.]+.* left/#
        )
        .map { $0.1 == "\(epoch)" } ?? false
      }
  }

  @Test func launchedRunsDrawIt() throws {
    let directory = try TemporaryDirectory()
    let arguments = try Demo.train(output: directory.path("run"))
    let screen = try ProgressTests.run(try Self.launcher(in: directory) + arguments, columns: 60)
    #expect(screen.exitCode == 0 && screen.widest < 60 && !screen.hasEscapes)
    #expect(hasLine(screen) && hasWholeLog(screen), "\(screen.drawn) \(screen.rows)")
  }

  @Test func itFollowsANarrowedTerminalAndGivesWayToAnInterrupt() throws {
    let directory = try TemporaryDirectory()
    let arguments = try Demo.train(output: directory.path("run"), LostRankTests.endless)
    let screen = try ProgressTests.run(
      try Self.launcher(in: directory) + arguments, columns: 200, narrowed: 30)
    #expect(screen.exitCode == ExitCode.stopped.rawValue)
    #expect(screen.widest < 30, "\(screen.drawn.suffix(9))")
    #expect(screen.rows.contains { $0.hasPrefix("stopped on a signal at step ") }, "\(screen.rows)")
  }

  /// Elsewhere than on the terminal at hand nothing is drawn, whatever the variable says.
  @Test func launchedRunsWithoutATerminalWritePlainLines() throws {
    let directory = try TemporaryDirectory()
    let launcher = try Self.launcher(in: directory)
    let command = { (run: String) in
      (launcher + (try Demo.train(output: directory.path(run)))).joined(separator: " ")
    }
    let piped = try ProgressTests.run(
      ["sh", "-c", "HQNN_TERMINAL=$(tty) \(try command("piped")) | cat"], columns: 100)
    #expect(piped.exitCode == 0 && !hasLine(piped) && hasWholeLog(piped), "\(piped.drawn) \(piped.rows)")
    let dumb = try ProgressTests.run(
      ["sh", "-c", try command("dumb")], columns: 100, environment: ["TERM": "dumb"])
    #expect(dumb.exitCode == 0 && !hasLine(dumb) && hasWholeLog(dumb), "\(dumb.drawn) \(dumb.rows)")
    // Under job control, as a shell's user starts it beside other work.
    let behind = try ProgressTests.run(
      ["bash", "-c", "set -m; \(try command("behind")) & wait $!"], columns: 100)
    #expect(behind.exitCode == 0 && !hasLine(behind) && hasWholeLog(behind), "\(behind.drawn) \(behind.rows)")
  }

  @Test func mpirunAloneDrawsItWhereToldTheTerminal() throws {
    let directory = try TemporaryDirectory()
    let told = try Self.mpirun(Demo.train(output: directory.path("told")))
    let screen = try ProgressTests.run(
      ["sh", "-c", "HQNN_TERMINAL=$(tty) exec " + told.joined(separator: " ")], columns: 100)
    #expect(screen.exitCode == 0 && hasLine(screen) && hasWholeLog(screen), "\(screen.drawn) \(screen.rows)")
  }

  @Test(arguments: [nil, "", "/dev/null", "/nowhere", Demo.program])
  func plainLinesWhereNoTerminalIsNamed(terminal: String?) throws {
    let directory = try TemporaryDirectory()
    let screen = try ProgressTests.run(
      try Self.mpirun(Demo.train(output: directory.path("run"))), columns: 100,
      environment: terminal.map { ["HQNN_TERMINAL": $0] } ?? [:])
    #expect(screen.exitCode == 0 && !hasLine(screen) && hasWholeLog(screen), "\(screen.drawn) \(screen.rows)")
  }
}
