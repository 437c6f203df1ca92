import Foundation
import Support
import TestSupport
import Testing

/// `train --print-config` says what a run would be made with, and does nothing else.
@Suite struct PrintConfigTests {
  static func settings(_ arguments: [String]) throws -> String {
    try Demo.run(["train", "--print-config"] + arguments).standardOutput
  }

  @Test func defaultsNeedNoFiles() throws {
    let text = try Self.settings([])
    #expect(text.contains("\nepochs: 20\n"))
    #expect(text.contains("\nhead: quantum\n"))
  }

  @Test func theFileComesOverDefaultsAndFlagsOverTheFile() throws {
    let directory = try TemporaryDirectory()
    let file = directory.path("run.yaml")
    try "epochs: 7\nbatch_size: 50\n".write(toFile: file, atomically: true, encoding: .utf8)
    let text = try Self.settings(["--config", file, "--epochs", "9"])
    #expect(text.contains("\nepochs: 9\n"))
    #expect(text.contains("\nbatch_size: 50\n"))
    #expect(text.contains("\nseed: 1\n"))
  }

  @Test func theTextTakenBackIsTheSame() throws {
    let directory = try TemporaryDirectory()
    let file = directory.path("run.yaml")
    for flags in [
      [],
      [
        "--data", "a \"b\": c.h5", "--learning-rate", "0.30000000000000004", "--seed", "18446744073709551615",
        "--quantum-gate", "ry", "--folds", "5", "--fold", "2", "--split-by", "cell-line", "--adam-epsilon",
        "1e-9",
        "--initial-offset=-0.25", "--classical-hidden", "1024,128",
      ],
    ] {
      let text = try Self.settings(flags)
      try text.write(toFile: file, atomically: true, encoding: .utf8)
      #expect(try Self.settings(["--config", file]) == text)
    }
  }

  @Test func aRunWritesTheSame() throws {
    let directory = try TemporaryDirectory()
    let arguments = ["--data", try Demo.files.data] + Demo.settings + ["--epochs", "1"]
    try Demo.run(["train", "--output", directory.path("run")] + arguments)
    let written = try String(contentsOfFile: directory.path("run/config.yaml"), encoding: .utf8)
    #expect(try Self.settings(arguments) == written)
  }

  @Test func nothingIsMadeAndOneRankSpeaks() throws {
    let directory = try TemporaryDirectory()
    let result = try Demo.mpirun(
      ranks: 2, ["train", "--print-config", "--output", directory.path("run"), "--data", "absent.h5"])
    #expect(result.standardOutput.split(separator: "\n").count { $0.hasPrefix("epochs:") } == 1)
    #expect(!FileManager.default.fileExists(atPath: directory.path("run")))
  }

  @Test(arguments: [
    (["--epochs", "0"], ExitCode.usage), (["--target", "auc", "--target-orientation", "rising"], .usage),
    (["--fold", "2"], .usage), (["--config", "FILE"], .badInput),
    (["--config", "/nowhere/run.yaml"], .missingFile),
    (["--train-fraction", "2"], .usage), (["--folds", "5", "--train-fraction", "0.5"], .usage),
    (["--head", "quantumm"], .usage), (["--classical-hidden", "8,0"], .usage),
    (["--quantum-depth", "0"], .usage), (["--quantum-depth", "17"], .usage),
  ]) func whatIsWrongIsSaidAsByARun(arguments: [String], code: ExitCode) throws {
    let directory = try TemporaryDirectory()
    let file = directory.path("run.yaml")
    try "learning-rate: 0.1\n".write(toFile: file, atomically: true, encoding: .utf8)
    let arguments = arguments.map { $0 == "FILE" ? file : $0 }
    let printed = try Demo.run(["train", "--print-config"] + arguments, expecting: code)
    let run = try Demo.run(
      ["train", "--data", try Demo.files.data, "--output", directory.path("run")] + arguments, expecting: code
    )
    #expect(printed.standardError == run.standardError)
    #expect(printed.standardError.contains("rror: "))
    #expect(printed.standardOutput.isEmpty)
  }

  @Test func aRunThatIsThereHasItsOwn() throws {
    let result = try Demo.run(["train", "--print-config", "--resume", "run"], expecting: .usage)
    #expect(result.standardError.contains("config.yaml"))
  }
}
