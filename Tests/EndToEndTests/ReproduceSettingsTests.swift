import Foundation
import Support
import TestSupport
import Testing

/// What `hqnn reproduce` makes of its options and files, and what it says of those that make no sense.
@Suite struct ReproduceSettingsTests {
  private let directory = try! TemporaryDirectory()

  private static let settings = [
    "learning-curve", "--sizes", "64/20", "--seeds", "2", "--epochs", "2", "--minimum-steps", "0",
  ]

  private func file(_ name: String, _ text: String) throws -> String {
    try text.write(toFile: directory.path(name), atomically: true, encoding: .utf8)
    return directory.path(name)
  }

  private func expectRefusal(
    _ settings: [String], _ code: ExitCode, _ words: String, output: String? = nil,
    location: SourceLocation = #_sourceLocation
  ) throws {
    let arguments = try ReproduceTests.arguments(output ?? directory.path("refused"), settings)
    let result = try Demo.run(arguments, expecting: code, location: location)
    #expect(result.standardError.contains(words), "\(result.standardError)", sourceLocation: location)
  }

  @Test func whatMakesNoSenseIsRefused() throws {
    try expectRefusal(["figure-3"], .usage, "figure-3")
    try expectRefusal(
      ["learning-curve", "--sizes", "5000"], .usage, "expected TRAINING/TEST such as 5000/1000")
    try expectRefusal(["learning-curve", "--sizes", "64/20,64/30"], .usage, "two sizes of 64 training pairs")
    try expectRefusal(
      ["learning-curve", "--split-by", "tissues"], .usage, "none of pairs, cell-line, drug, tissue")
    try expectRefusal(["learning-curve", "--split-by", "drug,drug"], .usage, "twice")
    try expectRefusal(["learning-curve", "--seeds", "0"], .usage, "--seeds must lie in 1 ... 1000, not 0")
    try expectRefusal(["learning-curve", "--first-seed", "9223372036854775807"], .usage, "--first-seed")
    try expectRefusal(["learning-curve", "--minimum-steps", "-1"], .usage, "--minimum-steps")
    try expectRefusal(["learning-curve", "--epochs", "0"], .usage, "epochs must be at least 1, not 0")
    try expectRefusal(
      ["learning-curve", "--max-hours", "0"], .usage, "--max-hours is 0.0, expected more than 0")
    try expectRefusal(
      ["learning-curve", "--threads", "0"] + ["--sizes", "64/20"], .usage, "threads must lie in")
    // More than the synthetic data hold.
    try expectRefusal(["learning-curve"], .usage, "cannot take 5000 training and 1000 test samples")
    // Whole tissues are of different sizes: the first seeds have room, a later one has not.
    try expectRefusal(
      ["generalisation", "--split-by", "tissue", "--sizes", "520/130", "--seeds", "30"], .usage,
      "520 training pairs, new tissues, seed ")
    let start = try file("start.yaml", "init_from: \(directory.path("none.npz"))\n")
    try expectRefusal(Self.settings + ["--config", start], .missingFile, "none.npz: no such file")
    #expect(!FileManager.default.fileExists(atPath: directory.path("refused")))
  }

  @Test func filesGiveNoSettingsThatTheExperimentMakes() throws {
    for (key, origin) in [
      ("head: classical", "the experiment's arms"), ("seed: 3", "--seeds and --first-seed"),
      ("train_samples: 3", "--sizes"), ("split_by: drug", "--split-by"), ("data: a.h5", "--data"),
    ] {
      let path = try file("settings.yaml", key + "\n")
      try expectRefusal(Self.settings + ["--config", path], .badInput, "it comes from \(origin)")
    }
    for line in [
      "quantum_layout: parallel", "quantum_gate: ry", "quantum_entangler: linear", "quantum_depth: 3",
      "classical_hidden: [5]",
    ] {
      let path = try file("settings.yaml", line + "\n")
      try expectRefusal(
        ["variants", "--sizes", "64/20", "--config", path], .badInput,
        "\(path): key \(line.prefix { $0 != ":" }) is not a file's to give: it comes from the experiment's arms"
      )
    }
    let path = try file("settings.yaml", "learning_rat: 3\n")
    try expectRefusal(
      Self.settings + ["--quantum-config", path], .badInput, "did you mean learning_rate?")
    try expectRefusal(Self.settings + ["--classical-config", directory.path("none")], .missingFile, "none")
    let infinite = try file("infinite.yaml", "learning_rate: 1e400\n")
    try expectRefusal(
      Self.settings + ["--config", infinite], .badInput,
      "\(infinite): line 1: key learning_rate is 1e400, expected a finite number")
  }

