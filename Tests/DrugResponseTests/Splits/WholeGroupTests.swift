import DrugResponse
import Support
import Testing

@Suite struct WholeGroupTests {
  static let grouped: [SplitKind] = [.cellLine, .drug, .tissue]

  @Test(arguments: grouped, 0..<8 as Range<UInt64>) func groupsAreWholeAndAllAreTaken(
    kind: SplitKind, seed: UInt64
  )
    throws
  {
    let dataset = Panel.make(seed: seed)
    for target in [Target.ic50, .auc] {
      let split = try Split(of: dataset, target: target, options: SplitOptions(kind: kind, seed: seed))
      #expect(split.problem(responseCount: dataset.responses.count) == nil)
      #expect(Panel.keys(kind, split.train, dataset).isDisjoint(with: Panel.keys(kind, split.test, dataset)))
      let all = Panel.groups(kind, dataset, target: target).values.joined()
      #expect(Set(split.train + split.test) == Set(all))
      #expect(split.train.count + split.test.count == all.count)
      #expect(SplitOverlap(of: split, in: dataset).leak(of: kind) == nil)
    }
  }

  /// No group that is left out of a side would bring it nearer to its fraction, in the order in which groups are asked; so
  /// that a side misses its fraction by no more than half of the smallest group that trains.
  @Test(arguments: grouped, 0..<8 as Range<UInt64>) func fractionsAreReachedAsNearlyAsGroupsAllow(
    kind: SplitKind, seed: UInt64
  ) throws {
    let dataset = Panel.make(cellLines: 60, seed: 3)
    let groups = Panel.groups(kind, dataset)
    let all = groups.values.reduce(0) { $0 + $1.count }
    for (train, test) in [(0.8, 0.2), (0.5, 0.5), (0.3, 0.4), (0.9, 0.05), (0.001, 0.999)] {
      let options = SplitOptions(kind: kind, trainFraction: train, testFraction: test, seed: seed)
      let split = try Split(of: dataset, options: options)
      #expect(!split.train.isEmpty && !split.test.isEmpty)
      let tested = Panel.keys(kind, split.test, dataset)
      let trained = Panel.keys(kind, split.train, dataset)
      #expect(trained.isDisjoint(with: tested))
      func isNear(_ rows: [Int64], _ fraction: Double, leftOut: Set<String>) -> Bool {
        let missing = fraction * Double(all) - Double(rows.count)
        // Above: the last group that was taken brought it nearer, and none is larger than twice what was missing.
        let sizes = Panel.keys(kind, rows, dataset).map { groups[$0]!.count }
        if missing < 0 { return sizes.count == 1 || -missing < Double(sizes.max()!) / 2 }
        return leftOut.isEmpty || leftOut.allSatisfy { missing <= Double(groups[$0]!.count) / 2 }
      }
      if trained.count > 1 {
        #expect(isNear(split.test, test, leftOut: Set(groups.keys).subtracting(tested)), "\(train), \(test)")
      }
      let neither = Set(groups.keys).subtracting(tested).subtracting(trained)
      if train + test < 0.99 {
        #expect(isNear(split.train, train, leftOut: neither), "\(train), \(test)")
      } else {
        #expect(neither.isEmpty)
      }
    }
  }

  @Test(arguments: grouped) func samplesThinTheSidesOut(kind: SplitKind) throws {
    let dataset = Panel.make()
    let whole = try Split(of: dataset, options: SplitOptions(kind: kind, seed: 4))
    for (train, test) in [(1, 1), (50, 7), (whole.train.count, whole.test.count)] {
      let options = SplitOptions(kind: kind, trainSamples: train, testSamples: test, seed: 4)
      let split = try Split(of: dataset, options: options)
      #expect(split.train == Array(whole.train.prefix(train)))
      #expect(split.test == Array(whole.test.prefix(test)))
    }
    #expect(whole.train != whole.train.sorted(), "the first of a side are a sample of it")
    let options = SplitOptions(kind: kind, testSamples: whole.test.count + 1, seed: 4)
    let error = #expect(throws: UsageError.self) { try Split(of: dataset, options: options) }
    #expect(
      error?.description
        == "cannot take \(whole.test.count + 1) test samples: the split by whole \(kind.plural) has \(whole.test.count) "
        + "on that side")
  }

  @Test(arguments: grouped) func theSeedDecides(kind: SplitKind) throws {
    let dataset = Panel.make()
    func tested(_ seed: UInt64) throws -> Set<String> {
      Panel.keys(kind, try Split(of: dataset, options: SplitOptions(kind: kind, seed: seed)).test, dataset)
    }
    #expect(try tested(1) == tested(1))
    #expect(try Set((0..<6).map(tested)).count > 1)
  }

  @Test func whoseTissueNobodyKnowsIsLeftOut() throws {
    var dataset = Panel.make()
    let split = try Split(of: dataset, options: SplitOptions(kind: .tissue))
    let lines = Set((split.train + split.test).map { dataset.responses.cellLine[Int($0)] })
    let without = Set(dataset.responses.cellLine).filter { dataset.cellLines.tissue[Int($0)].isEmpty }
    #expect(!without.isEmpty && lines.isDisjoint(with: without))
    let rows = dataset.responses.cellLine.count { without.contains($0) }
    #expect(
      dataset.leftOutOfTissues
        == "\(without.count) cell lines without a tissue, with \(rows) responses, are on neither side of a split by tissue"
    )
    // With one tissue only, however it is spelled, there is nothing to split.
    dataset.cellLines.tissue = dataset.cellLines.tissue.map { $0.lowercased().contains("lung") ? $0 : " " }
    let error = #expect(throws: UsageError.self) {
      try Split(of: dataset, options: SplitOptions(kind: .tissue))
    }
    #expect(
      error?.description
        == "a split by whole tissues needs at least two of them with a known target, the data set has 1")
  }

  @Test(arguments: [
    (SplitOptions(kind: .drug, folds: 1, fold: 1), "the number of folds must lie in 2 ... 10000, not 1"),
    (
      SplitOptions(kind: .drug, folds: .max, fold: 1),
      "the number of folds must lie in 2 ... 10000, not \(Int.max)"
    ),
    (SplitOptions(folds: 5), "of 5 folds one must be chosen to test on: fold 1 ... 5"),
    (SplitOptions(folds: 5, fold: 0), "fold must lie in 1 ... 5, not 0"),
    (SplitOptions(folds: 5, fold: 6), "fold must lie in 1 ... 5, not 6"),
    (SplitOptions(kind: .tissue, fold: 2), "fold 2 needs the number of folds"),
    (
      SplitOptions(folds: 5, fold: 1, testFraction: 0.1),
      "folds and fractions contradict each other: a fold tests and the others train (numbers of samples thin them out)"
    ),
    (
      SplitOptions(kind: .tissue, folds: 6, fold: 1),
      "cannot make 6 folds by whole tissues: the data set has 5 of them with a known target"
    ),
    (
      SplitOptions(kind: .drug, trainSamples: 9, testSamples: 9, trainFraction: 0.9),
      "the training fraction 0.9 and the test fraction 0.2 sum to more than 1"
    ),
  ]) func impossibleOptionsAreRefused(options: SplitOptions, message: String) {
    let error = #expect(throws: UsageError.self) { try Split(of: Panel.make(), options: options) }
    #expect(error?.description == message)
    #expect(error?.exitCode == .usage)
  }
}
