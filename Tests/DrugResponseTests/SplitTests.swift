import DrugResponse
import Foundation
import Support
import Testing

@Suite struct SplitTests {
  private func pairs(_ rows: [Int64], _ dataset: ResponseDataset) -> Set<String> {
    Set(
      rows.map {
        dataset.drugs.structureKey(Int(dataset.responses.drug[Int($0)]))
          + " \(dataset.responses.cellLine[Int($0)])"
      })
  }

  @Test func defaultIsEightyAndTwentyPercent() throws {
    let dataset = SmallDataset.make(
      cellLines: 50, drugs: 20, pairs: (0..<1000).map { ($0 % 50, $0 / 50) })
    let split = try Split(of: dataset)
    #expect(split.train.count == 800)
    #expect(split.test.count == 200)
    #expect(Set(split.train + split.test) == Set((0..<1000).map(Int64.init)))
    #expect(split.problem(responseCount: 1000) == nil)
  }

  @Test func shuffleSpreadsRowsOverBothSides() throws {
    let dataset = SmallDataset.make(
      cellLines: 50, drugs: 20, pairs: (0..<1000).map { ($0 % 50, $0 / 50) })
    let split = try Split(of: dataset)
    // Without replacement, the test rows' mean has the standard error sqrt((N^2 - 1)/12 / n (N - n)/(N - 1)).
    let mean = Double(split.test.reduce(0, +)) / 200
    let error = ((1e6 - 1) / 12 / 200 * 800 / 999).squareRoot()
    #expect(abs(mean - 499.5) < 5 * error)
    #expect(split.test != split.test.sorted())
  }

  /// All cuts of a data set in which half of the pairs were measured twice, for several seeds.
  @Test func repeatedMeasurementsNeverFallOnBothSides() throws {
    let dataset = SmallDataset.full(cellLines: 9, drugs: 4)
    #expect(dataset.responses.count == 36)
    for seed in 0..<5 as Range<UInt64> {
      for train in 1..<35 {
        for test in [1, 34 - train] where test > 0 {
          let options = SplitOptions(trainSamples: train, testSamples: test, seed: seed)
          let split = try Split(of: dataset, options: options)
          #expect(split.train.count == train)
          #expect(split.test.count == test)
          #expect(pairs(split.train, dataset).isDisjoint(with: pairs(split.test, dataset)))
          #expect(split.problem(responseCount: 36) == nil)
        }
      }
    }
  }

  /// The definition, in the obvious way: groups of rows in order of their first, shuffled and laid out.
  @Test(arguments: 0..<4 as Range<UInt64>) func groupsAreShuffledAndLaidOut(seed: UInt64) throws {
    var dataset = SmallDataset.full(cellLines: 9, drugs: 6) { $0 % 5 == 0 ? .nan : 0.5 }
    dataset.drugs.canonicalSMILES = ["C", "CC", "C", "CCC", "C", "CC"]
    var groups: [(pair: String, rows: [Int64])] = []
    for row in 0..<dataset.responses.count where !dataset.responses.auc[row].isNaN {
      let pair = pairs([Int64(row)], dataset).first!
      if let group = groups.firstIndex(where: { $0.pair == pair }) {
        groups[group].rows.append(Int64(row))
      } else {
        groups.append((pair, [Int64(row)]))
      }
    }
    #expect(Set(groups.map(\.rows.count)).count > 1)
    var stream = RandomStream(seed: seed, purpose: .split)
    stream.shuffle(&groups)
    let rows = groups.flatMap(\.rows)
    // A cut between groups: nothing is skipped.
    let train = groups.prefix(7).reduce(0) { $0 + $1.rows.count }
    let split = try Split(
      of: dataset, target: .auc, options: SplitOptions(trainSamples: train, testSamples: 9, seed: seed))
    #expect(split.train == Array(rows.prefix(train)))
    #expect(split.test == Array(rows.dropFirst(train).prefix(9)))
  }

  /// The training set of n samples begins that of n + 1, so that runs of different sizes are comparable.
  @Test func largerTrainingSetsExtendSmallerOnes() throws {
    let dataset = SmallDataset.full(cellLines: 9, drugs: 4)
    let large = try Split(of: dataset, options: SplitOptions(trainSamples: 30, testSamples: 2))
    for train in 1..<30 {
      let small = try Split(of: dataset, options: SplitOptions(trainSamples: train, testSamples: 2))
      #expect(small.train == Array(large.train.prefix(train)))
    }
  }

  @Test func dependsOnTheSeed() throws {
    let dataset = SmallDataset.full(cellLines: 9, drugs: 4)
    let first = try Split(of: dataset, options: SplitOptions(seed: 1))
    #expect(try Split(of: dataset, options: SplitOptions(seed: 1)) == first)
    #expect(try Split(of: dataset, options: SplitOptions(seed: 2)) != first)
  }