  /// Which file gave what makes no sense, where one did.
  @Test func sentencesNameTheFile() throws {
    let common = try file("common.yaml", "warmup_epochs: 100\n")
    let own = try file("own.yaml", "epochs: 30\n")
    let sentence = "epochs must be more than the 100 warmup_epochs that come before the cosine, not "
    let settings = ["learning-curve", "--sizes", "64/20", "--config", common]
    try expectRefusal(settings, .usage, "error: \(common): \(sentence)80")
    try expectRefusal(
      settings + ["--quantum-config", own], .usage, "error: \(common) and \(own): \(sentence)30")
    try expectRefusal(
      settings + ["--quantum-config", own, "--epochs", "20"], .usage, "error: \(common): \(sentence)20")
    try expectRefusal(
      ["learning-curve", "--config", own, "--epochs", "0"], .usage, "error: epochs must be at least 1, not 0")
  }

  @Test func anotherExperimentIsNotMixedIn() throws {
    let output = directory.path("first")
    try Demo.run(try ReproduceTests.arguments(output, Self.settings))
    func refused(_ settings: [String], _ words: String) throws {
      try expectRefusal(settings, .cannotCreate, words, output: output)
    }
    try refused(
      Self.settings + ["--config", try file("dropout.yaml", "dropout: 0.01\n")],
      "in trial quantum-64-seed-1, dropout is 0.018 there, and 0.01 here")
    try refused(["variants"] + Self.settings.dropFirst(), "it is learning-curve there, and variants here")
    try refused(
      Self.settings + ["--first-seed", "2"],
      "there is no trial quantum-64-seed-3 there, and its trial quantum-64-seed-1 is not asked for here")
    // A run's directory is none of an experiment.
    let run = directory.path("run")
    try FileManager.default.createDirectory(atPath: run, withIntermediateDirectories: false)
    try Data().write(to: URL(fileURLWithPath: run + "/config.yaml"))
    try expectRefusal(Self.settings, .cannotCreate, "belongs to no experiment", output: run)
    // Nor is a search's, and the other way round.
    let space = try file(
      "search.yaml",
      """
      configurations: 1
      method: random
      settings: {train_samples: 64, test_samples: 20, validation_samples: 16, epochs: 9}
      space: {batch_size: [16]}

      """)
    func search(_ output: String) throws -> [String] {
      ["search", space, "--data", try Demo.files.data, "--output", output, "--max-hours", "1e-9"]
    }
    #expect(
      try Demo.run(search(output), expecting: .cannotCreate).standardError.contains(
        "\(output): holds an experiment: give a search another --output"))
    let other = directory.path("search")
    try Demo.run(search(other), expecting: .stopped)
    try expectRefusal(
      Self.settings, .cannotCreate, "\(other): holds a search: give an experiment another --output",
      output: other)
  }

  /// What was killed between its record and the rest goes on.
  @Test func aDirectoryWithARecordAloneGoesOn() throws {
    let output = directory.path("record")
    let arguments = try ReproduceTests.arguments(output, Self.settings) + ["--max-hours", "1e-9"]
    try Demo.run(arguments, expecting: .stopped)
    try FileManager.default.removeItem(atPath: output + "/trials")
    try Demo.run(arguments, expecting: .stopped)
    // Earlier versions' records do not say of what they are.
    let record = output + "/experiment.json"
    let text = try String(contentsOfFile: record, encoding: .utf8)
    let old = text.replacing("  \"kind\" : \"experiment\",\n", with: "")
    #expect(old != text)
    try old.write(toFile: record, atomically: true, encoding: .utf8)
    try Demo.run(arguments, expecting: .stopped)
  }

  @Test func aTrialThatFailsIsNamed() throws {
    let output = directory.path("failing")
    let trial = output + "/trials/classical-64-seed-1"
    // What a run would write over keeps it from beginning. The record is that of a first start, stopped at once.
    try Demo.run(
      try ReproduceTests.arguments(output, Self.settings) + ["--max-hours", "1e-9"], expecting: .stopped)
    try FileManager.default.createDirectory(atPath: trial, withIntermediateDirectories: false)
    try Data().write(to: URL(fileURLWithPath: trial + "/config.yaml"))
    try expectRefusal(
      Self.settings, .cannotCreate, "trial classical-64-seed-1: \(trial)/config.yaml: is there already",
      output: output)
  }

  @Test func trialsThatDivergeAreNamedAndLeftOut() throws {
    let output = directory.path("diverging")
    let wild = try file(
      "wild.yaml", "learning_rate: 1.0e+30\nlearning_rate_schedule: constant\nweight_decay: 0\n")
    try Demo.run(try ReproduceTests.arguments(output, Self.settings + ["--classical-config", wild]))
    let page = try String(contentsOfFile: output + "/results.md", encoding: .utf8)
    #expect(page.contains("## Trials that diverged") && page.contains("- classical-64-seed-2: "))
    #expect(page.contains("| 64 training pairs | classical head | 0 | 2 | - |"))
    #expect(page.contains("too few pairs of trials to compare quantum head with classical head"))
    #expect(page.contains("; too few trials to compare classical head."))
    #expect(!FileManager.default.fileExists(atPath: output + "/trials/classical-64-seed-1/checkpoints"))
    let rows = try String(contentsOfFile: output + "/comparisons.csv", encoding: .utf8).split(separator: "\n")
    #expect(rows.count == 2 && rows[1].hasPrefix("64,quantum,classical,0,2,,,,,,,,,,"))
    #expect(
      try Demo.run(["validate", output + "/results.h5"]).standardOutput.contains("valid hqnn-experiment"))
  }

  /// With a validation part, it chooses the epoch; the test pairs never do.
  @Test func theValidationPartChoosesTheEpoch() throws {
    let output = directory.path("validated")
    let path = try file("validated.yaml", "validation_samples: 16\n")
    try Demo.run(
      try ReproduceTests.arguments(
        output,
        [
          "generalisation", "--split-by", "pairs,drug", "--sizes", "100/40", "--seeds", "1", "--epochs", "6",
          "--minimum-steps", "0", "--config", path,
        ]))
    let curves = try String(contentsOfFile: output + "/curves.csv", encoding: .utf8).split(separator: "\n")
      .dropFirst().map { $0.split(separator: ",") }
    let rows = try String(contentsOfFile: output + "/results.csv", encoding: .utf8).split(separator: "\n")
      .dropFirst().map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    #expect(
      rows.map { $0[0] }.sorted() == [
        "classical-drug-100-seed-1", "classical-pairs-100-seed-1", "quantum-drug-100-seed-1",
        "quantum-pairs-100-seed-1",
      ])
    for row in rows {
      let own = curves.filter { $0[0] == row[0] }
      #expect(own.count == 6)
      let best = try #require(own.min { (Double($0[7]) ?? .nan) < (Double($1[7]) ?? .nan) })
      #expect(row[8] == best[4], "\(row[0])")
      // In single precision, and by another order of sums.
      let (mse, curve) = (try #require(Double(row[9])), try #require(Double(best[6])))
      #expect(abs(mse - curve) < 1e-5 * curve)
    }
    let page = try String(contentsOfFile: output + "/protocol.md", encoding: .utf8)
    #expect(page.contains("that of the smallest MSE over the validation part of the training side"))
    #expect(page.contains("drug-100 (0.25)"))
  }

  @Test func variantsStandBesideEachOther() throws {
    let output = directory.path("variants")
    try Demo.run(
      try ReproduceTests.arguments(
        output, ["variants", "--sizes", "64/20", "--seeds", "2", "--epochs", "1", "--minimum-steps", "0"]))
    let rows = try String(contentsOfFile: output + "/comparisons.csv", encoding: .utf8).split(separator: "\n")
      .dropFirst().map { $0.split(separator: ",") }
    #expect(rows.allSatisfy { $0[2] == "rx-ring" } && rows.contains { $0[1] == "parallel" })
    #expect(FileManager.default.fileExists(atPath: output + "/figure-arms.svg"))
    // 33 blocks of 8 angles a layer, scale and offset; 256 -> 5 -> 1 and 256 -> 1024 -> 128 -> 1.
    let page = try String(contentsOfFile: output + "/results.md", encoding: .utf8)
    for row in [
      "| RX, ring, lattice | 1322 | 1320 | 1296 |", "| RX, ring, depth 8 | 2114 | 2112 | 2042 |",
      "| classical, 5 | 1291 | - | - |", "| classical, 1024 and 128 | 394497 | - | - |",
    ] {
      #expect(page.contains(row), "\(row)")
    }
  }
}
