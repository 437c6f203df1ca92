import DrugResponse
import Foundation
import HDF5
import Support
import TestSupport
import Testing
import Training

/// `hqnn report`: pages of runs, read again by Python's parsers of XML and HTML.
@Suite struct ReportTests {
  /// Runs of the quantum head with two seeds and of the classical head, and what they say of themselves.
  static let trained = Result {
    let directory = try TemporaryDirectory()
    try Demo.run(try Demo.train(output: directory.path("quantum")))
    try Demo.run(try Demo.train(output: directory.path("other"), Demo.settings + ["--seed", "8"]))
    try Demo.run(
      try Demo.train(
        output: directory.path("classical"),
        Demo.settings + ["--head", "classical", "--learning-rate", "0.003"]))
    return directory
  }

  private func page(_ runs: [String], _ more: [String] = [], in directory: TemporaryDirectory) throws
    -> SeenReport
  {
    let output = directory.path("report.html")
    try Demo.run(["report"] + runs + ["--output", output] + more)
    return try SeenReport(ofPage: output)
  }

  private func evaluation(_ run: String) throws -> Evaluation {
    let text = try Demo.run(
      ["evaluate", "--checkpoint", run, "--data", try Demo.files.data, "--json"]
    ).standardOutput
    return try JSONDecoder().decode(Evaluation.self, from: Data(text.utf8))
  }

