import Foundation
import Support
import TestSupport
import Testing

/// Pipes: refused, without waiting for a writer, where a file is read from more than one place; read elsewhere.
@Suite struct PipeTests {
  @Test(arguments: ["--data", "--init-from"]) func aPipeThatNobodyWritesToEndsARun(option: String) throws {
    let directory = try TemporaryDirectory()
    let (pipe, output) = (directory.path("pipe"), directory.path("run"))
    try #require(mkfifo(pipe, 0o600) == 0)
    try BadInputTests.expect(
      .badInput, ["\(pipe): is a pipe, expected a file"],
      try Demo.train(output: output) + [option, pipe], noFile: output)
  }

  @Test func commandsOnFilesRefuseOne() throws {
    let directory = try TemporaryDirectory()
    let pipe = directory.path("pipe")
    try #require(mkfifo(pipe, 0o600) == 0)
    for arguments in [
      ["validate", pipe], ["inspect", pipe], ["evaluate", "--checkpoint", pipe, "--data", pipe],
    ] { try BadInputTests.expect(.badInput, ["is a pipe, expected a file"], arguments) }
  }

  @Test func settingsComeThroughOne() throws {
    for source in ["printf 'epochs: 2\\n' |", ""] {
      let file = source.isEmpty ? "<(printf 'epochs: 2\\n')" : "/dev/stdin"
      let result = try ProcessRunner.run(
        "/bin/bash", ["-c", "\(source) \"$0\" train --print-config --config \(file)", Demo.program])
      #expect(result.exitCode == 0, "\(result.standardError)")
      #expect(result.standardOutput.contains("\nepochs: 2\n"), "\(result.standardOutput)")
    }
  }
}
