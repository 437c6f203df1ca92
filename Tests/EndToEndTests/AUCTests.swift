import Foundation
import Support
import TestSupport
import Testing

/// AUC as target through every command, on data where some responses have none.
@Suite struct AUCTests {
  /// A data set in the general layout, every fifth of whose responses has lost its AUC.
  struct Files: Sendable {
    let directory: TemporaryDirectory
    let arguments: [String]
    var data: String { directory.path("data.h5") }

    init(auc: @Sendable (_ number: Int, _ auc: Substring) -> Substring) throws {
      directory = try TemporaryDirectory()
      let sources = directory.path("assay")
      try Demo.run([
        "synthesize", "--layout", "general", "--output", sources, "--cell-lines", "40", "--drugs", "20",
      ])
      let path = sources + "/responses.csv"
      var lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
      let column = try #require(lines[0].split(separator: ",").firstIndex(of: "auc"))
      for number in 1..<lines.count {
        var fields = lines[number].split(separator: ",", omittingEmptySubsequences: false)
        fields[column] = auc(number, fields[column])
        lines[number] = Substring(fields.joined(separator: ","))
      }
      try (lines.joined(separator: "\n") + "\n").write(toFile: path, atomically: true, encoding: .utf8)
      arguments = [
        "convert", "--responses", path, "--features", sources + "/features.csv", "--drugs",
        sources + "/drugs.csv", "--output", directory.path("data.h5"),
      ]
      try Demo.run(arguments)
    }
  }

  static let shared = Result { try Files { $0.isMultiple(of: 5) ? "" : $1 } }

  static let settings = Demo.settings + ["--target", "auc"]

  private static func train(_ files: Files, output: String, _ more: [String] = []) -> [String] {
    ["train", "--data", files.data, "--output", output] + settings + more
  }

  private static func check(_ script: String, _ arguments: [String]) throws {
    let result = try ProcessRunner.run(
      Python.path, [ReferenceTests.scripts + "/" + script] + arguments, timeout: 120)
    #expect(result.exitCode == 0, "\(result.standardOutput)\(result.standardError)")
  }

  /// Training on 1 and 2 ranks gives the same bits; metrics, baselines and predictions are those of the reference.
  @Test(.enabled(if: Python.hasH5py && Python.has("numpy"), "python3-numpy and python3-h5py are needed"))
  func agreesWithTheReference() throws {
    let files = try Self.shared.get()
    let directory = try TemporaryDirectory()
    let (one, two) = (directory.path("one"), directory.path("two"))
    let log = try Demo.run(Self.train(files, output: one)).standardOutput
    try Demo.mpirun(ranks: 2, Self.train(files, output: two))
    #expect(try RunOutcome(two).differences(from: RunOutcome(one)).isEmpty)
    #expect(log.contains(" responses have no AUC"), "\(log)")

    for part in ["test", "train", "all"] {
      let json = try Demo.run([
        "evaluate", "--checkpoint", two, "--data", files.data, "--split", part, "--json",
      ]).standardOutput
      let path = directory.path(part + ".json")
      try json.write(toFile: path, atomically: true, encoding: .utf8)
      try Self.check("check_evaluation.py", [one + "/checkpoints/step-00000012.h5", files.data, path])
    }
    let predictions = directory.path("predictions.csv")
    try Demo.run([
      "predict", "--checkpoint", two, "--data", files.data, "--output", predictions, "--pairs", "measured",
    ])
    try Self.check(
      "check_predictions.py",
      [one + "/checkpoints/step-00000012.h5", files.data, predictions, "--rows", "64"])
  }

  @Test(.enabled(if: Python.hasH5py && Python.has("numpy"), "python3-numpy and python3-h5py are needed"))
  func oneStepAgreesWithTheReference() throws {
    let files = try Self.shared.get()
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    try Demo.run([
      "train", "--data", files.data, "--output", output, "--target", "auc", "--train-samples", "24",
      "--test-samples", "24", "--batch-size", "24", "--micro-shard-size", "8", "--epochs", "1",
    ])
    try Self.check(
      "check_step.py",
      [
        output + "/checkpoints/step-00000000.h5", output + "/checkpoints/step-00000001.h5", files.data,
      ])
  }

