import Foundation
import Support
import TestSupport
import Testing

/// Every command in docs/command-line.md works as it stands there, and every sentence is one of the program's.
@Suite struct CommandLinePageTests {
  static let lines: [String] = {
    let path = DocumentationPage.repository + "/docs/command-line.md"
    let page = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    return page.split(separator: "\n").filter { $0.hasPrefix("    ") }.map { String($0.dropFirst(4)) }
  }()

  static let manualPage = "docs/manual-page"

  @Test func commandsWork() throws {
    let directory = try TemporaryDirectory()
    try FileManager.default.createSymbolicLink(
      atPath: directory.path("data.h5"), withDestinationPath: try Demo.files.data)
    try FileManager.default.createSymbolicLink(
      atPath: directory.path("docs"), withDestinationPath: DocumentationPage.repository + "/docs")
    try FileManager.default.createDirectory(
      atPath: directory.path("bin"), withIntermediateDirectories: false)
    try FileManager.default.createSymbolicLink(
      atPath: directory.path("bin/hqnn"), withDestinationPath: Demo.program)
    let commands = Self.lines.filter { !$0.hasPrefix("hqnn: ") }
    #expect(commands.count >= 10)
    for command in commands {
      // The page's run is of 30 epochs; where root's manual pages stand is not for a test to write to.
      let line =
        command.replacing("--epochs 30", with: "--epochs 1 --train-samples 200 --test-samples 70")
        + (command == Self.manualPage ? " --program bin/hqnn --directory manual" : "")
      if command == Self.manualPage && !ManualPageTests.canMake { continue }
      let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
      let result = try ProcessRunner.run(
        "/bin/sh", ["-c", line],
        environment: ["HOME": directory.path, "PATH": directory.path("bin") + ":" + path],
        directory: directory.path, timeout: 300)
      #expect(result.exitCode == 0, "\(line)\n\(result.standardOutput)\(result.standardError)")
    }
    for name in [
      "runs/first/config.yaml", ".local/share/bash-completion/completions/hqnn", ".zfunc/_hqnn",
      ".config/fish/completions/hqnn.fish",
    ] {
      let size = try FileManager.default.attributesOfItem(atPath: directory.path(name))[.size] as? Int
      #expect(size ?? 0 > 0, "\(name)")
    }
    let written = try String(contentsOfFile: directory.path("runs/first/config.yaml"), encoding: .utf8)
    #expect(written.contains("\nhead: classical\n") && written.contains("\nepochs: 1\n"))
  }

  @Test func sentencesAreTheProgramsOwn() throws {
    let directory = try TemporaryDirectory()
    let spoilt = [
      "epochs: 3\n\nbatch-size: 64\n", "\n\n\nquantum_gate: rz\n", "\nepochs: 3\n\n\n\n\n\n\nepochs: 4\n",
    ]
    let said = try spoilt.map { text in
      try text.write(toFile: directory.path("run.yaml"), atomically: true, encoding: .utf8)
      let result = try ProcessRunner.run(
        Demo.program, ["train", "--print-config", "--config", "run.yaml"], directory: directory.path)
      #expect(result.exitCode == ExitCode.badInput.rawValue)
      return result.standardError.trimmingCharacters(in: .newlines)
    }
    #expect(said == Self.lines.filter { $0.hasPrefix("hqnn: ") })
  }
}
