import Foundation
import Support
import TestSupport
import Testing

/// No command that reads a run writes over the run's own files.
@Suite struct OwnFilesTests {
  static let own = [
    "checkpoints/best.h5", "checkpoints/step-00000004.h5", "checkpoints/step-99999999.h5",
    "checkpoints/new.html",
    "config.yaml", "metrics.csv", "log.txt", "report.md", "checkpoints/../config.yaml",
  ]

  private static func commands(_ run: String) throws -> [[String]] {
    let data = try Demo.files.data
    return [
      ["report", run], ["predict", "--checkpoint", run, "--data", data],
      ["export-parameters", "--checkpoint", run, "--format", "npz"],
      ["export-circuit", "--checkpoint", run, "--data", data, "--drug", "Drug_1", "--cell-line", "1"],
    ]
  }

  private static func contents(_ directory: String) throws -> [String: String] {
    let names = try FileManager.default.subpathsOfDirectory(atPath: directory)
    return Dictionary(
      uniqueKeysWithValues: try names.filter { !Directory.exists(directory + "/" + $0) }.map {
        ($0, try SHA256.hexadecimal(ofFile: directory + "/" + $0))
      })
  }

  @Test func aRunsFilesAreNoOutput() throws {
    let directory = try TemporaryDirectory()
    let run = directory.path("run")
    try Demo.run(try Demo.train(output: run, Demo.settings + ["--epochs", "1"]))
    let before = try Self.contents(run)
    #expect(before.keys.contains("checkpoints/best.h5") && before.keys.contains("report.md"))
    for input in [run, run + "/", run + "/checkpoints/best.h5"] {
      for command in try Self.commands(input) {
        for name in Self.own where !input.hasSuffix(name) {
          // best.h5 is a second name of this one.
          let isInput = input.hasSuffix("best.h5") && name == "checkpoints/step-00000004.h5"
          try BadInputTests.expect(
            .usage,
            isInput ? ["would replace", name] : ["--output is among the own files of the run", run, name],
            command + ["--output", run + "/" + name])
        }
      }
    }
    // By another name of the file.
    let link = directory.path("page.html")
    try FileManager.default.createSymbolicLink(
      atPath: link, withDestinationPath: run + "/checkpoints/best.h5")
    for command in try Self.commands(run) {
      try BadInputTests.expect(.usage, ["own files of the run", link], command + ["--output", link])
    }
    try BadInputTests.expect(
      .usage, ["--json is among the own files of the run"],
      ["report", run, "--output", directory.path("a.html"), "--json", run + "/metrics.csv"])
    #expect(try Self.contents(run) == before)
    // A page beside them is none of them.
    try Demo.run(["report", run, "--output", run + "/report.html"])
  }
}
