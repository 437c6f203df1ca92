import DrugResponse
import Support
import Testing

/// The part of a split's training side that validates, against sets of texts.
@Suite struct ValidationPartTests {
  private static let seeds = 0..<6 as Range<UInt64>
  private static let sizes: [ValidationSize] = [
    .fraction(0.1), .fraction(0.5), .fraction(0.999), .fraction(1e-9), .samples(1), .samples(40),
  ]

  private func take(
    _ size: ValidationSize, _ split: Split, _ kind: SplitKind, _ dataset: ResponseDataset, seed: UInt64 = 1
  ) throws(UsageError) -> Split {
    try split.takingValidation(size, ResponseGroups(kind, of: dataset), seed: seed)
  }

  @Test(arguments: SplitKind.allCases, seeds) func nothingStandsOnTwoOfThreeSides(
    kind: SplitKind, seed: UInt64
  ) throws {
    let dataset = Panel.make(cellLines: 60, seed: seed)
    let whole = try Split(of: dataset, options: SplitOptions(kind: kind, seed: seed))
    for size in Self.sizes {
      let split = try take(size, whole, kind, dataset, seed: seed)
      #expect(split.problem(responseCount: dataset.responses.count) == nil)
      #expect(split.test == whole.test && !split.train.isEmpty && !split.validation.isEmpty)
      let keys = [split.train, split.validation, split.test].map { Panel.keys(kind, $0, dataset) }
      #expect(keys[0].isDisjoint(with: keys[1]) && keys[1].isDisjoint(with: keys[2]))
      // What stays keeps its order, and comes from nowhere else.
      let stays = Set(split.train)
      #expect(split.train == whole.train.filter(stays.contains))
      #expect(stays.union(split.validation).isSubset(of: whole.train))
      switch size {
      case .samples(let count): #expect(split.validation.count == count)
      case .fraction: #expect(split.train.count + split.validation.count == whole.train.count)
      }
      #expect(try take(size, whole, kind, dataset, seed: seed) == split)
    }
    #expect(
      try take(.fraction(0.3), whole, kind, dataset, seed: seed + 1)
        != take(.fraction(0.3), whole, kind, dataset, seed: seed))
  }

  /// Of pairs measured once or twice a fraction is met to within one; of groups no worse than by half of the largest.
  @Test(arguments: SplitKind.allCases, seeds) func aFractionIsMetAsNearlyAsGroupsAllow(
    kind: SplitKind, seed: UInt64
  ) throws {
    let dataset = Panel.make(cellLines: 60, seed: seed)
    let whole = try Split(of: dataset, options: SplitOptions(kind: kind, seed: seed))
    var sizes: [String: Int] = [:]
    for row in whole.train { sizes[try #require(Panel.key(kind, row, dataset)), default: 0] += 1 }
    for fraction in [0.1, 0.25, 0.5] {
      let split = try take(.fraction(fraction), whole, kind, dataset, seed: seed)
      let missing = abs(Double(split.validation.count) - fraction * Double(whole.train.count))
      #expect(missing <= Double(try #require(sizes.values.max())) / 2, "\(kind) \(fraction)")
    }
  }

  /// Of the groups that a number of samples takes, all are whole but one.
  @Test(arguments: SplitKind.allCases, seeds) func aNumberThinsOneGroup(kind: SplitKind, seed: UInt64) throws
  {
    let dataset = Panel.make(cellLines: 60, seed: seed)
    let whole = try Split(of: dataset, options: SplitOptions(kind: kind, seed: seed))
    var sizes: [String: Int] = [:]
    for row in whole.train { sizes[try #require(Panel.key(kind, row, dataset)), default: 0] += 1 }
    var thinned = 0
    for count in 30..<50 {
      let split = try take(.samples(count), whole, kind, dataset, seed: seed)
      #expect(split.validation.count == count)
      var taken: [String: Int] = [:]
      for row in split.validation { taken[try #require(Panel.key(kind, row, dataset)), default: 0] += 1 }
      let cut = taken.filter { $0.value < sizes[$0.key]! }.count
      #expect(cut <= 1, "\(kind) \(count)")
      thinned += cut
      // Groups are not taken for nothing: without the last there would be too few.
      #expect(split.train.count == whole.train.count - taken.keys.reduce(0) { $0 + sizes[$1]! })
    }
    // Most pairs are measured once, and nothing is left of one to be thinned out.
    if kind != .pairs { #expect(thinned > 0) }
  }

  @Test func whatCannotBeTakenIsRefused() throws {
    let dataset = Panel.make()
    let whole = try Split(of: dataset, options: SplitOptions(kind: .drug, seed: 1))
    func refusal(_ size: ValidationSize, _ split: Split) -> String? {
      #expect(throws: UsageError.self) { try take(size, split, .drug, dataset) }?.description
    }
    for fraction in [0, 1, -0.5, .nan] {
      #expect(
        refusal(.fraction(fraction), whole)
          == "the validation fraction must lie above 0 and below 1, not \(fraction)")
    }
    #expect(
      refusal(.samples(0), whole) == "the number of validation samples must be at least 1, not 0")
    let drugs = Panel.keys(.drug, whole.train, dataset).count
    #expect(
      refusal(.samples(whole.train.count), whole)
        == "cannot take \(whole.train.count) validation samples: the training side has \(whole.train.count) samples in "
        + "\(drugs) drugs, of which one must stay")
    let one = whole.train.filter {
      Panel.key(.drug, $0, dataset) == Panel.key(.drug, whole.train[0], dataset)
    }
    #expect(
      refusal(.fraction(0.5), Split(train: one, test: whole.test))
        == "a validation part needs at least two drugs on the training side, which has 1")
  }

  /// A named split has a validation side of whole groups, in the order of rows; folds have none.
  @Test(arguments: SplitKind.allCases) func aNamedSplitHasOneOfItsOwn(kind: SplitKind) throws {
    var dataset = Panel.make(cellLines: 60)
    let options = SplitOptions(kind: kind, seed: 3)
    let named = try NamedSplit(name: "a", of: dataset, options: options, validation: .fraction(0.25))
    let sides = try named.sides(fold: nil)
    let made = try take(.fraction(0.25), Split(of: dataset, options: options), kind, dataset, seed: 3)
    #expect(sides.validation == made.validation.sorted() && sides.train == made.train.sorted())
    #expect(named.leak(ResponseGroups.all(of: dataset)) == nil)
    let used = try named.split(SplitOptions(trainSamples: 20), of: dataset, target: .ic50)
    #expect(used.train.count == 20 && Set(used.validation) == Set(sides.validation))
    for row in sides.validation { dataset.responses.auc[Int(row)] = .nan }
    let unknown = #expect(throws: UsageError.self) {
      try named.split(SplitOptions(), of: dataset, target: .auc)
    }
    #expect(unknown?.description == "no validation sample of the split a has a known target")
    let folds = #expect(throws: UsageError.self) {
      try NamedSplit(
        name: "a", of: dataset, options: SplitOptions(kind: kind, folds: 2), validation: .samples(1))
    }
    #expect(folds?.description.hasPrefix("folds have no validation side") == true)
  }

  @Test func threeSidesAreTold() {
    #expect(Split(train: [0, 1], test: [2]).summary == "2 training and 1 test samples")
    let three = Split(train: [0, 1], test: [2], validation: [3, 4, 5])
    #expect(three.summary == "2 training, 3 validation and 1 test samples")
    #expect(three.problem(responseCount: 6) == nil)
    #expect(
      Split(train: [0, 1], test: [2], validation: [1]).problem(responseCount: 6)
        == "validation sample 0, row 1, occurs twice in the split")
  }
}
