import Foundation
import Support
import TestSupport
import Testing
import Training

/// `train --dry-run`: it measures, and leaves no trace.
@Suite struct DryRunTests {
  static func arguments(_ more: [String] = []) throws -> [String] {
    ["train", "--data", try Demo.files.data, "--dry-run"] + Demo.settings + more
  }

  /// Runs in an empty directory, and expects it to stay so.
  private func run(_ arguments: [String], ranks: Int = 1) throws -> ProcessResult {
    let directory = try TemporaryDirectory()
    let result =
      ranks == 1
      ? try ProcessRunner.run(Demo.program, arguments, directory: directory.path)
      : try ProcessRunner.mpirun(
        ranks: ranks, executable: Demo.program, arguments: arguments, directory: directory.path)
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == [])
    return result
  }

  @Test(arguments: [
    [], ["--output", "run"], ["--output", "run", "--resume-or-start", "--rank-logs", "logs"],
  ])
  func itSaysWhatARunTakesAndWritesNothing(more: [String]) throws {
    let result = try run(try Self.arguments(more + ["--tensorboard"]))
    #expect(result.exitCode == 0, "\(result.standardError)")
    let lines = result.standardOutput.split(separator: "\n").map {
      $0.split(separator: " ").joined(separator: " ")
    }
    for line in [
      "parameters 979864", "samples 200 training, 70 test", "steps 4 an epoch, 12 in all",
      "dry run, nothing was written:",
    ] { #expect(lines.contains(line), "\(result.standardOutput)") }
    for start in ["peak memory ", "a step ", "an epoch ", "the whole run ", "a checkpoint ", "disk "] {
      #expect(lines.contains { $0.hasPrefix(start) }, "\(result.standardOutput)")
    }
    #expect(!lines.contains { $0.contains("--max-hours") })
  }

  /// Numbers that are known otherwise; those that were measured agree among themselves.
  @Test(arguments: [1, 2]) func theNumbersAreThoseOfARun(ranks: Int) throws {
    let settings = ["--epochs", "1", "--checkpoint-steps", "2", "--keep-checkpoints", "3"]
    let result = try run(
      try Self.arguments(settings + ["--quiet", "--log-format", "json", "--max-hours", "1"]), ranks: ranks)
    #expect(result.exitCode == 0, "\(result.standardError)")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let estimate = try decoder.decode(RunEstimate.self, from: Data(result.standardOutput.utf8))
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    try Demo.run(try Demo.train(output: output, Demo.settings + settings))
    let store = CheckpointStore(directory: output + "/checkpoints", keep: 1)
    let size =
      try FileManager.default.attributesOfItem(atPath: store.path(step: 4))[.size] as? Int
    #expect(estimate.checkpointBytes == size)
    #expect(estimate.diskBytes == 5 * estimate.checkpointBytes)
    #expect(estimate.ranks == ranks && estimate.starts == 1 && estimate.keptCheckpoints == 3)
    #expect(estimate.trainingSamples == 200 && estimate.testSamples == 70)
    #expect(estimate.epochs == 1 && estimate.stepsPerEpoch == 4)
    // Of step 0, of steps 2 and 4, and of the epoch.
    #expect(estimate.checkpoints == 4)
    #expect((0..<ranks).contains(estimate.memory.rank))
    // The parameters and both moments alone.
    #expect(estimate.memory.largestRank > 12 * estimate.parameters)
    #expect(estimate.memory.largestHost >= estimate.memory.largestRank)
    #expect(estimate.memory.largestHost <= ranks * estimate.memory.largestRank)
    #expect(estimate.reportSeconds > 0)
    #expect(estimate.stepSeconds > 0 && estimate.scoringSeconds > 0 && estimate.checkpointSeconds > 0)
    #expect(estimate.epochSeconds > 3 * estimate.stepSeconds + estimate.scoringSeconds)
    #expect(estimate.totalSeconds > estimate.startSeconds + estimate.epochSeconds)
  }

  /// A validation set is listed, where there is one, and scored.
  @Test func aValidationSetIsListed() throws {
    let settings = ["--validation-samples", "40", "--batch-size", "48"]
    let text = try run(try Self.arguments(settings)).standardOutput
    #expect(text.contains("160 training, 40 validation, 70 test\n"), "\(text)")
    #expect(text.contains("s, scoring ") && !text.contains("scoring the test set"), "\(text)")
    func estimate(_ settings: [String]) throws -> RunEstimate {
      let result = try run(try Self.arguments(settings + ["--quiet", "--log-format", "json"]))
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      return try decoder.decode(RunEstimate.self, from: Data(result.standardOutput.utf8))
    }
    #expect(try estimate(settings).validationSamples == 40)
    #expect(try estimate([]).validationSamples == 0)
  }

  /// The largest numbers that are accepted are estimated; one more is refused as it is everywhere.
  @Test(arguments: ["--epochs", "--checkpoint-epochs", "--checkpoint-steps", "--keep-checkpoints"])
  func absurdNumbersAreEstimatedOrRefused(option: String) throws {
    let largest = try run(try Self.arguments([option, "\(1 << 30)", "--max-hours", "1"]))
    #expect(largest.exitCode == 0, "\(largest.standardError)")
    for value in [(1 << 30) + 1, Int.max] {
      let result = try run(try Self.arguments([option, "\(value)"]))
      #expect(result.exitCode == ExitCode.usage.rawValue)
      #expect(
        result.standardError.contains("must be at most 1073741824, not \(value)"), "\(result.standardError)")
    }
  }

  /// One step an epoch, the least there can be.
  @Test func aSingleMiniBatchIsEnough() throws {
    let result = try run(try Self.arguments(["--batch-size", "200"]))
    #expect(result.exitCode == 0, "\(result.standardError)")
    #expect(result.standardOutput.contains("1 an epoch, 3 in all"))
  }

  @Test func itEndsAsARunWould() throws {
    let directory = try TemporaryDirectory()
    let missing = try run(["train", "--dry-run", "--data", "none.h5"])
    #expect(missing.exitCode == ExitCode.missingFile.rawValue && missing.standardError.contains("none.h5"))
    let tooLarge = try run(try Self.arguments(["--batch-size", "201"]), ranks: 2)
    #expect(tooLarge.exitCode == ExitCode.usage.rawValue)
    #expect(RunningRanks.lines(tooLarge).count == 1, "\(tooLarge.standardError)")
    // A run is in the way, but not where it would be gone on with.
    let output = directory.path("run")
    try Demo.run(try Demo.train(output: output, Demo.settings + ["--epochs", "1"]))
    let before = try FileManager.default.contentsOfDirectory(atPath: output).sorted()
    let taken = try run(try Self.arguments(["--output", output]))
    #expect(taken.exitCode == ExitCode.cannotCreate.rawValue)
    #expect(taken.standardError.contains("already holds a run"), "\(taken.standardError)")
    #expect(try run(try Self.arguments(["--output", output, "--resume-or-start"])).exitCode == 0)
    #expect(try FileManager.default.contentsOfDirectory(atPath: output).sorted() == before)
    let full = try ProcessRunner.run(
      "/bin/sh", ["-c", "\"$0\" \"$@\" > /dev/full", Demo.program] + Self.arguments(["--quiet"]))
    #expect(full.exitCode == ExitCode.inputOutput.rawValue)
    #expect(full.standardError.contains("standard output: cannot be written"), "\(full.standardError)")
  }

  @Test(arguments: [
    (["--resume", "run"], "--dry-run tries a new run; leave out --resume."),
    (["--data", "d.h5", "--print-config"], "--dry-run and --print-config contradict each other."),
    ([], "a new run needs --data FILE."),
  ])
  func requestsWithoutSenseAreRefused(arguments: [String], sentence: String) throws {
    let result = try run(["train", "--dry-run"] + arguments)
    #expect(result.exitCode == ExitCode.usage.rawValue)
    #expect(result.standardError.contains(sentence), "\(result.standardError)")
  }
}
