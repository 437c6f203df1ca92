import Experiments
import Foundation
import Support
import TestSupport
import Testing
import Training

/// What a search's file comes to, and what is said of one that makes no sense.
@Suite struct SearchSpaceTests {
  private static let settings = "settings: {validation_fraction: 0.2, epochs: 40}\n"

  private func space(_ text: String) throws -> SearchSpace {
    let directory = try TemporaryDirectory()
    defer { withExtendedLifetime(directory) {} }
    let path = directory.path + "/search.yaml"
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    return try SearchSpace(reading: path)
  }

  @Test func everySettingIsDrawnFromItsOwnRange() throws {
    let space = try space(
      """
      configurations: 400
      settings: {validation_fraction: 0.2, epochs: 40, head: classical}
      space:
        learning_rate: {log_uniform: [1.0e-4, 1.0e-2]}
        dropout: {uniform: [0.1, 0.5]}
        batch_size: {log_integer: [1, 64]}
        warmup_epochs: {integer: [0, 3]}
        learning_rate_schedule: [constant, cosine]
      """)
    let drawn = space.candidates.map(\.configuration)
    #expect(drawn.allSatisfy { $0.head == .classical && $0.validationFraction == 0.2 })
    #expect(drawn.allSatisfy { (1e-4...1e-2).contains($0.learningRate) })
    #expect(drawn.allSatisfy { (0.1...0.5).contains($0.dropout) })
    // Half of the draws lie below the geometric mean of a logarithmic range, and below the mean of another: within 5
    // standard deviations of 10.
    func half(_ isBelow: (TrainingConfiguration) -> Bool) -> Bool {
      abs(drawn.count(where: isBelow) - 200) < 50
    }
    #expect(half { $0.learningRate < 1e-3 })
    #expect(half { $0.dropout < 0.3 })
    #expect(half { $0.learningRateSchedule == .cosine })
    #expect(Set(drawn.map(\.warmupEpochs)) == [0, 1, 2, 3])
    #expect(drawn.map(\.batchSize).min() == 1 && drawn.map(\.batchSize).max() == 64)
    // The schedule of a configuration that ends early is that of all epochs.
    #expect(drawn.allSatisfy { $0.scheduleEpochs == ($0.learningRateSchedule == .cosine ? 40 : nil) })
  }

  @Test func roundedValuesStayWithinTheirBounds() throws {
    let space = try space(
      "configurations: 50\n\(Self.settings)space: {dropout: {uniform: [0.99990, 0.99999]}}\n")
    #expect(space.candidates.allSatisfy { (0.99990...0.99999).contains($0.configuration.dropout) })
  }

  @Test func drawsDependOnSeedAndKeysAndNotOnTheirOrder() throws {
    let one = try space(
      "configurations: 5\n\(Self.settings)space: {dropout: [0, 0.5], batch_size: {integer: [8, 99]}}\n")
    let other = try space(
      "space: {batch_size: {integer: [8, 99]}, dropout: [0, 0.5]}\n\(Self.settings)configurations: 9\n")
    #expect(one.candidates.map(\.configuration) == other.candidates.prefix(5).map(\.configuration))
    let third = try space(
      "configurations: 5\nseed: 2\n\(Self.settings)space: {dropout: [0, 0.5], batch_size: {integer: [8, 99]}}\n"
    )
    #expect(third.candidates.map(\.values) != one.candidates.map(\.values))
  }

