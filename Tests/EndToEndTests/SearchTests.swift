import DrugResponse
import Experiments
import Foundation
import Support
import TestSupport
import Testing
import Training

/// `hqnn search`, end to end on synthetic data.
@Suite struct SearchTests {
  private static let halving = """
    configurations: 5
    first_epochs: 1
    repetitions: 2
    settings: {train_samples: 160, test_samples: 20, validation_fraction: 0.25, epochs: 3, head: classical}
    space:
      learning_rate: [1.0e-3, 5.0e-4]
      batch_size: {integer: [16, 40]}

    """

  private static func arguments(
    _ directory: TemporaryDirectory, _ text: String = halving, output: String = "search"
  ) throws -> [String] {
    let file = directory.path("search.yaml")
    try text.write(toFile: file, atomically: true, encoding: .utf8)
    return ["search", file, "--data", try Demo.files.data, "--output", directory.path(output)]
  }

  private static func table(_ directory: TemporaryDirectory, _ output: String = "search") throws
    -> [[Substring]]
  {
    try String(contentsOfFile: directory.path(output) + "/results.csv", encoding: .utf8).split(
      separator: "\n"
    )
    .map { $0.split(separator: ",", omittingEmptySubsequences: false) }
  }

  /// What the files say is what train makes of the same settings, and what is best is best by the validation pairs.
  @Test func theBestHaveTrainedLongest() throws {
    let directory = try TemporaryDirectory()
    let result = try Demo.run(try Self.arguments(directory) + ["--threads", "2"])
    #expect(result.standardOutput.contains("5 configurations to epoch 1, 2 to epoch 3, each with 2 seeds"))
    let rows = try Self.table(directory)
    #expect(
      rows[0] == [
        "place", "configuration", "epochs", "validation_mse", "best_epoch", "batch_size", "learning_rate",
      ])
    #expect(rows.dropFirst().map { $0[2] } == ["3", "3", "1", "1", "1"])
    #expect(Set(rows.dropFirst().map { $0[1] }) == ["1", "2", "3", "4", "5"])

    // The winner's settings, trained by themselves, have the validation errors of the table.
    let best = directory.path("search") + "/best.yaml"
    let errors = try (1...2).map { seed in
      let run = directory.path("run-\(seed)")
      try Demo.run([
        "train", "--config", best, "--data", try Demo.files.data, "--output", run, "--seed", "\(seed)",
      ])
      let metrics = try String(contentsOfFile: run + "/metrics.csv", encoding: .utf8).split(separator: "\n")
        .map { $0.split(separator: ",", omittingEmptySubsequences: false) }
      let column = try #require(metrics[0].firstIndex(of: "validation_mse"))
      return try #require(metrics.dropFirst().compactMap { Double($0[column]) }.min())
    }
    #expect(abs((Double(rows[1][3]) ?? .nan) - (errors[0] + errors[1]) / 2) < 1e-9)

    // The model was not evaluated on the test pairs, and does not stay.
    let trial = directory.path("search") + "/trials/configuration-1-seed-1"
    let stored = try String(contentsOfFile: trial + "/result-epoch-1.json", encoding: .utf8)
    #expect(!stored.contains("\"evaluation\""))
    #expect(!FileManager.default.fileExists(atPath: trial + "/checkpoints"))

