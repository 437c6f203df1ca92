import DrugResponse
import Foundation
import Support
import TestSupport
import Testing
import Training

/// Splits through the program: made at training and stored in the data set, what is said of them, and misuse.
@Suite struct SplitTests {
  private static let settings = [
    "--train-samples", "200", "--test-samples", "60", "--batch-size", "64", "--micro-shard-size", "16",
    "--epochs", "1",
    "--seed", "7",
  ]

  /// The data set with a split by cell line and folds of drugs.
  private static let data = Result {
    let directory = try TemporaryDirectory()
    try Demo.run([
      "split", "--data", try Demo.files.data, "--output", directory.path("one.h5"), "--name", "lines", "--by",
      "cell-line", "--seed", "7",
    ])
    try Demo.run([
      "split", "--data", directory.path("one.h5"), "--output", directory.path("two.h5"), "--name", "drugs",
      "--by",
      "drug", "--folds", "3",
    ])
    return (directory: directory, path: directory.path("two.h5"))
  }

  private static func train(_ output: String, _ split: [String]) throws -> [String] {
    ["train", "--data", try data.get().path, "--output", output] + settings + split
  }

  @Test(arguments: [
    ("pairs", "by random pairs", "new pairs"), ("cell-line", "by whole cell lines", "new cell lines"),
    ("drug", "by whole drugs", "new drugs"), ("tissue", "by whole tissues", "new tissues"),
  ]) func whatATestSetMeasuresIsSaid(kind: String, name: String, measured: String) throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    try Demo.mpirun(ranks: 2, try Self.train(output, ["--split-by", kind]))
    let said = "split \(name); the test set measures: \(measured)"
    for file in ["log.txt", "report.md"] {
      let text = try String(contentsOfFile: output + "/" + file, encoding: .utf8)
      #expect(text.replacing("\n", with: " ").contains(said), "\(file)")
    }
    let checkpoint = output + "/checkpoints/best.h5"
    let data = try Self.data.get().path
    let bare = try Demo.run(["inspect", checkpoint]).standardOutput
    #expect(bare.contains("200 training and 60 test samples, split \(name)") && !bare.contains("measures"))
    let text = try Demo.run(["inspect", checkpoint, "--data", data]).standardOutput
    #expect(text.contains("the test set measures: \(measured)"))
    #expect(text.contains("training: 200 samples; test: 60 samples"))
    let evaluation = try Demo.run(["evaluate", "--checkpoint", output, "--data", data]).standardOutput
    #expect(evaluation.contains("drug + cell-line effects"))
    // It goes on with the split that it has.
    try Demo.run(["train", "--resume", output])
  }

  /// A stored split trains the same model, bit for bit, as one that is made from the same options.
  @Test func aStoredSplitIsTheSplitThatWasMade() throws {
    let directory = try TemporaryDirectory()
    try Demo.run(try Self.train(directory.path("made"), ["--split-by", "cell-line"]))
    try Demo.run(try Self.train(directory.path("stored"), ["--split-name", "lines"]))
    let (made, stored) = (try RunOutcome(directory.path("made")), try RunOutcome(directory.path("stored")))
    #expect(made == stored, "\(made.differences(from: stored))")
    try Demo.run(try Self.train(directory.path("fold"), ["--split-name", "drugs", "--fold", "2"]))
    let text = try String(contentsOfFile: directory.path("fold/report.md"), encoding: .utf8)
    #expect(text.replacing("\n", with: " ").contains("split drugs, fold 2; the test set measures: new drugs"))
  }

  @Test func aDataSetTellsItsSplits() throws {
    let data = try Self.data.get().path
    let text = try Demo.run(["inspect", data]).standardOutput
    #expect(text.contains("split drugs (3 folds by whole drugs, seed 1), keeps apart: drugs"))
    #expect(text.contains("it measures: new drugs"))
    #expect(text.contains("split lines (by whole cell lines, seed 7), keeps apart: cell lines"))
    #expect(text.contains("the test set measures: new cell lines (drugs known, "))
    try Demo.run(["validate", data])
  }

  @Test func misuseIsOneSentence() throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    let data = try Self.data.get().path
    for (settings, words) in [
      (["--split-by", "drugs"], ["--split-by"]), (["--split-by", "drug", "--folds", "5"], ["fold 1 ... 5"]),
      (["--split-by", "drug", "--folds", "5", "--fold", "6"], ["1 ... 5", "6"]),
      (["--fold", "1"], ["number of folds"]), (["--folds", "1", "--fold", "1"], ["2 ... 10000", "not 1"]),
      (["--split-by", "drug", "--folds", "500", "--fold", "1"], ["cannot make 500 folds by whole drugs"]),
      (
        ["--folds", "5", "--fold", "1", "--test-fraction", "0.2"],
        ["--test-fraction", "--folds", "contradict"]
      ),
      (["--split-name", "lines", "--split-by", "pairs"], ["--split-name", "--split-by", "contradict"]),
      (["--split-name", "lines", "--fold", "1"], ["lines", "no folds"]),
      (["--split-name", "drugs"], ["drugs has 3 folds", "1 ... 3"]),
      (["--split-name", "line"], ["no split line", "drugs, lines", "did you mean lines?"]),
      (["--split-by", "tissue", "--test-samples", "100000"], ["100000", "by whole tissues"]),
    ] {
      try BadInputTests.expect(.usage, words, try Self.train(output, settings), noFile: output)
    }
    let copy = directory.path("copy.h5")
    func split(_ settings: [String], output: String) -> [String] {
      ["split", "--data", data, "--output", output] + settings
    }
    for (settings, words) in [
      (["--name", "lines", "--by", "drug"], ["lines already"]), (["--name", "a/b", "--by", "drug"], ["a/b"]),
      (["--name", "a", "--by", "sex"], ["--by"]), (["--name", "a"], ["--by"]),
      (["--name", "a", "--by", "tissue", "--folds", "99"], ["99 folds"]),
      (["--name", "a", "--by", "drug", "--test-fraction", "2"], ["test fraction"]),
    ] {
      try BadInputTests.expect(.usage, words, split(settings, output: copy), noFile: copy)
    }
    try BadInputTests.expect(.usage, ["would replace"], split(["--name", "a", "--by", "drug"], output: data))
    try BadInputTests.expect(
      .missingFile, ["absent.h5"],
      ["split", "--data", directory.path("absent.h5"), "--output", copy, "--name", "a", "--by", "drug"],
      noFile: copy)
    try BadInputTests.expect(.usage, ["goes with a checkpoint"], ["inspect", data, "--data", data])
  }
}
