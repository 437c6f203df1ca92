import DrugResponse
import Support

/// Several runs beside each other: what may be compared, and with what certainty.
struct Comparison: Encodable {
  /// Runs that were tested on the same pairs of the same data set.
  struct TestSet: Encodable {
    /// "A", "B", ...
    let name: String
    let count: Int
    /// How many independent things it holds (`RunContent.groups`).
    let groups: Int
    /// Numbers of runs.
    let runs: [Int]
    /// The root mean squared error of each run but the first less the first's, with its interval; nil where there are too
    /// few groups, or predictions that are not finite.
    let differences: [Difference?]
  }

  struct Difference: Encodable {
    let value: Double
    let interval: RunContent.Interval

    /// How the run compares with the first, in words.
    var outcome: String {
      interval.upper < 0 ? "better" : interval.lower > 0 ? "worse" : "not told apart"
    }
  }

  /// Runs with the same settings and data but for the seed, and means over them.
  struct Seeds: Encodable {
    /// One of each seed.
    let runs: [Int]
    /// Of seeds that are in `runs` already: the same model once more says nothing new.
    let repetitions: [Int]
    let rmse: MeanInterval?
    let pearson: MeanInterval?
    let withinDrugPearson: MeanInterval?
    /// Of the root mean squared error over that of drug and cell-line effects on the same test pairs.
    let relativeRMSE: MeanInterval?
  }

  /// Keys of settings whose values are not the same in all runs.
  let differing: [String]
  let testSets: [TestSet]
  let seeds: [Seeds]
  /// Whether all runs have the same data set.
  let haveOneDataset: Bool
  /// Whether all runs predict the same thing: else their errors have no common scale.
  let haveOneTarget: Bool

  init(_ runs: [RunContent], workers: Workers) {
    differing = Self.differing(runs)
    haveOneDataset = Set(runs.map(\.identity.datasetDigest)).count == 1
    haveOneTarget = Set(runs.map(\.identity.target)).count == 1
    testSets = Self.groups(runs) { $0.identity.testSet }.enumerated().map { number, members in
      TestSet(
        name: Self.letters(number), count: runs[members[0]].identity.rows.count,
        groups: runs[members[0]].groups, runs: members,
        differences: Self.differences(members.map { runs[$0] }, workers))
    }
    seeds = Self.groups(runs) { $0.settingsWithoutSeed }.compactMap { all in
      let members = Self.firstOfEach(all) { runs[$0].identity.seed }
      guard members.count > 1 else { return nil }
      func mean(_ value: (RunContent) -> Double?) -> MeanInterval? {
        let values = members.compactMap { value(runs[$0]) }
        return values.count == members.count ? MeanInterval(values) : nil
      }
      return Seeds(
        runs: members, repetitions: all.filter { !members.contains($0) }, rmse: mean(\.rmse),
        pearson: mean { $0.metrics.overall.pearson },
        withinDrugPearson: mean { $0.metrics.withinDrug.meanPearson }, relativeRMSE: mean(\.relativeRMSE))
    }
  }

  /// The test set of a run, by its number.
  func testSet(ofRun run: Int) -> TestSet? { testSets.first { $0.runs.contains(run) } }

  private static func differing(_ runs: [RunContent]) -> [String] {
    var keys: [String] = []
    for key in runs.flatMap({ $0.settings.map(\.key) }) where !keys.contains(key) { keys.append(key) }
    return keys.filter { key in key != "data" && Set(runs.map { $0.setting(key) }).count > 1 }
  }

  /// Numbers of runs by a key, in the order of first runs.
  private static func groups<Key: Hashable>(_ runs: [RunContent], _ key: (RunContent) -> Key) -> [[Int]] {
    Dictionary(grouping: runs.indices) { key(runs[$0]) }.values.sorted { $0[0] < $1[0] }
  }

  /// Of numbers with equal keys only the first.
  private static func firstOfEach<Key: Hashable>(_ numbers: [Int], _ key: (Int) -> Key) -> [Int] {
    var seen: Set<Key> = []
    return numbers.filter { seen.insert(key($0)).inserted }
  }

  private static func letters(_ number: Int) -> String {
    (number >= 26 ? letters(number / 26 - 1) : "") + String(UnicodeScalar(UInt8(65 + number % 26)))
  }

  private static func differences(_ runs: [RunContent], _ workers: Workers) -> [Difference?] {
    guard runs.count > 1 else { return [] }
    let bootstrap = PairedBootstrap(
      errors: runs.map(\.identity.errors), groups: runs[0].identity.groups, workers: workers)
    return runs.indices.dropFirst().map { number in
      guard let bootstrap, let value = runs[number].rmse, let first = runs[0].rmse else { return nil }
      return Difference(value: value - first, interval: .init(bootstrap.interval(number, less: 0)))
    }
  }
}

extension RunContent {
  /// The model's metrics on the normalised target.
  var metrics: ResponseMetrics.Scale { evaluation.rows[0].metrics.normalised }

  var rmse: Double? { metrics.overall.rmse }

  /// The metrics of drug and cell-line effects on the normalised target.
  var effects: ResponseMetrics.Scale { evaluation.rows[evaluation.rows.count - 1].metrics.normalised }

  /// The model's root mean squared error over that of drug and cell-line effects: below 1 where the model is better.
  var relativeRMSE: Double? {
    guard let rmse, let other = effects.overall.rmse, other > 0 else { return nil }
    return rmse / other
  }

  func setting(_ key: String) -> String? { settings.first { $0.key == key }?.value }

  /// What makes runs repetitions of each other, but for the seed.
  fileprivate var settingsWithoutSeed: [String] {
    // Where best.h5 or the end of training is meant, the epoch is a result.
    [identity.datasetDigest, "\(identity.stage)"]
      + settings.filter { $0.key != "seed" && $0.key != "data" }.map { "\($0.key): \($0.value)" }
  }
}

extension RunContent.Identity {
  /// What makes test sets the same.
  struct TestSet: Hashable {
    let datasetDigest: String
    let target: Target
    let kind: SplitKind
    let rows: [Int64]
  }

  var testSet: TestSet { TestSet(datasetDigest: datasetDigest, target: target, kind: kind, rows: rows) }
}