  @Test func nothingSpeaksOfIC50() throws {
    let files = try Self.shared.get()
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    try Demo.run(Self.train(files, output: output))
    let report = try String(contentsOfFile: output + "/report.md", encoding: .utf8)
    #expect(report.contains("AUC, 70 test pairs:") && report.contains("- target: auc"))
    #expect(report.contains(" responses have no AUC)"))
    let table = try Demo.run(["evaluate", "--checkpoint", output, "--data", files.data]).standardOutput
    #expect(table.hasPrefix("test pairs: 70\nAUC\n"))
    for text in [report, table] { #expect(!text.uppercased().contains("IC50"), "\(text)") }
    let inspected = try Demo.run(["inspect", output + "/checkpoints/best.h5"]).standardOutput
    #expect(inspected.contains("\ntarget: auc\n"))
  }

  @Test func predictionsAreOfPairsByTheirAUC() throws {
    let files = try Self.shared.get()
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    try Demo.run(Self.train(files, output: output))
    func rows(_ arguments: [String]) throws -> [[Substring]] {
      let file = directory.path("predictions.csv")
      try Demo.run(
        ["predict", "--checkpoint", output, "--data", files.data, "--output", file] + arguments)
      let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
      #expect(lines.first == "drug,cell_line,normalised,auc,cosmic_id")
      return lines.dropFirst().map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    }
    let all = try rows(["--pairs", "all"])
    let measured = try rows(["--pairs", "measured"])
    let missing = try rows(["--pairs", "missing"])
    #expect(all.count == 800 && measured.count + missing.count == all.count)
    for row in all {
      let normalised = try #require(Float(row[2]))
      #expect((0...1).contains(normalised) ? row[3] == row[2] : row[3].isEmpty)
    }
    // Of the pairs that were measured: those whose responses all have lost their AUC are missing.
    let responses = try String(contentsOfFile: files.directory.path("assay/responses.csv"), encoding: .utf8)
      .split(separator: "\n")
    let names = responses[0].split(separator: ",")
    let (drug, line, auc) = (
      try #require(names.firstIndex(of: "drug")), try #require(names.firstIndex(of: "cell_line")),
      try #require(names.firstIndex(of: "auc"))
    )
    let known = Set(
      responses.dropFirst().map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        .filter { !$0[auc].isEmpty }.map { "\($0[drug]),\($0[line])" })
    let drugs = Set(all.map { $0[0] })
    #expect(
      Set(measured.map { "\($0[0]),\($0[1])" })
        == known.filter { drugs.contains($0.split(separator: ",")[0]) })
    let single = try rows(["--smiles", "CCO", "--cell-line", String(all[0][1])])
    #expect(single.count == 1)
  }

  @Test func aStoppedRunGoesOnToTheSameBits() throws {
    let files = try Self.shared.get()
    let directory = try TemporaryDirectory()
    let (whole, resumed) = (directory.path("whole"), directory.path("resumed"))
    try Demo.run(Self.train(files, output: whole))
    try Demo.run(Self.train(files, output: resumed))
    let last = resumed + "/checkpoints/step-00000012.h5"
    try FileManager.default.removeItem(atPath: last)
    try Demo.mpirun(ranks: 2, ["train", "--resume", resumed])
    #expect(FileManager.default.fileExists(atPath: last))
    #expect(try RunOutcome(resumed).differences(from: RunOutcome(whole)).isEmpty)
  }

  @Test func whatCannotBeIsSaidInOneSentence() throws {
    let files = try Files { _, _ in "" }
    let output = files.directory.path("run")
    let train = Self.train(files, output: output)
    try BadInputTests.expect(
      .badInput, [files.data, "/responses/auc: no response has an AUC", "--target auc"], train,
      noFile: output)
    try BadInputTests.expect(
      .usage, ["the orientation \"rising\" is for the target ic50"],
      train + ["--target-orientation", "rising"], noFile: output)
    let path = files.directory.path("only.csv")
    try "cell_line,drug,auc\nSYN-1,Erlotinib,0.5\n".write(toFile: path, atomically: true, encoding: .utf8)
    var convert = files.arguments
    convert[2] = path
    convert[convert.count - 1] = files.directory.path("only.h5")
    try BadInputTests.expect(
      .badInput, ["only.csv: header: there is auc, but neither ln_ic50 nor ic50"], convert,
      noFile: convert[convert.count - 1])
  }
}
