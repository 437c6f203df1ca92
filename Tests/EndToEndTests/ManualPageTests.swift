import Foundation
import Support
import TestSupport
import Testing

/// docs/manual-page makes a page of the whole program that man shows without a word of complaint.
@Suite struct ManualPageTests {
  static let script = InteroperationPageTests.repository + "/docs/manual-page"

  /// The page, made in a directory of manual pages.
  static func make(in directory: TemporaryDirectory) throws -> String {
    let result = try ProcessRunner.run(
      Python.path, [script, "--program", Demo.program, "--directory", directory.path])
    #expect(result.exitCode == 0, "\(result.standardError)")
    return directory.path("man1/hqnn.1")
  }

  static let canMake = FileManager.default.isExecutableFile(atPath: Python.path)
  static let canShow = canMake && ProcessRunner.findProgram("man") != nil

  /// A part of what `--experimental-dump-help` says.
  struct Help: Decodable {
    let command: Command

    struct Command: Decodable {
      let commandName: String
      let arguments: [Argument]?
      let subcommands: [Command]?
      let shouldDisplay: Bool
    }
    struct Argument: Decodable {
      let names: [Name]?
      let shouldDisplay: Bool
    }
    struct Name: Decodable {
      let kind: String
      let name: String
    }
  }

  static func help() throws -> Help {
    let text = try Demo.run(["--experimental-dump-help"]).standardOutput
    return try JSONDecoder().decode(Help.self, from: Data(text.utf8))
  }

  @Test(.enabled(if: canMake, "needs /usr/bin/python3")) func everyCommandAndOptionStandsInIt() throws {
    let directory = try TemporaryDirectory()
    let page = try String(contentsOfFile: try Self.make(in: directory), encoding: .utf8)
      .replacing("\\-", with: "-")
    let commands = (try Self.help().command.subcommands ?? []).filter {
      $0.shouldDisplay && $0.commandName != "help"
    }
    #expect(commands.count >= 10)
    for command in commands {
      let begin = try #require(page.range(of: ".SS \(command.commandName)\n"), "\(command.commandName)")
      let rest = page[begin.upperBound...]
      let section = rest[..<(rest.range(of: "\n.S")?.lowerBound ?? rest.endIndex)]
      for argument in command.arguments ?? [] where argument.shouldDisplay {
        for name in argument.names ?? []
        where name.name != "help" && name.name != "version" && name.kind == "long" {
          #expect(section.contains("\n\\fB--\(name.name)\\fR"), "\(command.commandName) --\(name.name)")
        }
      }
    }
    for code in ["64", "65", "66", "73 or 74", "75", "130"] {
      #expect(page.contains(".TP\n\\fB\(code)\\fR\n"), "\(code)")
    }
  }

  @Test(.enabled(if: canShow, "needs man"), arguments: [60, 80, 200]) func manShowsItWithoutWarnings(
    width: Int
  ) throws {
    let directory = try TemporaryDirectory()
    _ = try Self.make(in: directory)
    // By its name, as a user calls it.
    let result = try ProcessRunner.run(
      "/usr/bin/env", ["man", "--warnings=w", "-P", "cat", "hqnn"],
      environment: ["MANPATH": directory.path, "MANWIDTH": "\(width)", "LC_ALL": "C.UTF-8"])
    #expect(result.exitCode == 0)
    #expect(result.standardError.isEmpty, "\(result.standardError)")
    for words in ["NAME", "hqnn", "COMMANDS", "--print-config", "EXIT STATUS"] {
      #expect(result.standardOutput.contains(words), "\(words)")
    }
  }

  @Test(.enabled(if: canMake, "needs /usr/bin/python3")) func withoutTheProgramItSaysWhatToDo() throws {
    let result = try ProcessRunner.run(
      Python.path, [Self.script, "--program", "/nowhere/hqnn", "--output", "-"])
    #expect(result.exitCode == 1)
    #expect(result.standardError.hasPrefix("manual-page: error: "))
    #expect(result.standardError.contains("build the program first"))
  }

  /// A key of a settings file that is no setting, but how a run is started, is told from one that is misspelt.
  @Test func everyOptionOfTrainIsASettingOrOfTheCommandLine() throws {
    // Settings without a default stand there only where they are given, and not all of them go together.
    let settings = Set(
      try [
        [
          "--initial-offset", "1", "--folds", "2", "--fold", "1", "--train-samples", "1", "--test-samples",
          "1",
        ],
        ["--init-from", "a", "--init-parts", "head", "--freeze", "head"], ["--split-name", "a"],
        ["--learning-rate-schedule", "cosine", "--schedule-epochs", "20"],
        ["--learning-rate-schedule", "step", "--step-epochs", "3"],
        ["--gradient-clip-norm", "1"], ["--validation-fraction", "0.1", "--early-stopping-patience", "3"],
        ["--validation-samples", "10"],
        [
          "--drug-branch-learning-rate", "1", "--cell-line-branch-learning-rate", "1", "--head-learning-rate",
          "1", "--angle-learning-rate", "1",
        ],
      ].flatMap { try PrintConfigTests.settings($0).split(separator: "\n") }
        .map { line in String(line.prefix { $0 != ":" }) })
    let train = try #require(try Self.help().command.subcommands?.first { $0.commandName == "train" })
    let directory = try TemporaryDirectory()
    let file = directory.path("run.yaml")
    for name in (train.arguments ?? []).flatMap({ $0.names ?? [] })
    where name.kind == "long" && name.name != "help" && name.name != "version" {
      let key = name.name.replacing("-", with: "_")
      if settings.contains(key) { continue }
      try "\(key): 1\n".write(toFile: file, atomically: true, encoding: .utf8)
      let result = try Demo.run(["train", "--print-config", "--config", file], expecting: .badInput)
      #expect(
        result.standardError.contains("on the command line, as --\(name.name)"), "\(result.standardError)")
    }
  }
}
