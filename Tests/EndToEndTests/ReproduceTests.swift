import DrugResponse
import Experiments
import Foundation
import Support
import TestSupport
import Testing
import Training

/// `hqnn reproduce`, end to end on synthetic data.
@Suite struct ReproduceTests {
  /// An experiment of twelve trials, each of a few steps.
  static let settings = [
    "sample-size", "--sizes", "64/20,128/40,200/60", "--seeds", "2", "--epochs", "3", "--minimum-steps", "9",
  ]

  static func arguments(_ output: String, _ settings: [String] = settings) throws -> [String] {
    ["reproduce", "--data", try Demo.files.data, "--output", output] + settings
  }

  /// Once, on one rank of one thread, for all tests to look at.
  static let shared = Result { () throws -> TemporaryDirectory in
    let directory = try TemporaryDirectory()
    try Demo.run(arguments(directory.path("experiment")) + ["--threads", "1", "--keep-models"])
    return directory
  }

  static var output: String { get throws { try shared.get().path("experiment") } }

  /// All files of results whose bytes depend on nothing but settings, data and build.
  static func results(_ output: String) throws -> [String: String] {
    let names = try FileManager.default.contentsOfDirectory(atPath: output).filter {
      ["csv", "svg", "md"].contains(($0 as NSString).pathExtension) && $0 != "protocol.md"
    }
    return try Dictionary(
      uniqueKeysWithValues: names.map { name in
        var text = try String(contentsOfFile: output + "/" + name, encoding: .utf8)
        if name == "results.csv" {
          // Seconds and threads come last.
          text = text.split(separator: "\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false).dropLast(2).joined(separator: ",")
          }.joined(separator: "\n")
        }
        return (name, text)
      })
  }

  @Test func resultsDoNotDependOnRanksAndThreads() throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("two")
    let result = try Demo.mpirun(ranks: 2, Self.arguments(output) + ["--threads", "2"])
    #expect(result.standardOutput.contains("12 of 12"))
    let (one, two) = (try Self.results(Self.output), try Self.results(output))
    #expect(one.count == 8)
    #expect(one.keys.sorted() == two.keys.sorted())
    for (name, text) in one { #expect(two[name] == text, "\(name)") }
    #expect(!FileManager.default.fileExists(atPath: output + "/trials/quantum-64-seed-1/checkpoints"))
  }

  @Test func whatIsStoppedGoesOnWithTheSameResults() throws {
    let directory = try TemporaryDirectory()
    let settings = ["learning-curve", "--sizes", "128/40", "--seeds", "1", "--epochs", "60"]
    let whole = directory.path("whole")
    try Demo.run(try Self.arguments(whole, settings))
    let output = directory.path("stopped")
    let trial = output + "/trials/quantum-128-seed-1"
    let running = try RunningRanks(1, try Self.arguments(output, settings), output: trial)
    #expect(running.waitForEpochs(5))
    running.send(SIGTERM, to: 0)
    let stopped = running.process.wait()
    #expect(stopped.exitCode == ExitCode.stopped.rawValue, "\(stopped.standardError)")
    #expect(stopped.standardOutput.contains("stopped; the same command goes on"))
    #expect(!FileManager.default.fileExists(atPath: output + "/results.md"))
    // Time that is up before it begins stops it too, with nothing lost.
    try Demo.run(try Self.arguments(output, settings) + ["--max-hours", "1e-9"], expecting: .stopped)
    try Demo.run(try Self.arguments(output, settings))
    #expect(try Self.results(output) == Self.results(whole))
    let log = try String(contentsOfFile: trial + "/log.txt", encoding: .utf8)
    #expect(log.contains("resuming from"))
  }