    // An experiment takes the settings without those that are its own.
    let settings = try TrainingConfiguration.read(yaml: directory.path("search") + "/best-experiment.yaml")
    #expect(settings.validationFraction == nil && settings.trainSamples == nil && settings.head == .quantum)
    #expect(settings.batchSize == Int(rows[1][5]))
    // What an experiment would else choose itself is as it was in the search: by the defaults of train.
    let text = try String(
      contentsOfFile: directory.path("search") + "/best-experiment.yaml", encoding: .utf8)
    #expect(
      text.hasPrefix("# For --classical-config.\n") && text.contains("\nlearning_rate_schedule: constant\n"))
    // The experiment's own rates of parts are not mixed in.
    var request = ExperimentRequest(.learningCurve)
    request.sizes = try SampleSize.list("64/20")
    request.classicalConfiguration = directory.path("search") + "/best-experiment.yaml"
    let plan = try ExperimentPlan(request, dataset: ResponseDataset.read(try Demo.files.data).dataset)
    let configuration = plan.trials[1].trial.configuration
    #expect(configuration.head == .classical && configuration.headLearningRate == nil)
    #expect(configuration.learningRate == settings.learningRate)
  }

  @Test func whatDivergesComesLast() throws {
    let directory = try TemporaryDirectory()
    let text = """
      method: random
      configurations: 6
      settings: {train_samples: 64, test_samples: 20, validation_samples: 16, epochs: 1, batch_size: 16}
      space: {learning_rate: [1.0e-3, 1.0e+30]}

      """
    try Demo.run(try Self.arguments(directory, text))
    let rows = try Self.table(directory).dropFirst()
    let (diverged, others) = (rows.filter { $0[3] == "diverged" }, rows.filter { $0[3] != "diverged" })
    #expect(!diverged.isEmpty && !others.isEmpty)
    #expect(diverged.allSatisfy { $0[5] == "1.0e+30" } && others.allSatisfy { $0[5] == "1.0e-3" })
    #expect(rows.map { $0[3] == "diverged" } == others.map { _ in false } + diverged.map { _ in true })
  }

  private static func files(_ directory: TemporaryDirectory, _ output: String) throws -> [String] {
    try ["results.csv", "best.yaml", "best-experiment.yaml"].map {
      try String(contentsOfFile: directory.path(output) + "/" + $0, encoding: .utf8)
    }
  }

  @Test func resultsDoNotDependOnRanks() throws {
    let directory = try TemporaryDirectory()
    try Demo.run(try Self.arguments(directory))
    try Demo.mpirun(ranks: 2, try Self.arguments(directory, output: "two") + ["--threads", "1"])
    #expect(try Self.files(directory, "two") == Self.files(directory, "search"))
  }

  @Test func whatIsStoppedGoesOnWithTheSameResults() throws {
    let directory = try TemporaryDirectory()
    let text = """
      configurations: 3
      first_epochs: 20
      settings: {train_samples: 128, test_samples: 20, validation_samples: 32, epochs: 60, batch_size: 16}
      space: {dropout: {uniform: [0, 0.5]}}

      """
    try Demo.run(try Self.arguments(directory, text))
    let arguments = try Self.arguments(directory, text, output: "stopped")
    let trial = directory.path("stopped") + "/trials/configuration-1-seed-1"
    let running = try RunningRanks(1, arguments, output: trial)
    #expect(running.waitForEpochs(5))
    running.send(SIGTERM, to: 0)
    let stopped = running.process.wait()
    #expect(stopped.exitCode == ExitCode.stopped.rawValue, "\(stopped.standardError)")
    #expect(!FileManager.default.fileExists(atPath: directory.path("stopped") + "/results.csv"))
    try Demo.run(arguments)
    #expect(try Self.files(directory, "stopped") == Self.files(directory, "search"))
    let log = try String(contentsOfFile: trial + "/log.txt", encoding: .utf8)
    #expect(log.contains("resuming from"))
  }

  /// Where all that went on diverged, the best of those that did not is the best.
  @Test func whatDivergesLaterIsNotTheBest() throws {
    let directory = try TemporaryDirectory()
    let text = """
      configurations: 4
      first_epochs: 1
      settings:
        {train_samples: 64, test_samples: 20, validation_samples: 16, epochs: 12, batch_size: 8, warmup_epochs: 9,
         head: classical, learning_rate: 1.0}
      # Next to nothing: all diverge alike.
      space: {adam_epsilon: [1.0e-8, 1.001e-8]}

      """
    let result = try Demo.run(try Self.arguments(directory, text))
    let rows = try Self.table(directory).dropFirst()
    try #require(rows.contains { $0[3] == "diverged" }, "\(rows)")
    #expect(rows.first.map { $0[3] != "diverged" } ?? false)
    #expect(result.standardOutput.contains("; all that went on diverged"))
    #expect(FileManager.default.fileExists(atPath: directory.path("search") + "/best.yaml"))
  }

  @Test func aSplitWithoutAValidationSideIsRefused() throws {
    let directory = try TemporaryDirectory()
    let data = directory.path("data.h5")
    try Demo.run([
      "split", "--data", try Demo.files.data, "--output", data, "--name", "mine", "--by", "pairs",
    ])
    let text = "configurations: 2\nsettings: {split_name: mine, epochs: 2}\nspace: {dropout: [0, 0.1]}\n"
    var arguments = try Self.arguments(directory, text)
    arguments[3] = data
    let error = try Demo.run(arguments, expecting: .badInput).standardError
    #expect(error.contains("search.yaml: configuration 1 (dropout: 0"))
    #expect(error.contains("the split has no validation side, which a search chooses by"))
  }

  @Test func misuseIsRefused() throws {
    let directory = try TemporaryDirectory()
    let arguments = try Self.arguments(directory)
    try Demo.run(arguments)
    let other = Self.halving.replacing("first_epochs: 1", with: "first_epochs: 2")
    let error = try Demo.run(try Self.arguments(directory, other), expecting: .cannotCreate).standardError
    #expect(
      error.contains(
        "holds another search: its stages are 5 configurations to epoch 1, 2 to epoch 3, each with 2 seeds there"
      ))
    let tooLarge = Self.halving.replacing("train_samples: 160", with: "train_samples: 10000000")
    let usage = try Demo.run(
      try Self.arguments(directory, tooLarge, output: "large"), expecting: .badInput
    ).standardError
    #expect(usage.contains("10000000"))
    #expect(!FileManager.default.fileExists(atPath: directory.path("large")))
    var missing = arguments
    missing[1] = directory.path("none.yaml")
    #expect(
      try Demo.run(missing, expecting: .missingFile).standardError.contains("none.yaml: no such file"))
  }
}