  @Test func theExampleOfTheDocumentationIsASearch() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().path
    let space = try SearchSpace(reading: root + "/docs/examples/search.yaml")
    #expect(space.plan.rungs.map(\.epochs) == [5, 15, 45])
    #expect(space.candidates.count == 27 && space.keys.contains("initial_scale"))
  }

  @Test func whatIsWrittenForTheBestIsWhatWasTrained() throws {
    let space = try space(
      "configurations: 20\nmethod: random\n\(Self.settings)space: {learning_rate: {log_uniform: [1e-5, 1]}}\n"
    )
    for candidate in space.candidates {
      let directory = try TemporaryDirectory()
      let path = directory.path + "/best.yaml"
      try candidate.yaml.write(toFile: path, atomically: true, encoding: .utf8)
      #expect(try TrainingConfiguration.read(yaml: path) == candidate.configuration)
    }
  }

  @Test(arguments: [
    ("", "expected the keys settings and space, and how many configurations to draw"),
    (
      "configuration: 3\n" + settings + "space: {dropout: [0]}",
      "line 1: unknown key configuration of a search; did you mean configurations?"
    ),
    (settings + "space: {dropout: [0]}", "expected configurations: N, how many to draw from the space"),
    (
      "configurations: many\n" + settings + "space: {dropout: [0]}",
      "line 1: configurations is many, expected a whole number in 1 ... 100000"
    ),
    (
      "configurations: 2\nmethod: grid\n",
      "line 2: method is grid, expected one of random, successive-halving"
    ),
    (
      "configurations: 2\nmethod: random\nreduction: 3\n" + settings + "space: {dropout: [0]}",
      "line 3: reduction is for successive halving; method random trains all for all epochs"
    ),
    ("configurations: 2\n" + settings, "line 1: space is empty, expected a setting to draw"),
    (
      "configurations: 2\n" + settings + "space:\n  dropuot: [0]\n",
      "line 4: unknown configuration key dropuot; did you mean dropout?"
    ),
    (
      "configurations: 2\n" + settings + "space:\n  seed: [1, 2]\n",
      "line 4: seed cannot be drawn: trials that differ in it cannot be compared; it belongs under settings"
    ),
    (
      "configurations: 2\n" + settings + "space:\n  epochs: [10, 20]\n",
      "line 4: epochs cannot be drawn: settings says it for all trials already"
    ),
    (
      "configurations: 2\nsettings: {validation_fraction: 0.2}\nspace:\n  epochs: [10, 20]\n",
      "line 4: epochs cannot be drawn: all configurations of a stage train to the same epoch, in the end to the epochs under settings"
    ),
    (
      "configurations: 2\n" + settings + "space:\n  dropout: 0.5\n",
      "line 4: dropout: expected a list of values, or a range such as {log_uniform: [1e-4, 1e-2]}: one of integer, log_integer, log_uniform, uniform"
    ),
    (
      "configurations: 2\n" + settings + "space:\n  dropout: {uniform: [0.5, 0.1]}\n",
      "line 4: dropout: expected uniform: [LOWER, UPPER], two numbers in ascending order"
    ),
    (
      "configurations: 2\n" + settings + "space:\n  dropout: {log_uniform: [0, 0.1]}\n",
      "line 4: dropout: expected log_uniform: [LOWER, UPPER], two numbers in ascending order, above 0"
    ),
    (
      "configurations: 2\n" + settings + "space:\n  batch_size: {integer: [1.5, 3]}\n",
      "line 4: batch_size: expected whole numbers as bounds of integer"
    ),
    (
      "configurations: 2\n" + settings + "space:\n  dropout: []\n",
      "line 4: dropout has no values to choose from"
    ),
    (
      "configurations: 2\n" + settings + "space:\n  batch_size: [many]\n",
      "line 4: key batch_size is many, expected a whole number"
    ),
    (
      "configurations: 2\n" + settings + "space:\n  dropout: [1.5]\n",
      "line 1: configuration 1 (dropout: 1.5): dropout must lie in [0, 1), not 1.5"
    ),
    (
      "configurations: 2\nsettings: {epochs: 40}\nspace: {dropout: [0]}",
      "line 1: settings have no validation part, which a search chooses by: expected validation_fraction or validation_samples"
    ),
    (
      "configurations: 2\nsettings: {data: a.h5, validation_fraction: 0.2}\nspace: {dropout: [0]}",
      "line 2: data is not a search's to say: it comes from --data"
    ),
    (
      "configurations: 2\nsettings: {validation_fraction: 0.2, early_stopping_patience: 3}\nspace: {dropout: [0]}",
      "line 2: early_stopping_patience is for method random: successive halving itself ends what does not improve"
    ),
    (
      "configurations: 2\nmethod: random\nsettings: {validation_fraction: 0.2}\nspace:\n  epochs: [10, 20]\n",
      "line 5: epochs cannot be drawn: all configurations of a stage train to the same epoch, in the end to the epochs under settings"
    ),
    (
      "configurations: 2\nrepetitions: 2\nsettings: {validation_fraction: 0.2, seed: 18446744073709551615}\nspace: {dropout: [0]}",
      "line 1: seed 18446744073709551615 is too large for 2 repetitions"
    ),
    (
      "configurations: 2\n" + settings + "space:\n  dropout: [0.1, ~]\n",
      "line 4: dropout: a value to choose is empty"
    ),
    (
      "configurations: 2\n? [a]\n: 3\n" + settings + "space: {dropout: [0]}",
      "line 2: the name of a key is a list, expected a text"
    ),
    (
      "configurations: 2\nfirst_epochs: 40\n" + settings + "space: {dropout: [0]}",
      "line 2: first_epochs is 40, expected fewer than the 40 epochs that the last configurations train"
    ),
  ]) func aFileThatMakesNoSenseIsRefused(text: String, sentence: String) throws {
    let directory = try TemporaryDirectory()
    let path = directory.path + "/search.yaml"
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    let error = #expect(throws: FileError.self) { try SearchSpace(reading: path) }
    #expect(error?.description == "\(path): \(sentence)")
    #expect(error?.exitCode == .badInput)
  }
}

/// Which configurations go on, and for how long.
@Suite struct SearchPlanTests {
  private func plan(_ change: (inout SearchHeader) -> Void, epochs: Int) -> SearchPlan {
    var header = SearchHeader(configurations: 27)
    change(&header)
    return SearchPlan(header, epochs: epochs)
  }

  @Test func halvingDividesConfigurationsAndMultipliesEpochs() {
    func rungs(_ plan: SearchPlan) -> [[Int]] { plan.rungs.map { [$0.count, $0.epochs] } }
    #expect(rungs(plan({ $0.firstEpochs = 5 }, epochs: 45)) == [[27, 5], [9, 15], [3, 45]])
    // The last rung has all epochs, and nothing more.
    #expect(rungs(plan({ $0.firstEpochs = 5 }, epochs: 40)) == [[27, 5], [9, 15], [3, 40]])
    #expect(rungs(plan({ _ in }, epochs: 40)) == [[27, 4], [9, 12], [3, 36], [1, 40]])
    #expect(
      rungs(
        plan(
          {
            $0.configurations = 10
            $0.reduction = 2
            $0.firstEpochs = 1
          }, epochs: 8))
        == [[10, 1], [5, 2], [3, 4], [2, 8]])
    #expect(rungs(plan({ $0.method = .random }, epochs: 40)) == [[27, 40]])
  }

  @Test func theBestComesFirstAndWhatDivergedLast() throws {
    let scores: [(number: Int, score: Double?)] = [(0, nil), (1, 3), (2, 2), (3, 2), (4, 5), (5, .nan)]
    #expect(SearchPlan.ranked(scores).map(\.number) == [2, 3, 1, 4, 0, 5])
  }
}