  @Test func thePageOfARunSaysWhatEvaluateSays() throws {
    let directory = try TemporaryDirectory()
    let run = try Self.trained.get().path("quantum")
    let seen = try page([run], in: directory)
    #expect(seen.title == "Training report: quantum")
    let evaluation = try evaluation(run)
    for (number, table) in evaluation.tables.enumerated() {
      var shown = seen.tables[number]
      // The page has intervals besides.
      if number == 0 { for row in shown.indices { shown[row].remove(at: 3) } }
      #expect(shown == table.cells)
    }
    let rmse = try #require(evaluation.rows[0].metrics.normalised.overall.rmse)
    for row in seen.tables[0].dropFirst() {
      let ends = row[3].components(separatedBy: " to ").compactMap(Double.init)
      let value = try #require(Double(row[2]))
      #expect(ends.count == 2 && ends[0] <= value && value <= ends[1] && ends[0] < ends[1], "\(row)")
    }
    #expect(seen.text.contains(String(format: "%.4f", rmse)))
    for title in [
      "Result", "Configuration", "Data and split", "Learning curves", "Predicted and observed", "Calibration",
      "Residuals", "Errors by tissue and pathway", "Drugs", "Circuit", "Trained angles",
    ] {
      #expect(seen.sections.contains(title), "\(title)")
    }
    #expect(seen.tables.contains { $0.contains(["seed", "7", "1"]) && $0.contains(["epochs", "3", "20"]) })
    #expect(seen.tables.contains { $0.contains { $0.first == "EGFR signaling" } })
    let digest = try SHA256.hexadecimal(ofFile: try Demo.files.data)
    #expect(seen.text.contains(digest))
    // The digests of the files that the data set was made of.
    let source = try SHA256.hexadecimal(ofFile: try Demo.files.sources + "/drugs.csv")
    #expect(seen.text.contains(source))
    #expect(
      seen.text.contains("drug + cell-line effects")
        && seen.text.contains("the effects of drug and cell line"))
  }

  /// Errors by drug, counted anew from the predictions that `predict` writes.
  @Test func errorsByDrugAreThoseOfThePredictions() throws {
    let directory = try TemporaryDirectory()
    let run = try Self.trained.get().path("classical")
    let seen = try page([run], in: directory)
    let predictions = directory.path("p.csv")
    try Demo.run([
      "predict", "--checkpoint", run, "--data", try Demo.files.data, "--pairs", "measured", "--output",
      predictions,
    ])
    let script = """
      import sys, csv, json, h5py, numpy as np
      predicted = {(r['drug'], int(r['cosmic_id'])): float(r['normalised']) for r in csv.DictReader(open(sys.argv[1]))}
      data, checkpoint = h5py.File(sys.argv[2]), h5py.File(sys.argv[3])
      names = data['drugs/name'].asstr()[:]
      drug, line = data['responses/drug'][:], data['responses/cell_line'][:]
      rows = checkpoint['split/test'][:]
      ids = data['cell_lines/cosmic_id'][:]
      target = 1 / (1 + np.exp(data['responses/ln_ic50'][:].astype(float) / 10))
      errors = {}
      for row in rows:
          name = names[drug[row]]
          errors.setdefault(name, []).append(predicted[name, int(ids[line[row]])] - target[row])
      print(json.dumps({n: [str(len(e)), '%.4f' % np.sqrt(np.mean(np.square(e))),
          ('+' if np.mean(e) >= 0 else '\\u2212') + '%.4f' % abs(np.mean(e))] for n, e in errors.items()}))
      """
    let store = CheckpointStore(directory: RunDirectory(run).checkpoints, keep: 1)
    let result = try Python.run(
      script, [predictions, try Demo.files.data, store.path(step: try #require(store.newestStep))])
    #expect(result.exitCode == 0, "\(result.standardError)")
    let expected = try JSONDecoder().decode([String: [String]].self, from: Data(result.standardOutput.utf8))
    let table = try #require(seen.tables.last { $0[0][0] == "drug" })
    #expect(table.count == expected.count + 1)
    for row in table.dropFirst() { #expect([row[1], row[2], row[4]] == expected[row[0]], "\(row)") }
    #expect(!seen.sections.contains("Circuit") && !seen.text.contains("Trained angles"))
  }

  @Test(arguments: [
    ["--quantum-layout", "parallel", "--quantum-depth", "6"],
    ["--quantum-gate", "ry", "--quantum-entangler", "linear"],
  ])
  func theCircuitIsTheOneInUse(settings: [String]) throws {
    let directory = try TemporaryDirectory()
    try Demo.run(try Demo.train(output: directory.path("run"), Demo.settings + ["--epochs", "1"] + settings))
    let seen = try page([directory.path("run")], in: directory)
    #expect(seen.text.contains("Each of 32 circuits") == settings.contains("parallel"))
    #expect(seen.text.contains("CNOTs in a line.") == settings.contains("linear"))
    #expect(seen.text.contains("a trained RY") == settings.contains("ry"))
    // By numbers only as far as that takes seconds; the page says what counts further.
    let isDeep = settings.contains("--quantum-depth")
    #expect(seen.text.contains("random inputs show") != isDeep)
    #expect(seen.text.contains("hqnn inspect --effective-parameters") == isDeep)
    #expect(seen.pictures.contains("How far each angle has turned"))
  }

  @Test func runsAreComparedAsFarAsTheyCanBe() throws {
    let directory = try TemporaryDirectory()
    let trained = try Self.trained.get()
    let runs = ["quantum", "classical", "other"].map(trained.path)
    let seen = try page(runs, ["--json", directory.path("values.json")], in: directory)
    #expect(
      seen.text.contains("tested on 2 different test sets")
        && seen.text.contains("cannot be compared directly"))
    let table = try #require(seen.tables.first)
    #expect(table[0].prefix(5) == ["run", "head", "learning_rate", "seed", "test set"])
    #expect(table.dropFirst().map { $0[4] } == ["A", "A", "B"])
    let values = try runs.map { try #require(evaluation($0).rows[0].metrics.normalised.overall.rmse) }
    #expect(table.dropFirst().map { $0[5] } == values.map { String(format: "%.4f", $0) })
    // Quantum and classical run have the same seed, and so the same test pairs.
    let difference = try #require(seen.tables.first { $0[0].contains("RMSE less that of quantum") })
    #expect(difference.count == 2 && difference[1][0] == "classical")
    let sign = values[1] < values[0] ? "\u{2212}" : "+"
    #expect(difference[1][1] == sign + String(format: "%.4f", abs(values[1] - values[0])))
    let other = try page([runs[1], runs[0]], in: directory)
    let swapped = try #require(other.tables.first { $0[0].contains("RMSE less that of classical") })
    #expect(swapped[1][1].dropFirst() == difference[1][1].dropFirst() && swapped[1][1] != difference[1][1])
    let words = ["better": "worse", "worse": "better", "not told apart": "not told apart"]
    #expect(swapped[1][3] == words[difference[1][3]])
    let ends = difference[1][2].components(separatedBy: " to ").map { $0.hasPrefix("+") }
    #expect(difference[1][3] == (ends[0] ? "worse" : ends[1] ? "not told apart" : "better"))
    let seeds = try #require(seen.tables.first { $0[0].contains("seeds") })
    let mean = (values[0] + values[2]) / 2
    #expect(seeds[1][0] == "quantum, other" && seeds[1][3].hasPrefix(String(format: "%.4f", mean)))
    // Of two values the interval is the mean and 12.7062 halves of their difference (Student, one degree of freedom).
    let half = 12.706204736174694 * abs(values[0] - values[2]) / 2
    #expect(seeds[1][3].hasSuffix(String(format: "%.4f", half)), "\(seeds)")
    let json =
      try JSONSerialization.jsonObject(
        with: try Data(contentsOf: URL(fileURLWithPath: directory.path("values.json")))) as? [String: Any]
    #expect(
      (json?["runs"] as? [[String: Any]])?.compactMap { $0["label"] as? String } == [
        "quantum", "classical", "other",
      ])

    let same = try page(Array(runs.prefix(2)), in: directory)
    #expect(same.text.contains("All runs are tested on the same 70 pairs"))
    #expect(!same.sections.contains("Over seeds"))
  }

  @Test func thePageIsTheSameWhateverTheThreads() throws {
    let directory = try TemporaryDirectory()
    let trained = try Self.trained.get()
    func make(_ more: [String]) throws -> String {
      let output = directory.path("report.html")
      try Demo.run(["report", trained.path("quantum"), trained.path("classical"), "--output", output] + more)
      return try String(contentsOfFile: output, encoding: .utf8)
    }
    let first = try make(["--threads", "1"])
    #expect(try make(["--threads", "3"]) == first)
    #expect(try make(["--data", try Demo.files.data]) == first)
    #expect(first.utf8.count < 1_000_000)
  }

  @Test func namesAreTextWhateverTheyHold() throws {
    let directory = try TemporaryDirectory()
    var dataset = try ResponseDataset.read(try Demo.files.data).dataset
    let hostile = [
      "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "a & b &lt; 'c'", "]]><!--",
    ]
    for (number, name) in hostile.enumerated() {
      dataset.drugs.name[number] = name
      dataset.cellLines.tissue = dataset.cellLines.tissue.map {
        $0 == dataset.cellLines.tissue[0] ? hostile[0] : $0
      }
    }
    dataset.drugs.pathway = dataset.drugs.name.map { "<b>\($0)" }
    let data = directory.path("hostile <&\"'>.h5")
    try dataset.write(to: data)
    let run = directory.path("<i>run&'\"")
    try Demo.run(["train", "--data", data, "--output", run] + Demo.settings + ["--epochs", "1"])
    let seen = try page([run], in: directory)
    #expect(seen.title == "Training report: <i>run&'\"")
    let drugs = try #require(seen.tables.last { $0[0][0] == "drug" }).map { $0[0] }
    #expect(Set(hostile).isSubset(of: drugs))
    #expect(!seen.tags.contains("img") && !seen.tags.contains("b") && !seen.tags.contains("i"))
    #expect(seen.text.contains("does not say which files it was made of"))
    #expect(seen.text.contains("hostile <&\"'>.h5"))
    #expect(seen.tables.contains { $0.contains { $0[0] == "<b>" + hostile[0] } })
  }

  @Test func aValidationSetHasItsCurve() throws {
    let directory = try TemporaryDirectory()
    try Demo.run(
      try Demo.train(
        output: directory.path("run"), Demo.settings + ["--validation-samples", "40", "--batch-size", "48"]))
    let seen = try page([directory.path("run")], in: directory)
    #expect(
      seen.text.contains("The smallest validation MSE, ") && seen.text.contains("had no part in the choice"))
    let epochs = try #require(
      seen.tables.first { $0[0] == ["epoch", "training MSE", "test MSE", "validation MSE"] })
    let written = try String(contentsOfFile: directory.path("run/metrics.csv"), encoding: .utf8)
      .split(separator: "\n").dropFirst().map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    #expect(epochs.count == 4)
    for (row, fields) in zip(epochs.dropFirst(), written) {
      #expect(row[1...] == fields[1...3].map { String(format: "%.4g", Double($0) ?? .nan) }[...])
    }
  }

  @Test func aRunBeforeItsFirstEpochHasAPage() throws {
    let directory = try TemporaryDirectory()
    try Demo.run(
      try Demo.train(
        output: directory.path("run"), Demo.settings + ["--epochs", "1", "--keep-checkpoints", "9"]))
    let seen = try page([directory.path("run/checkpoints/step-00000000.h5")], in: directory)
    #expect(seen.title == "Training report: run/step-00000000.h5")
    #expect(seen.text.contains("after epoch 0; the run went on to epoch 1"))
    // Away from its run it does not know that.
    let copy = directory.path("start.h5")
    try FileManager.default.copyItem(atPath: directory.path("run/checkpoints/step-00000000.h5"), toPath: copy)
    #expect(try page([copy], in: directory).text.contains("No epoch is complete yet."))
  }

  @Test func dataSetsWithoutPathwaysSaySo() throws {
    let directory = try TemporaryDirectory()
    var dataset = try ResponseDataset.read(try Demo.files.data).dataset
    (dataset.drugs.target, dataset.drugs.pathway) = (nil, nil)
    try dataset.write(to: directory.path("data.h5"))
    try Demo.run(
      ["train", "--data", directory.path("data.h5"), "--output", directory.path("run")] + Demo.settings
        + ["--epochs", "1", "--target", "ic50", "--target-orientation", "rising"])
    let seen = try page([directory.path("run")], in: directory)
    #expect(
      seen.text.contains("does not say which pathways")
        && !seen.pictures.contains("Root mean squared errors by pathway"))
  }

  @Test func misuseIsOneSentence() throws {
    let directory = try TemporaryDirectory()
    let trained = try Self.trained.get()
    let run = trained.path("quantum")
    let output = directory.path("report.html")
    func refuse(_ code: ExitCode, _ words: [String], _ arguments: [String]) throws {
      try BadInputTests.expect(code, words, ["report"] + arguments + ["--output", output], noFile: output)
    }
    try refuse(.usage, ["runs"], [])
    try refuse(.missingFile, [directory.path("none")], [directory.path("none")])
    try refuse(.missingFile, ["holds no checkpoint"], [directory.path])
    try refuse(.badInput, [run + "/config.yaml"], [run + "/config.yaml"])
    try refuse(.badInput, ["data.h5"], [try Demo.files.data])
    try refuse(.usage, ["given twice"], [run, trained.path("other"), run + "/"])
    try refuse(.missingFile, [directory.path("no.h5")], [run, "--data", directory.path("no.h5")])
    try refuse(.usage, ["threads", "0"], [run, "--threads", "0"])
    var other = try ResponseDataset.read(try Demo.files.data).dataset
    other.drugs.name[0] += "*"
    try other.write(to: directory.path("other.h5"))
    try refuse(.badInput, ["is not the data set of this run"], [run, "--data", directory.path("other.h5")])
    try refuse(.usage, ["--json and --output"], [run, "--json", output])
    try refuse(.usage, ["--json and --output"], [run, "--json", directory.path("./report.html")])
    try refuse(.cannotCreate, ["no such directory"], [run, "--json", directory.path("none/values.json")])
    // A data set that is no longer where it was.
    let data = directory.path("moved.h5")
    try FileManager.default.copyItem(atPath: try Demo.files.data, toPath: data)
    try Demo.run(
      ["train", "--data", data, "--output", directory.path("run")] + Demo.settings + ["--epochs", "1"])
    for (arguments, name) in [
      (["--output", data], "--output"), (["--output", output, "--json", data], "--json"),
    ] {
      try BadInputTests.expect(
        .usage, [name, "would replace", data], ["report", directory.path("run")] + arguments)
    }
    unlink(data)
    try refuse(.missingFile, [data, "--data FILE"], [directory.path("run")])
    try BadInputTests.expect(
      .cannotCreate, ["no such directory"], ["report", run, "--output", directory.path("none/report.html")])
  }
}