  @Test func structureIsTheCallersToDefine() throws {
    // Drugs 0 and 1 differ in their SMILES as given and are one structure in canonical form.
    var dataset = SmallDataset.make(
      cellLines: 1, drugs: 3, pairs: [(0, 0), (0, 1), (0, 2)])
    let leaks = try (0..<20 as Range<UInt64>).contains { seed in
      let options = SplitOptions(trainSamples: 1, testSamples: 1, seed: seed)
      let split = try Split(of: dataset, options: options)
      return Set(split.train + split.test) == [0, 1]
    }
    #expect(leaks, "as different structures, the two are apart in some split")
    dataset.drugs.canonicalSMILES = ["C", "C", "CC"]
    for seed in 0..<20 as Range<UInt64> {
      let options = SplitOptions(trainSamples: 1, testSamples: 1, seed: seed)
      let split = try Split(of: dataset, options: options)
      #expect(Set(split.train + split.test) != [0, 1])
      #expect(try Split(of: dataset, options: options, structureKey: { $0 < 2 ? "a" : "b" }) == split)
    }
  }

  @Test func unknownTargetsAreLeftOut() throws {
    let dataset = SmallDataset.full(cellLines: 5, drugs: 4) { $0 % 2 == 0 ? 0.5 : .nan }
    let split = try Split(
      of: dataset, target: .auc, options: SplitOptions(trainFraction: 0.5, testFraction: 0.5))
    #expect(split.train.count == 5)
    #expect(split.test.count <= 5 && split.test.count >= 4)
    #expect((split.train + split.test).allSatisfy { $0 % 2 == 0 })
    let none = SmallDataset.full(cellLines: 5, drugs: 4)
    let error = #expect(throws: UsageError.self) { try Split(of: none, target: .auc) }
    #expect(error?.description == "the data set has no pair with a known target to split")
  }

  @Test func halvesOfAnOddNumberDoNotOverlap() throws {
    let dataset = SmallDataset.make(cellLines: 7, drugs: 1, pairs: (0..<7).map { ($0, 0) })
    let split = try Split(of: dataset, options: SplitOptions(trainFraction: 0.5, testFraction: 0.5))
    #expect(split.train.count == 4)
    #expect(split.test.count == 3)
  }

  @Test(arguments: [
    (
      SplitOptions(trainSamples: 30, testSamples: 7),
      "cannot take 30 training and 7 test samples: the data set has 36 pairs with a known target"
    ),
    (
      SplitOptions(trainSamples: .max, testSamples: .max),
      "cannot take \(Int.max) training and \(Int.max) test samples: "
        + "the data set has 36 pairs with a known target"
    ),
    (
      SplitOptions(trainSamples: 36),
      "cannot take 36 training and any test samples: the data set has 36 pairs with a known target"
    ),
    (SplitOptions(trainSamples: 0), "the number of training samples must be at least 1, not 0"),
    (SplitOptions(testSamples: -3), "the number of test samples must be at least 1, not -3"),
    (SplitOptions(trainFraction: 0), "the training fraction must be above 0 and at most 1, not 0.0"),
    (SplitOptions(testFraction: 1.5), "the test fraction must be above 0 and at most 1, not 1.5"),
    (SplitOptions(trainFraction: .nan), "the training fraction must be above 0 and at most 1, not nan"),
    (
      SplitOptions(trainFraction: 0.8, testFraction: 0.3),
      "the training fraction 0.8 and the test fraction 0.3 sum to more than 1"
    ),
  ]) func impossibleOptionsAreRefused(options: SplitOptions, message: String) {
    let dataset = SmallDataset.full(cellLines: 9, drugs: 4)
    let error = #expect(throws: UsageError.self) { try Split(of: dataset, options: options) }
    #expect(error?.description == message)
    #expect(error?.exitCode == .usage)
  }

  @Test func groupsCutByTrainingLeaveFewerForTesting() {
    // Two measurements of one pair: one trains, and the other cannot test.
    let dataset = SmallDataset.make(cellLines: 1, drugs: 2, pairs: [(0, 0), (0, 1)], sameStructure: [1: 0])
    let error = #expect(throws: UsageError.self) {
      try Split(of: dataset, options: SplitOptions(trainSamples: 1, testSamples: 1))
    }
    #expect(error?.description.contains("only 0 of the data set's 2 pairs") == true)
  }

  @Test func brokenSplitsAreDescribed() {
    #expect(
      Split(train: [0, 4], test: [1]).problem(responseCount: 4)
        == "training sample 1 is row 4, but there are 4 responses")
    #expect(
      Split(train: [0], test: [-1]).problem(responseCount: 4)
        == "test sample 0 is row -1, but there are 4 responses")
    #expect(
      Split(train: [0, 1], test: [2, 1]).problem(responseCount: 4)
        == "test sample 1, row 1, occurs twice in the split")
  }

  @Test func optionsSurviveCoding() throws {
    let options = SplitOptions.reduced(seed: .max)
    #expect(options.trainSamples == 5000 && options.testSamples == 1000)
    #expect(try JSONDecoder().decode(SplitOptions.self, from: JSONEncoder().encode(options)) == options)
  }
}