  @Test func programsAtTheSameTimeShareTheWork() throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("shared")
    let other = try ProcessRunner.start(Demo.program, try Self.arguments(output))
    try Demo.run(try Self.arguments(output))
    #expect(other.wait(timeout: 120).exitCode == 0)
    #expect(try Self.results(output) == Self.results(Self.output))
    // Each trial began once.
    for name in try FileManager.default.contentsOfDirectory(atPath: output + "/trials") {
      let log = try String(contentsOfFile: output + "/trials/\(name)/log.txt", encoding: .utf8)
      #expect(log.components(separatedBy: "ready for the first step").count - 1 == 1, "\(name)\n\(log)")
    }
    #expect(RunningRanks.leftovers(output).isEmpty)
  }

  /// What there is stays, and is not computed again.
  @Test func aFinishedExperimentOnlyWritesItsResults() throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("again")
    try FileManager.default.copyItem(atPath: try Self.output, toPath: output)
    try FileManager.default.removeItem(atPath: output + "/results.csv")
    let result = try Demo.run(try Self.arguments(output))
    #expect(result.standardOutput.contains("of which 12 are done already"))
    #expect(try Self.results(output) == Self.results(Self.output))
    #expect(try Demo.run(try Self.arguments(output) + ["--quiet"]).standardOutput.isEmpty)
    // Kept models stay with who comes later and keeps none.
    let trial = output + "/trials/quantum-64-seed-1"
    func checkpoints() throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: trial + "/checkpoints").sorted()
    }
    let kept = try checkpoints()
    #expect(kept.count == 1)
    // A program was killed between the result and this: its report tells.
    for name in ["report.md", "checkpoints/step-00000001.h5", "checkpoints/remarks.txt"] {
      try Data().write(to: URL(fileURLWithPath: trial + "/" + name))
    }
    try Demo.run(try Self.arguments(output) + ["--keep-models"])
    #expect(try checkpoints() == ["remarks.txt"] + kept)
    #expect(!FileManager.default.fileExists(atPath: trial + "/report.md"))
    try Data().write(to: URL(fileURLWithPath: trial + "/report.md"))
    try Demo.run(try Self.arguments(output))
    #expect(try checkpoints() == ["remarks.txt"])
  }

  /// More seeds and sizes of the same come beside what is there, with the results of asking for all at once.
  @Test func anExperimentIsExtended() throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("extended")
    let settings = ["sample-size", "--epochs", "3", "--minimum-steps", "9"]
    let part = try Self.arguments(output, settings + ["--seeds", "1", "--sizes", "64/20,200/60"])
    try Demo.run(part)
    let kept = output + "/trials/classical-200-seed-1/result.json"
    let before = try Data(contentsOf: URL(fileURLWithPath: kept))
    let result = try Demo.run(try Self.arguments(output))
    #expect(result.standardOutput.contains("of which 4 are done already"), "\(result.standardOutput)")
    #expect(try Data(contentsOf: URL(fileURLWithPath: kept)) == before)
    #expect(try Self.results(output) == Self.results(Self.output))
    func command() throws -> String {
      try String(contentsOfFile: output + "/protocol.md", encoding: .utf8)
    }
    #expect(try command().contains("--seeds 2"))
    // Who asks for a part, as the waiting tasks of an earlier job array, goes on with all of it.
    #expect(try Demo.run(part).standardOutput.contains("of which 12 are done already"))
    #expect(try command().contains("--seeds 2"))
    #expect(try Self.results(output) == Self.results(Self.output))
  }

  /// A program that was started before the experiment was extended does not write the results of less than that.
  @Test func whoKnowsOfLessWritesNoResults() throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("extended")
    let settings = ["learning-curve", "--sizes", "64/20", "--epochs", "1", "--minimum-steps", "0"]
    let part = try Self.arguments(output, settings + ["--seeds", "1"])
    let whole = try Self.arguments(output, settings + ["--seeds", "2"])
    try Demo.run(part + ["--max-hours", "1e-9"], expecting: .stopped)
    // It waits for a trial that somebody else seems to work on, until the experiment is a larger one.
    let trial = output + "/trials/quantum-64-seed-1"
    try FileManager.default.createDirectory(atPath: trial, withIntermediateDirectories: true)
    var claim = FileLock.Outcome?.some(try FileLock.take(trial + "/claim.lock"))
    guard case .held = claim else {
      Issue.record("the file system has no locks")
      return
    }
    let running = try ProcessRunner.start(Demo.program, part)
    let other = output + "/trials/classical-64-seed-1/result.json"
    for _ in 0..<12_000 where !FileManager.default.fileExists(atPath: other) { usleep(10_000) }
    try Demo.run(whole + ["--max-hours", "1e-9"], expecting: .stopped)
    withExtendedLifetime(claim) {}
    claim = nil
    let ended = running.wait(timeout: 120)
    #expect(ended.exitCode == 0, "\(ended.standardError)")
    #expect(ended.standardOutput.contains("more of this experiment has been asked for since"))
    #expect(!FileManager.default.fileExists(atPath: output + "/results.md"))
    try Demo.run(whole)
    #expect(FileManager.default.fileExists(atPath: output + "/results.md"))
  }

  /// Of the figure of all models there is but one, for conditions of one size each.
  @Test func aFigureOfFewerSizesDoesNotStay() throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("sizes")
    let settings = [
      "learning-curve", "--split-by", "pairs,drug", "--seeds", "2", "--epochs", "1", "--minimum-steps", "0",
    ]
    try Demo.run(try Self.arguments(output, settings + ["--sizes", "64/20"]))
    let figure = output + "/figure-arms.svg"
    #expect(FileManager.default.fileExists(atPath: figure))
    try Demo.run(try Self.arguments(output, settings + ["--sizes", "64/20,100/20"]))
    #expect(!FileManager.default.fileExists(atPath: figure))
    #expect(FileManager.default.fileExists(atPath: output + "/figure-size-drug.svg"))
  }

  /// The arms of one seed differ in their heads alone.
  @Test func armsShareSplitAndBranches() throws {
    let stored = try ResponseDataset.read(try Demo.files.data)
    var request = ExperimentRequest(.learningCurve)
    request.sizes = try SampleSize.list("100/40")
    request.seedCount = 2
    let plan = try ExperimentPlan(request, dataset: stored.dataset)
    #expect(plan.trials.count == 4)
    func problem(_ number: Int) throws -> TrainingProblem {
      try TrainingProblem(
        configuration: plan.trials[number].trial.configuration, dataset: stored.dataset,
        datasetDigest: stored.sha256)
    }
    func branches(_ problem: TrainingProblem) -> [UInt32] {
      let layout = problem.architecture.parameterLayout
      let head = layout.entries.first { $0.name.hasPrefix("head/") }?.offset ?? 0
      #expect(head > 0)
      return problem.initialState().parameters.elements.prefix(head).map(\.bitPattern)
    }
    let problems = try (0..<4).map(problem)
    #expect(problems[0].configuration.head == .quantum && problems[1].configuration.head == .classical)
    #expect(problems[0].split == problems[1].split && problems[2].split == problems[3].split)
    #expect(branches(problems[0]) == branches(problems[1]))
    #expect(problems[0].split != problems[2].split)
    #expect(branches(problems[0]) != branches(problems[2]))
  }

  @Test(.enabled(if: Python.hasH5py, "needs h5py")) func h5pyFindsTheSameNumbers() throws {
    let output = try Self.output
    let result = try Python.run(
      """
      import csv, sys, h5py, numpy as np
      f = h5py.File(sys.argv[1] + "/results.h5")
      rows = list(csv.DictReader(open(sys.argv[1] + "/results.csv")))
      t = f["trials"]
      assert [n.decode() for n in t["name"][:]] == [r["trial"] for r in rows] and len(rows) == 12
      for name in ("mse", "pearson", "r2", "drug_and_cell_line_mse", "reported_epoch", "training_samples"):
          assert [float(x) for x in t[name][:]] == [float(r[name]) for r in rows], name
      history = f["history/test_mse"][:]
      last = np.array([h[np.isfinite(h)][-1] for h in history])
      assert np.allclose(last, t["mse"][:], rtol=1e-5), last
      assert (np.isfinite(history).sum(1) == t["reported_epoch"][:]).all()
      assert np.isnan(f["history/validation_mse"][:]).all()
      # Means and differences anew: trials stand by condition, seed, arm.
      mse = t["mse"][:].reshape(3, 2, 2)
      assert np.allclose(f["summaries/mse"][:], mse.mean(1), rtol=1e-12)
      d = mse[:, :, 0] - mse[:, :, 1]
      assert np.allclose(f["comparisons/mse_difference"][:], d.mean(1), rtol=1e-9)
      assert np.allclose(f["comparisons/effect_size"][:], d.mean(1) / d.std(1, ddof=1), rtol=1e-9)
      # Of two seeds, Student's distribution is Cauchy's. Holm: times 6, 5, ... in ascending order, never falling.
      mean = f["summaries/less_effects"][:].ravel()
      half = (f["summaries/less_effects_upper"][:].ravel() - f["summaries/less_effects_lower"][:].ravel()) / 2
      p = 1 - 2 / np.pi * np.arctan(np.abs(mean) / half * np.tan(np.pi * 0.475))
      order = np.argsort(p)
      holm = np.empty(6)
      holm[order] = np.maximum.accumulate(np.minimum(1, p[order] * np.arange(6, 0, -1)))
      assert np.allclose(f["summaries/less_effects_p_holm"][:].ravel(), holm, rtol=1e-6)
      ratio = np.exp(np.log(mse[:, :, 0] / mse[:, :, 1]).mean(1)) - 1
      assert np.allclose(f["comparisons/relative_difference"][:], ratio, rtol=1e-9)
      assert f.attrs["experiment"] == "sample-size" and "--sizes 64/20,128/40,200/60" in f.attrs["command"]
      """, [output])
    #expect(result.exitCode == 0, "\(result.standardError)")
    let validated = try Demo.run(["validate", output + "/results.h5"])
    #expect(validated.standardOutput.contains("valid hqnn-experiment, schema version 1"))
    #expect(!validated.standardOutput.contains("not in the schema"))
    #expect(
      try Demo.run(["inspect", output + "/results.h5"]).standardOutput.contains(
        "Ratio of geometric means of the test MSE"))
  }

  @Test func keptModelsPredict() throws {
    let trial = try Self.output + "/trials/classical-128-seed-2"
    let evaluated = try Demo.run(["evaluate", "--checkpoint", trial, "--data", try Demo.files.data, "--json"])
    let evaluation = try JSONDecoder().decode(
      Evaluation.self, from: Data(evaluated.standardOutput.utf8))
    let result = try JSONDecoder().decode(
      TrialResult.self, from: try Data(contentsOf: URL(fileURLWithPath: trial + "/result.json")))
    #expect(result.meanSquaredError() == evaluation.rows[0].metrics.normalised.overall.mse)
    let kept = try FileManager.default.contentsOfDirectory(atPath: trial + "/checkpoints")
    #expect(kept.count == 1 && kept[0].hasPrefix("step-"))
  }
}
