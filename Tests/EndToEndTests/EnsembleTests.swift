import Foundation
import Support
import TestSupport
import Testing
import Training

/// `predict` and `evaluate` of several checkpoints.
@Suite struct EnsembleTests {
  /// A data set with splits of its own, and runs of several seeds on them.
  struct Runs: Sendable {
    let directory: TemporaryDirectory
    var data: String { directory.path("data.h5") }
    /// Of a split by pairs with a validation side.
    var pairs: [String] { ["a1", "a2", "a3"].map(directory.path) }
    /// Of a split by drug, each with a validation set of its own.
    var drugs: [String] { ["b1", "b2"].map(directory.path) }
    /// Of the random split that a seed gives.
    var other: String { directory.path("other") }

    init() throws {
      directory = try TemporaryDirectory()
      try Demo.run([
        "split", "--data", try Demo.files.data, "--output", directory.path("one.h5"), "--name", "fixed",
        "--by", "pairs", "--train-samples", "300", "--test-samples", "101", "--validation-samples", "60",
      ])
      try Demo.run([
        "split", "--data", directory.path("one.h5"), "--output", data, "--name", "drugs", "--by", "drug",
      ])
      for (number, run) in pairs.enumerated() {
        try train(run, ["--split-name", "fixed", "--seed", "\(number + 1)"])
      }
      for (number, run) in drugs.enumerated() {
        try train(
          run,
          [
            "--split-name", "drugs", "--train-samples", "300", "--validation-fraction", "0.2",
            "--seed", "\(number + 1)",
          ])
      }
      try train(other, ["--train-samples", "300", "--test-samples", "100", "--seed", "9"])
    }

    func train(_ run: String, data: String? = nil, _ more: [String]) throws {
      try Demo.run(
        [
          "train", "--data", data ?? self.data, "--output", run, "--epochs", "2", "--batch-size", "32",
          "--micro-shard-size", "16", "--initial-scale", "0.2",
        ] + more)
    }
  }

  static let shared = Result { try Runs() }

  static let canCheck = Python.hasH5py && Python.has("numpy")

  private func check(_ arguments: [String]) throws {
    let result = try ProcessRunner.run(
      Python.path, [ReferenceTests.scripts + "/check_ensemble.py"] + arguments, timeout: 120)
    #expect(result.exitCode == 0, "\(result.standardOutput)\(result.standardError)")
  }

  /// What `predict` writes of each run alone.
  private func tables(
    _ runs: [String], _ data: String, _ pairs: String, in directory: TemporaryDirectory
  ) throws -> [String] {
    try runs.enumerated().map { number, run in
      let path = directory.path("\(pairs)-\(number).csv")
      try Demo.run([
        "predict", "--checkpoint", run, "--data", data, "--pairs", pairs, "--output", path,
      ])
      return path
    }
  }

