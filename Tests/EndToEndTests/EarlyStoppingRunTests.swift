import DrugResponse
import Foundation
import Support
import TestSupport
import Testing
import Training

/// A validation set and early stopping as a user meets them.
@Suite struct EarlyStoppingRunTests {
  static let validating = Demo.settings + ["--validation-samples", "40", "--batch-size", "48"]
  /// No improvement is large enough but the first epoch's, which is one whatever it comes to.
  static let stopping =
    validating + [
      "--epochs", "9", "--early-stopping-patience", "2", "--early-stopping-minimum-improvement", "1",
    ]

  private static func text(_ path: String) throws -> String {
    try String(contentsOfFile: path, encoding: .utf8)
  }

  private static func table(_ run: String) throws -> [[Substring]] {
    try text(RunDirectory(run).metrics).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
  }

  @Test(arguments: ["quantum", "classical"]) func killedAndOnOtherRanksTheBitsAreTheSame(head: String) throws
  {
    let directory = try TemporaryDirectory()
    let settings = Self.validating + ["--head", head]
    try Demo.run(try Demo.train(output: directory.path("whole"), settings))
    let whole = try RunOutcome(directory.path("whole"))
    #expect(whole.objects.keys.contains("split/validation"))
    #expect(whole.objects["history/validation_mse"]?.count == 3 * 8)
    try KilledRun.expectSame(as: whole, settings, in: directory)
  }

