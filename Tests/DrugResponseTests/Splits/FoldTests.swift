import DrugResponse
import Support
import Testing

@Suite struct FoldTests {
  @Test(arguments: SplitKind.allCases, 0..<5 as Range<UInt64>) func foldsAreAPartition(
    kind: SplitKind, seed: UInt64
  )
    throws
  {
    let dataset = Panel.make(seed: seed)
    let groups = Panel.groups(kind, dataset)
    for folds in [2, 3, 5, groups.count] {
      var sizes: [Int] = []
      var tested: [Int64] = []
      for fold in 1...folds where folds < 50 || fold % 29 == 1 {
        let options = SplitOptions(kind: kind, folds: folds, fold: fold, seed: seed)
        let split = try Split(of: dataset, options: options)
        #expect(split.problem(responseCount: dataset.responses.count) == nil)
        #expect(Set(split.train + split.test) == Set(groups.values.joined()))
        for kind in [kind, .pairs] {
          #expect(
            Panel.keys(kind, split.train, dataset).isDisjoint(with: Panel.keys(kind, split.test, dataset)))
          #expect(SplitOverlap(of: split, in: dataset).leak(of: kind) == nil)
        }
        sizes.append(split.test.count)
        tested += split.test
      }
      guard sizes.count == folds else { continue }
      #expect(
        tested.count == Set(tested).count && Set(tested) == Set(groups.values.joined()),
        "every pair in one fold")
      #expect(sizes.allSatisfy { $0 > 0 })
      if folds == groups.count { #expect(sizes.sorted() == groups.values.map(\.count).sorted()) }
    }
  }

  /// Before its last group came, a fold was the lightest: less the largest that may have been last, one of its smallest
  /// power of two, it is no heavier than any other.
  @Test(arguments: SplitKind.allCases, 0..<5 as Range<UInt64>) func foldsAreBalanced(
    kind: SplitKind, seed: UInt64
  ) throws {
    let dataset = Panel.make(cellLines: 80, drugs: 17, seed: 9)
    let groups = Panel.groups(kind, dataset)
    for folds in [2, 3, 5] {
      let tests = try (1...folds).map {
        try Split(of: dataset, options: SplitOptions(kind: kind, folds: folds, fold: $0, seed: seed)).test
      }
      let lightest = tests.map(\.count).min()!
      for test in tests {
        let sizes = Panel.keys(kind, test, dataset).map { groups[$0]!.count }
        let smallest = sizes.map(\.leadingZeroBitCount).max()!
        let last = sizes.filter { $0.leadingZeroBitCount == smallest }.max()!
        #expect(test.count - last <= lightest, "\(kind), \(tests.map(\.count))")
      }
    }
  }

  @Test(arguments: SplitKind.allCases) func theSeedDealsOutTheFolds(kind: SplitKind) throws {
    let dataset = Panel.make(cellLines: 80)
    func first(_ seed: UInt64) throws -> Set<Int64> {
      Set(try Split(of: dataset, options: SplitOptions(kind: kind, folds: 3, fold: 1, seed: seed)).test)
    }
    #expect(try first(1) == first(1))
    #expect(try Set((0..<8).map(first)).count > 1)
  }

  @Test func samplesThinAFoldOut() throws {
    let dataset = Panel.make()
    let whole = try Split(of: dataset, options: SplitOptions(kind: .drug, folds: 4, fold: 2))
    let options = SplitOptions(kind: .drug, folds: 4, fold: 2, trainSamples: 20, testSamples: 10)
    let split = try Split(of: dataset, options: options)
    #expect(split.train == Array(whole.train.prefix(20)))
    #expect(split.test == Array(whole.test.prefix(10)))
  }
}