  @Test(.enabled(if: canCheck, "python3-numpy and python3-h5py are needed"))
  func predictionsAreTheMeanWithItsSpread() throws {
    let runs = try Self.shared.get()
    let directory = try TemporaryDirectory()
    let (one, two) = (directory.path("one.csv"), directory.path("two.csv"))
    let rest = ["--data", runs.data, "--pairs", "missing"]
    try Demo.run(["predict", "--checkpoint"] + runs.pairs + rest + ["--output", one])
    let alone = try tables(runs.pairs, runs.data, "missing", in: directory)
    try check(["predict", one] + alone)
    // Flag by flag, checkpoints in place of their runs, and other threads: the same file.
    let files = try runs.pairs.map { run in
      let store = CheckpointStore(directory: RunDirectory(run).checkpoints, keep: 1)
      return store.path(step: try #require(store.newestStep))
    }
    try Demo.run(
      ["predict"] + files.flatMap { ["--checkpoint", $0] } + rest + ["--output", two, "--threads", "3"])
    let bytes = try Data(contentsOf: URL(fileURLWithPath: one))
    #expect(try Data(contentsOf: URL(fileURLWithPath: two)) == bytes)
    try Demo.run(
      ["predict", "--checkpoint"] + runs.pairs + rest + ["--output", two, "--spread-factor", "3.5"])
    try check(["predict", two] + alone + ["--spread-factor", "3.5"])
    #expect(try Data(contentsOf: URL(fileURLWithPath: two)) != bytes)
  }

  @Test(.enabled(if: canCheck, "python3-numpy and python3-h5py are needed"), arguments: ["rising", "auc"])
  func otherTargetsHaveTheirColumns(target: String) throws {
    let runs = try Self.shared.get()
    let directory = try TemporaryDirectory()
    let isAUC = target == "auc"
    let data = isAUC ? try AUCTests.shared.get().data : runs.data
    let members = try ["1", "2"].map { seed in
      try runs.train(
        directory.path(seed), data: data,
        ["--train-samples", "100", "--test-samples", "50", "--seed", seed]
          + (isAUC ? ["--target", "auc"] : ["--target-orientation", "rising"]))
      return directory.path(seed)
    }
    let table = directory.path("table.csv")
    // So wide that ends lie outside of what stands for a response.
    try Demo.run(
      ["predict", "--checkpoint"] + members
        + ["--data", data, "--output", table, "--spread-factor", "1000"])
    try check(
      ["predict", table] + tables(members, data, "all", in: directory) + ["--spread-factor", "1000"]
        + (isAUC ? [] : ["--orientation", "rising"]))
    let text = try String(contentsOfFile: table, encoding: .utf8)
    let columns =
      isAUC ? ",normalised_sd,auc_lower,auc_upper\n" : ",normalised_sd,ln_ic50_lower,ln_ic50_upper\n"
    #expect(text.contains(columns) && text.contains(",,"))
  }

  @Test(.enabled(if: canCheck, "python3-numpy and python3-h5py are needed"))
  func evaluationAgreesWithNumPy() throws {
    let runs = try Self.shared.get()
    let directory = try TemporaryDirectory()
    let cases = [
      (runs.pairs, "test", ["--source", "validation"]), (runs.pairs, "validation", []),
      (runs.pairs, "all", ["--source", "none"]), (runs.pairs, "train", ["--source", "none"]),
      (runs.drugs, "test", ["--split-by", "drug"]),
    ]
    for (members, part, more) in cases {
      let path = directory.path("evaluation.json")
      let arguments = ["--data", runs.data, "--split", part]
      let json = try Demo.run(["evaluate", "--json", "--checkpoint"] + members + arguments).standardOutput
      try json.write(toFile: path, atomically: true, encoding: .utf8)
      let store = CheckpointStore(directory: RunDirectory(members[0]).checkpoints, keep: 1)
      try check(
        ["evaluate", store.path(step: try #require(store.newestStep)), runs.data, path]
          + tables(members, runs.data, "all", in: directory) + more)
      // A table says the same, with what a factor is of.
      let table = try Demo.run(["evaluate", "--checkpoint"] + members + arguments).standardOutput
      #expect(table.contains("mean of members") && table.contains("\nmember 1: \(members[0])\n"))
      let words = [
        "validation": "fitted on the 60 validation pairs", "none": "no factor: members were trained with",
      ]
      #expect(
        table.contains(
          more.first == "--source" ? words[more[1]]! : "for each half of the \(part) pairs the one fitted"))
    }
  }

  /// Members' rows are what `evaluate` says of each alone; of one nothing else is said.
  @Test func membersAreScoredAsAlone() throws {
    let runs = try Self.shared.get()
    func evaluate(_ members: [String]) throws -> (Evaluation, String) {
      let json = try Demo.run(
        ["evaluate", "--json", "--data", runs.data, "--checkpoint"] + members
      ).standardOutput
      return (try JSONDecoder().decode(Evaluation.self, from: Data(json.utf8)), json)
    }
    let (together, _) = try evaluate(runs.pairs)
    for (number, run) in runs.pairs.enumerated() {
      let (alone, json) = try evaluate([run])
      #expect(alone.rows[0].metrics == together.rows[1 + number].metrics)
      #expect(alone.ensemble == nil && !json.contains("ensemble"))
      // All members were trained with the same pairs.
      #expect(
        zip(alone.rows.suffix(3), together.rows.suffix(3)).allSatisfy { a, b in
          guard let x = a.metrics.normalised.overall.mse, let y = b.metrics.normalised.overall.mse else {
            return false
          }
          return abs(x - y) <= 1e-12 * x
        })
    }
  }

  @Test func aNewDrugIsPredictedByAll() throws {
    let runs = try Self.shared.get()
    let table = try Demo.run(
      ["predict", "--checkpoint"] + runs.pairs
        + ["--data", runs.data, "--smiles", "CCO", "--cell-line", "SYN-1"]
    ).standardOutput.split(separator: "\n")
    #expect(table.count == 2 && table[1].split(separator: ",").count == 9, "\(table)")
  }

  @Test func whatDoesNotGoTogetherIsRefused() throws {
    let runs = try Self.shared.get()
    let directory = try TemporaryDirectory()
    let (first, second) = (runs.pairs[0], runs.pairs[1])
    func evaluate(_ code: ExitCode, _ words: [String], _ members: [String], _ more: [String] = []) throws {
      try BadInputTests.expect(
        code, words, ["evaluate", "--data", runs.data, "--checkpoint"] + members + more)
    }
    try evaluate(
      .badInput, ["\(runs.other): was trained with ", " of the 101 test pairs of \(first)", "--split-name"],
      [first, runs.other])
    try evaluate(
      .badInput, ["\(runs.drugs[0]): ", " of \(first)"], [first, runs.drugs[0]])
    try evaluate(
      .badInput, ["\(runs.drugs[1]): its train pairs are not the train pairs of \(runs.drugs[0])"],
      runs.drugs,
      ["--split", "train"])
    try evaluate(.badInput, ["\(first): is the same model as \(first)"], [first, second, first])
    try evaluate(
      .badInput, ["was trained on another data set than \(first)"],
      [first, try MeasurementTests.trained.get().path("run")])
    // The newest two of a run are kept.
    let checkpoints = RunDirectory(runs.other).checkpoints
    let earlier = try #require(
      try FileManager.default.contentsOfDirectory(atPath: checkpoints).filter { $0.hasPrefix("step-") }.min())
    try evaluate(
      .usage, ["no validation samples"], [runs.other, checkpoints + "/" + earlier], ["--split", "validation"])

    let rising = directory.path("rising")
    try runs.train(rising, ["--split-name", "fixed", "--target-orientation", "rising"])
    let salts = directory.path("salts.h5")
    try Demo.run(
      Demo.convertArguments(try Demo.files.sources, output: salts) + ["--fragments", "largest"])
    let largest = directory.path("largest")
    try runs.train(largest, data: salts, ["--train-samples", "100", "--test-samples", "50"])
    func predict(_ code: ExitCode, _ words: [String], _ members: [String], _ more: [String] = []) throws {
      let output = directory.path("refused.csv")
      try BadInputTests.expect(
        code, words,
        ["predict", "--data", runs.data, "--output", output, "--checkpoint"] + members + more, noFile: output)
    }
    try predict(.badInput, ["\(rising): predicts another target than \(first)"], [first, rising])
    try predict(.badInput, ["\(largest): ", "--fragments largest, \(first) with all"], [first, largest])
    try predict(.missingFile, [directory.path("none")], [first, directory.path("none")])
    for factor in ["0", "-1", "nan", "inf", "x"] {
      try predict(.usage, ["spread-factor"], [first, second], ["--spread-factor=\(factor)"])
    }
    try predict(.usage, ["--spread-factor is for several"], [first], ["--spread-factor", "2"])
    try evaluate(.usage, ["one checkpoint"], [first, second], ["--shots", "10"])
    try evaluate(.usage, ["one checkpoint"], [first, second], ["--noise", "depolarizing:0.1"])
    try evaluate(.usage, ["--checkpoint"], [])
    // The second one's file is as safe as the first one's.
    let best = second + "/checkpoints/best.h5"
    try BadInputTests.expect(
      .usage, ["--checkpoint", best],
      ["predict", "--data", runs.data, "--output", best, "--checkpoint", first, second])
  }
}