  /// The column is the error that `evaluate` finds for the validation pairs of each epoch's checkpoint, which the reference
  /// confirms; the best checkpoint is that of the smallest.
  @Test(.enabled(if: Python.hasH5py && Python.has("numpy"), "python3-numpy and python3-h5py are needed"))
  func theErrorIsThatOfTheValidationPairs() throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    try Demo.run(
      try Demo.train(
        output: output, Self.validating + ["--keep-checkpoints", "9", "--split-by", "cell-line"]))
    let rows = try Self.table(output)
    #expect(rows[0][3] == "validation_mse")
    struct Figures: Decodable {
      struct Row: Decodable {
        struct Metrics: Decodable {
          struct Scale: Decodable { let overall: Values }
          struct Values: Decodable { let mse, rmse: Double }
          let normalised: Scale
        }
        let metrics: Metrics
      }
      let count: Int
      let rows: [Row]
    }
    for row in rows.dropFirst() {
      let checkpoint = output + "/checkpoints/" + CheckpointStore.name(step: try #require(Int(row[5])))
      let json = try Demo.run([
        "evaluate", "--checkpoint", checkpoint, "--data", try Demo.files.data, "--split", "validation",
        "--json",
      ]).standardOutput
      let figures = try JSONDecoder().decode(Figures.self, from: Data(json.utf8))
      #expect(figures.count == 40)
      // The two put drugs together in other chunks: predictions differ as two of single precision do, each of which is
      // within 1e-5 of the reference's.
      let found = figures.rows[0].metrics.normalised.overall
      #expect(abs(found.mse - (try #require(Double(row[3])))) <= 2e-5 * (2 * found.rmse + 2e-5))
      try json.write(toFile: directory.path("validation.json"), atomically: true, encoding: .utf8)
      let result = try ProcessRunner.run(
        Python.path,
        [
          ReferenceTests.scripts + "/check_evaluation.py", checkpoint, try Demo.files.data,
          directory.path("validation.json"),
        ], timeout: 120)
      #expect(result.exitCode == 0, "\(result.standardOutput)\(result.standardError)")
    }
    let best = try #require(rows.dropFirst().min { Double($0[3])! < Double($1[3])! })
    let kept = try Checkpoint.read(from: RunDirectory(output).checkpoints + "/best.h5")
    #expect("\(kept.state.epoch)" == best[0])
    #expect(
      try Self.text(RunDirectory(output).report).contains(
        "The smallest validation MSE, \(best[3]), came after epoch \(best[0]) (`best.h5`)"))
  }

  @Test func aRunStopsEarlyIsCompleteAndGoesOn() throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    let reason =
      "stopped early after epoch 3 of 9, as the validation MSE has not fallen by more than 1.0 in 2 epochs"
    let log = try Demo.run(try Demo.train(output: output, Self.stopping)).standardOutput
    #expect(log.contains(reason), "\(log)")
    #expect(try Self.table(output).count == 1 + 3)
    #expect(try Self.text(RunDirectory(output).report).contains(reason))
    let stopped = try RunOutcome(output)
    // On other ranks, and killed in the middle: the same end.
    try KilledRun.expectSame(as: stopped, Self.stopping, in: directory)
    let again = try Demo.run(["train", "--resume", output]).standardOutput
    #expect(again.contains("the run is complete: 3 of 9 epochs") && again.contains(reason), "\(again)")
    #expect(try RunOutcome(output).differences(from: stopped).isEmpty)

    let further = try Demo.mpirun(ranks: 2, ["train", "--resume", output, "--epochs", "9"]).standardOutput
    #expect(further.contains("the run goes on to epoch 9, instead of stopping early"), "\(further)")
    #expect(further.contains("stopped early after epoch 5 of 9"), "\(further)")
    #expect(try Self.text(RunDirectory(output).configuration).contains("\nearly_stopping_start: 3\n"))
    let longer = try Demo.run(["train", "--resume", output, "--epochs", "6"]).standardOutput
    #expect(longer.contains("the run goes on to epoch 6, instead of 9"), "\(longer)")
    #expect(try Self.table(output).count == 1 + 6)
    // As one that was started with what it has become.
    let started = directory.path("started")
    try Demo.run(
      try Demo.train(output: started, Self.stopping + ["--epochs", "6", "--early-stopping-start", "5"]))
    #expect(try RunOutcome(started).differences(from: RunOutcome(output)).isEmpty)
  }

  /// Patience that runs out with what was the last epoch is no reason to stop at once when there are more.
  @Test func aRunWhosePatienceEndedWithItGoesOn() throws {
    let directory = try TemporaryDirectory()
    let (output, started) = (directory.path("run"), directory.path("started"))
    try Demo.run(try Demo.train(output: output, Self.stopping + ["--epochs", "3"]))
    #expect(try Self.table(output).count == 1 + 3)
    let log = try Demo.run(["train", "--resume", output, "--epochs", "4"]).standardOutput
    #expect(log.contains("the run goes on to epoch 4, instead of 3"), "\(log)")
    #expect(!log.contains("the run is complete") && !log.contains("stopped early"), "\(log)")
    #expect(try Self.table(output).count == 1 + 4)
    try Demo.run(
      try Demo.train(output: started, Self.stopping + ["--epochs", "4", "--early-stopping-start", "3"]))
    #expect(try RunOutcome(started).differences(from: RunOutcome(output)).isEmpty)
  }

  @Test(arguments: [
    (["--early-stopping-patience", "3"], "it needs validation_fraction or validation_samples"),
    (["--validation-fraction", "1.5"], "the validation fraction must lie above 0 and below 1, not 1.5"),
    (["--validation-fraction", "0.1", "--validation-samples", "3"], "contradict each other"),
    (
      ["--validation-samples", "200"], "cannot take 200 validation samples: the training side has 200 samples"
    ),
    (["--validation-samples", "150"], "batch_size 64 is larger than the training set of 50 samples"),
    (["--early-stopping-start", "3"], "early_stopping_start is for early_stopping_patience"),
  ]) func misuseIsAUsageError(arguments: [String], expected: String) throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    let result = try Demo.run(
      try Demo.train(output: output, Demo.settings + arguments), expecting: .usage)
    #expect(result.standardError.contains(expected), "\(result.standardError)")
    #expect(!FileManager.default.fileExists(atPath: output))
  }

  /// A data set's own three sides, used on any number of ranks, and told.
  @Test func aNamedSplitsValidationSideIsUsed() throws {
    let directory = try TemporaryDirectory()
    let data = directory.path("data.h5")
    let text = try Demo.run([
      "split", "--data", try Demo.files.data, "--output", data, "--name", "three", "--by", "drug",
      "--validation-fraction", "0.2",
    ]).standardOutput
    #expect(text.contains("  validation: ") && !text.contains("NOT kept apart"), "\(text)")
    try Demo.run(["validate", data])
    func train(_ output: String, _ settings: [String]) -> [String] {
      ["train", "--data", data, "--output", output] + Demo.settings + ["--split-name", "three"] + settings
    }
    let early = ["--early-stopping-patience", "1", "--early-stopping-minimum-improvement", "1"]
    try Demo.run(train(directory.path("one"), early))
    try Demo.mpirun(ranks: 2, train(directory.path("two"), early))
    let one = try RunOutcome(directory.path("one"))
    #expect(try RunOutcome(directory.path("two")).differences(from: one).isEmpty)
    #expect(try Self.table(directory.path("one")).count == 1 + 2)
    let again = try Demo.run(["train", "--resume", directory.path("one"), "--epochs", "3"]).standardOutput
    #expect(again.contains("the run goes on to epoch 3, instead of stopping early"), "\(again)")
    let stored = try Checkpoint.read(from: directory.path("one/checkpoints/best.h5"))
    let named = try ResponseDataset.read(data).dataset.namedSplit("three").sides(fold: nil)
    #expect(stored.split.validation.sorted() == named.validation)
    let output = directory.path("run")
    try BadInputTests.expect(
      .usage, ["the split three has a validation side of its own"],
      train(output, ["--validation-samples", "5"]), noFile: output)
    try Demo.run([
      "split", "--data", data, "--output", directory.path("more.h5"), "--name", "two", "--by", "drug",
    ])
    try BadInputTests.expect(
      .usage, ["the split two has no validation side: it needs validation_fraction or validation_samples"],
      ["train", "--data", directory.path("more.h5"), "--output", output] + Demo.settings
        + ["--split-name", "two"] + early, noFile: output)
    try BadInputTests.expect(
      .usage, ["--validation-fraction and --validation-samples contradict each other"],
      [
        "split", "--data", data, "--output", output, "--name", "b", "--by", "drug", "--validation-fraction",
        "0.1", "--validation-samples", "3",
      ], noFile: output)
  }

  @Test func aRunWithoutOneHasNoValidationPairs() throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    try Demo.run(try Demo.train(output: output, Demo.settings + ["--epochs", "1"]))
    let result = try Demo.run(
      ["evaluate", "--checkpoint", output, "--data", try Demo.files.data, "--split", "validation"],
      expecting: .usage)
    #expect(
      result.standardError.contains("the run of this checkpoint has no validation samples"),
      "\(result.standardError)")
  }
}
