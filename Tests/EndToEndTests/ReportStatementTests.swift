import DrugResponse
import Foundation
import Support
import TestSupport
import Testing
import Training

/// What `hqnn report` says of runs, and what it leaves out where it would say too much.
@Suite struct ReportStatementTests {
  private func see(_ runs: [String], _ more: [String] = [], in directory: TemporaryDirectory) throws
    -> SeenReport
  {
    let output = directory.path("page.html")
    try Demo.run(["report"] + runs + ["--output", output] + more)
    return try SeenReport(ofPage: output)
  }

  private func train(_ name: String, _ settings: [String] = [], in directory: TemporaryDirectory) throws
    -> String
  {
    try Demo.run(try Demo.train(output: directory.path(name), Demo.settings + settings))
    return directory.path(name)
  }

  /// The best epoch of a run, by its metrics.
  private func bestEpoch(_ run: String) throws -> Int {
    let lines = try String(contentsOfFile: run + "/metrics.csv", encoding: .utf8).split(separator: "\n")
      .dropFirst()
    let errors = lines.map { Double($0.split(separator: ",", omittingEmptySubsequences: false)[2]) ?? .nan }
    let least = try #require(errors.min())
    return 1 + (try #require(errors.firstIndex(of: least)))
  }

  /// Large steps go astray, so that the last epoch is not the best.
  @Test func theBestCheckpointKnowsHowTheRunWentOn() throws {
    let directory = try TemporaryDirectory()
    let run = try train(
      "run", ["--epochs", "6", "--learning-rate", "0.01", "--head", "classical"], in: directory)
    let best = try bestEpoch(run)
    try #require(best < 6)
    let seen = try see([run + "/checkpoints/best.h5"], in: directory)
    #expect(seen.text.contains("came after epoch \(best) of 6"))
    #expect(seen.text.contains("that after epoch \(best); the run went on to epoch 6"))
    #expect(seen.text.contains("chosen by the errors of these very pairs"))
    let newest = try see([run], in: directory)
    #expect(newest.text.contains("that after epoch 6, the last that is known"))
    #expect(!newest.text.contains("chosen by the errors of these very pairs"))
    // Away from its run it knows its own epochs alone.
    try FileManager.default.copyItem(atPath: run + "/checkpoints/best.h5", toPath: directory.path("best.h5"))
    let alone = try see([directory.path("best.h5")], in: directory)
    #expect(alone.text.contains("came after epoch \(best) of \(best)"))
  }

  @Test func aModelCountsOnceOverSeeds() throws {
    let directory = try TemporaryDirectory()
    let trained = try ReportTests.trained.get()
    let copy = directory.path("copy")
    try FileManager.default.copyItem(atPath: trained.path("quantum"), toPath: copy)
    let twice = try see([trained.path("quantum"), copy], in: directory)
    #expect(!twice.sections.contains("Over seeds"))
    let three = try see([trained.path("quantum"), copy, trained.path("other")], in: directory)
    let seeds = try #require(three.tables.first { $0[0].contains("seeds") })
    #expect(seeds[1].prefix(3) == ["quantum, other", "2", "3, 3"])
    #expect(three.text.contains("another run of the same seed is counted: copy."))
  }

  /// The best epochs of two seeds are not the same, and the two are repetitions all the same.
  @Test func bestCheckpointsOfDifferentEpochsAreCountedOverSeeds() throws {
    let directory = try TemporaryDirectory()
    let settings = ["--epochs", "6", "--learning-rate", "0.01", "--head", "classical"]
    let runs = try (7...11).map { try train("seed-\($0)", settings + ["--seed", "\($0)"], in: directory) }
    let epochs = try runs.map(bestEpoch)
    try #require(Set(epochs).count > 1)
    let seen = try see(runs.map { $0 + "/checkpoints/best.h5" }, in: directory)
    let seeds = try #require(seen.tables.first { $0[0].contains("seeds") })
    #expect(seeds.count == 2 && seeds[1][1] == "5")
    #expect(seeds[1][2] == epochs.map { "\($0)" }.joined(separator: ", "))
    // A best checkpoint is no repetition of a last one.
    let mixed = try see([runs[0], runs[1] + "/checkpoints/best.h5"], in: directory)
    #expect(!mixed.sections.contains("Over seeds"))
  }

  @Test func differentTargetsHaveNoCommonAxis() throws {
    let directory = try TemporaryDirectory()
    let rising = try train("rising", ["--epochs", "1", "--target-orientation", "rising"], in: directory)
    let seen = try see([try ReportTests.trained.get().path("quantum"), rising], in: directory)
    #expect(seen.text.contains("These runs predict different things"))
    #expect(!seen.pictures.contains("Root mean squared errors of the runs"))
    #expect(!seen.pictures.contains("Test errors of the runs by epoch"))
    #expect(!seen.tables.contains { $0[0].contains { $0.hasPrefix("RMSE less that of") } })
  }

  /// Few new tissues give no interval and no verdict; new drugs are said to have no effect.
  @Test func splitsByGroupsSayWhatTheyCannot() throws {
    let directory = try TemporaryDirectory()
    let tissues = try see(
      [try train("tissue", ["--epochs", "1", "--split-by", "tissue"], in: directory)], in: directory)
    #expect(tissues.text.contains("too few tissues (") && tissues.text.contains("and so for a verdict"))
    #expect(!tissues.tables[0][0].contains("95 % interval"))
    #expect(tissues.text.contains("No bin has the 10 tissues"))
    let drugs = try see(
      [try train("drug", ["--epochs", "1", "--split-by", "drug"], in: directory)], in: directory)
    #expect(drugs.text.contains("New drugs have no effect"))
  }

  @Test func aDamagedNewestCheckpointIsSaidOnThePage() throws {
    let directory = try TemporaryDirectory()
    let run = try train("run", ["--epochs", "2", "--keep-checkpoints", "9"], in: directory)
    let store = CheckpointStore(directory: run + "/checkpoints", keep: 1)
    let newest = store.path(step: try #require(store.newestStep))
    try Data("no checkpoint".utf8).write(to: URL(fileURLWithPath: newest))
    let seen = try see([run], in: directory)
    #expect(seen.text.contains("Warning: ") && seen.text.contains(newest))
  }

  /// The page has the data set's name and digest, and so does not say where it lay.
  @Test func thePageIsTheSameWhereverTheDataSetLies() throws {
    let directory = try TemporaryDirectory()
    let run = try ReportTests.trained.get().path("quantum")
    let data = directory.path("data.h5")
    try FileManager.default.copyItem(atPath: try Demo.files.data, toPath: data)
    func make(_ more: [String]) throws -> [Data] {
      let (page, values) = (directory.path("page.html"), directory.path("values.json"))
      try Demo.run(["report", run, "--output", page, "--json", values] + more)
      return try [page, values].map { try Data(contentsOf: URL(fileURLWithPath: $0)) }
    }
    #expect(try make([]) == make(["--data", data]))
  }

  @Test func aStartThatKnowsTestPairsIsSaid() throws {
    let directory = try TemporaryDirectory()
    let first = try ReportTests.trained.get().path("quantum")
    func text(_ run: String, _ file: String) throws -> String {
      try String(contentsOfFile: run + "/" + file, encoding: .utf8)
    }
    // Another seed has another split: its test rows are counted here, of the two checkpoints.
    let other = try train("other", ["--epochs", "1", "--seed", "9", "--init-from", first], in: directory)
    let script = """
      import sys, glob, h5py
      a, b = (h5py.File(sorted(glob.glob(r + '/checkpoints/step-*.h5'))[-1]) for r in sys.argv[1:])
      print(len(set(a['split/train'][:]) & set(b['split/test'][:])))
      """
    let result = try Python.run(script, [first, other])
    let count = try #require(Int(result.standardOutput.trimmingCharacters(in: .whitespacesAndNewlines)))
    try #require(count > 0)
    let sentence = "were trained with \(count) of the 70 test samples: errors on the test set flatter"
    #expect(try text(other, "log.txt").contains(sentence))
    #expect(
      try text(other, "report.md").contains("- warning: the parameters that the run starts from \(sentence)"))
    #expect(
      try see([other], in: directory).text.contains(
        "Warning: the parameters that the run starts from \(sentence)"))
    // The same seed has the same split.
    let same = try train("same", ["--epochs", "1", "--init-from", first], in: directory)
    #expect(try !text(same, "log.txt").contains("flatter"))
    #expect(try !text(same, "report.md").contains("warning: "))
    #expect(try !see([same], in: directory).text.contains("Warning: "))
    // A file of parameters does not say which pairs.
    let file = directory.path("model.npz")
    try Demo.run(["export-parameters", "--checkpoint", first, "--output", file])
    let unsaid = try train("unsaid", ["--epochs", "1", "--seed", "9", "--init-from", file], in: directory)
    #expect(try text(unsaid, "log.txt").contains("does not say which samples it was trained with"))
    unlink(file)
    #expect(
      try see([unsaid], in: directory).text.contains("cannot be told: \(file) is not the file that it was"))
  }
}
