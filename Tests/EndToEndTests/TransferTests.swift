import Foundation
import Support
import TestSupport
import Testing
import Training

/// `train --init-from --init-parts` and `--freeze`: parts of another model, and parts that stay.
@Suite struct TransferTests {
  private static func parameters(_ run: String, step: Int) throws -> [String: [UInt8]] {
    try ParameterExchangeTests.parameters(
      RunDirectory(run).checkpoints + "/" + CheckpointStore.name(step: step))
  }

  /// The branches of a classical model, and the head that a run of this seed draws: in the first checkpoint.
  @Test(arguments: ["checkpoint", "safetensors"]) func branchesStartAModelWithTheOtherHead(kind: String)
    throws
  {
    let directory = try TemporaryDirectory()
    let source = try ParameterExchangeTests.trained(directory, ["--head", "classical"])
    let file = directory.path("model.safetensors")
    try ParameterExchangeTests.export(source, to: file)
    let settings = Demo.settings + ["--epochs", "1", "--seed", "8", "--keep-checkpoints", "9"]
    try Demo.run(try Demo.train(output: directory.path("drawn"), settings))
    let output = directory.path("run")
    let log = try Demo.mpirun(
      ranks: 2,
      try Demo.train(
        output: output,
        settings + [
          "--init-from", kind == "checkpoint" ? source : file, "--init-parts", "drug-branch,cell-line-branch",
        ])
    ).standardOutput
    #expect(log.contains("), as to drug-branch,cell-line-branch\n"), "\(log)")
    let found = try Self.parameters(output, step: 0)
    let (taken, drawn) = (
      try Self.parameters(source, step: 4), try Self.parameters(directory.path("drawn"), step: 0)
    )
    #expect(found.keys.sorted() == drawn.keys.sorted() && found.count > 20)
    for (name, values) in found {
      #expect(values == (name.hasPrefix("head/") ? drawn[name] : taken[name]), "\(name)")
    }
  }

  /// Frozen parts keep their bits through weight decay and clipping, their moments stay zero, and the rest is trained; the
  /// bits do not depend on ranks and interruptions.
  @Test(arguments: ["drug-branch", "cell-line-branch,head", "head"]) func whatIsFrozenStays(parts: String)
    throws
  {
    let directory = try TemporaryDirectory()
    let settings =
      Demo.settings + ["--freeze", parts, "--weight-decay", "0.1", "--gradient-clip-norm", "0.01"]
    let output = directory.path("whole")
    try Demo.run(try Demo.train(output: output, settings + ["--keep-checkpoints", "99"]))
    let prefixes = ["drug-branch": "drug/", "cell-line-branch": "cell/", "head": "head/"]
    let frozen = parts.split(separator: ",").map { prefixes[String($0)]! }
    let (start, end) = (try Self.parameters(output, step: 0), try Self.parameters(output, step: 12))
    let objects = try RunOutcome.objects(
      RunDirectory(output).checkpoints + "/" + CheckpointStore.name(step: 12))
    for name in start.keys {
      let moments = ["first", "second"].map { objects["optimizer/\($0)_moment/\(name)"] }
      if frozen.contains(where: name.hasPrefix) {
        #expect(end[name] == start[name], "\(name)")
        #expect(moments.allSatisfy { $0?.allSatisfy { $0 == 0 } == true }, "\(name)")
      } else {
        #expect(end[name] != start[name], "\(name)")
      }
    }
    let whole = try RunOutcome(output)
    try KilledRun.expectSame(as: whole, settings, in: directory)
  }

  @Test(arguments: [
    (["--init-parts", "head"], "init_parts head says what to take from a file that init_from must name"),
    (["--freeze", "head,cell-line-branch,drug-branch"], "leaves nothing to train"),
    (
      ["--freeze", "none"],
      "'none' is invalid for '--freeze <parts>': expected one or more of drug-branch, cell-line-branch, head, with commas"
    ),
    (["--freeze", "drug"], "--freeze"), (["--init-parts", ""], "--init-parts"),
    (
      ["--init-from", "m.npz", "--init-parts", "head", "--initial-scale", "1"],
      "--init-from and --initial-scale contradict each other"
    ),
  ]) func misuseIsAUsageError(arguments: [String], expected: String) throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    let result = try Demo.run(
      try Demo.train(output: output, Demo.settings + arguments), expecting: .usage)
    #expect(result.standardError.contains(expected), "\(result.standardError)")
    #expect(!FileManager.default.fileExists(atPath: output))
  }

  @Test func aSettingsFileNamesTheParts() throws {
    let directory = try TemporaryDirectory()
    let file = directory.path("run.yaml")
    try "freeze: head,drug-branch\n".write(toFile: file, atomically: true, encoding: .utf8)
    #expect(try PrintConfigTests.settings(["--config", file]).contains("\nfreeze: drug-branch,head\n"))
    try "epochs: 2\nfreeze: heads\n".write(toFile: file, atomically: true, encoding: .utf8)
    let result = try Demo.run(["train", "--print-config", "--config", file], expecting: .badInput)
    #expect(
      result.standardError.contains(
        "line 2: key freeze is heads, expected one or more of drug-branch, cell-line-branch, head, with commas between"
      ),
      "\(result.standardError)")
  }

  /// A head of another kind is refused where it is taken; where the branches are, features must be as many.
  @Test func whatIsTakenMustFit() throws {
    let directory = try TemporaryDirectory()
    let source = try ParameterExchangeTests.trained(directory, ["--head", "classical"])
    // A data set of other genomic features: those from column 41 on are left out.
    let data = directory.path("fewer.h5")
    let features = directory.path("features.csv")
    let sources = try Demo.files.sources
    let lines = try String(contentsOfFile: sources + "/features.csv", encoding: .utf8).split(separator: "\n")
    try lines.map {
      $0.split(separator: ",", omittingEmptySubsequences: false).dropLast(40).joined(separator: ",")
    }
    .joined(separator: "\n").write(toFile: features, atomically: true, encoding: .utf8)
    var convert = Demo.convertArguments(sources, output: data)
    convert[try #require(convert.firstIndex(of: "--features")) + 1] = features
    try Demo.run(convert)
    func train(_ data: String, _ parts: String) -> [String] {
      ["train", "--data", data, "--output", directory.path("run")] + Demo.settings
        + ["--init-from", source, "--init-parts", parts]
    }
    for (data, parts, words) in [
      (try Demo.files.data, "head", "is of another architecture: its head is classical, this run's quantum"),
      (data, "cell-line-branch", "is of another architecture: its feature_count is "),
    ] {
      let result = try Demo.run(train(data, parts), expecting: .badInput)
      #expect(result.standardError.contains(words), "\(result.standardError)")
      #expect(!FileManager.default.fileExists(atPath: directory.path("run")))
    }
    try Demo.run(train(data, "drug-branch") + ["--keep-checkpoints", "9"])
    let (found, taken) = (
      try Self.parameters(directory.path("run"), step: 0), try Self.parameters(source, step: 4)
    )
    let branch = found.keys.filter { $0.hasPrefix("drug/") }
    #expect(branch.count > 4 && branch.allSatisfy { found[$0] == taken[$0] })
  }
}
