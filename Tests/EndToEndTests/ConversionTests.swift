import DrugResponse
import Foundation
import Support
import TestSupport
import Testing

/// The commands that make and read files of every layout.
@Suite struct ConversionTests {
  @Test(arguments: SyntheticGDSC.Layout.allCases) func theCommandThatIsPrintedConverts(
    layout: SyntheticGDSC.Layout
  ) throws {
    let directory = try TemporaryDirectory()
    let printed = try Demo.run([
      "synthesize", "--layout", layout.rawValue, "--output", directory.path("gdsc"), "--cell-lines", "12",
      "--drugs", "5", "--features", "130",
    ]).standardOutput
    let command = try #require(printed.split(separator: "\n").last).split(separator: " ").map(String.init)
    #expect(command.prefix(2) == ["hqnn", "convert"])
    let output = directory.path("data.h5")
    let arguments = command.dropFirst().dropLast() + [output, "--report", directory.path("report")]
    let text = try Demo.run(Array(arguments)).standardOutput
    let report = try String(contentsOfFile: directory.path("report.txt"), encoding: .utf8)
    #expect(text.hasPrefix(report))
    for ending in ["json", "svg"] {
      #expect(FileManager.default.fileExists(atPath: directory.path("report." + ending)))
    }
    try Demo.run(["validate", output])
  }

  @Test func severalResponseFilesMayBeGivenEitherWay() throws {
    let directory = try TemporaryDirectory()
    let files = SyntheticGDSC.Files(directory: directory.path("gdsc"), layout: .fittedDoseResponse)
    try Demo.run([
      "synthesize", "--layout", "fitted-dose-response", "--output", directory.path("gdsc"), "--cell-lines",
      "12",
      "--drugs", "5", "--features", "130",
    ])
    let rest = [
      "--features", files.features, "--drugs", files.drugs, "--json", "--output", directory.path("o.h5"),
    ]
    let together = try Demo.run(["convert", "--responses"] + files.responses + rest).standardOutput
    let apart = try Demo.run(
      ["convert"] + files.responses.flatMap { ["--responses", $0] } + rest
    ).standardOutput
    #expect(together == apart)
    let report = try JSONDecoder().decode(ConversionReport.self, from: Data(together.utf8))
    #expect(report.cellsOfDataset.keys.sorted() == ["GDSC1", "GDSC2"])
    let second = try Demo.run(["convert", "--responses"] + files.responses + ["--dataset", "GDSC2"] + rest)
    #expect(
      try JSONDecoder().decode(ConversionReport.self, from: Data(second.standardOutput.utf8)).cells
        .ofOtherDataset
        == report.cellsOfDataset["GDSC1"])
    try Demo.run(
      ["convert", "--responses"] + files.responses + ["--dataset", "GDSC3"] + rest, expecting: .usage)
  }

  @Test func aReportNeverReplacesAnInputOrTheDataSet() throws {
    let directory = try TemporaryDirectory()
    try Demo.run([
      "synthesize", "--layout", "general", "--output", directory.path("g"), "--cell-lines", "5", "--drugs",
      "3",
      "--features", "130",
    ])
    let input = directory.path("g/drugs.txt")
    try FileManager.default.moveItem(atPath: directory.path("g/drugs.csv"), toPath: input)
    let arguments = [
      "convert", "--responses", directory.path("g/responses.csv"), "--features",
      directory.path("g/features.csv"),
      "--drugs", input,
    ]
    let before = FileManager.default.contents(atPath: input)
    try BadInputTests.expect(
      .usage, ["drugs.txt", "would replace the input"],
      arguments + ["--output", directory.path("o.h5"), "--report", directory.path("g/drugs")],
      noFile: directory.path("o.h5"))
    #expect(FileManager.default.contents(atPath: input) == before)
    try BadInputTests.expect(
      .usage, ["would replace the data set"],
      arguments + ["--output", directory.path("o.json"), "--report", directory.path("o")],
      noFile: directory.path("o.json"))
  }
}
