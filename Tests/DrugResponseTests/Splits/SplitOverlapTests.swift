import DrugResponse
import Support
import Testing

@Suite struct SplitOverlapTests {
  /// Cell lines 0 and 2 from the lung, 1 and 3 from nowhere known; drugs 0 and 1 are one structure.
  private let dataset = SmallDataset.full(cellLines: 4, drugs: 4)

  /// Row of a cell line and a drug.
  private func row(_ cellLine: Int, _ drug: Int) -> Int64 { Int64(drug * 4 + cellLine) }

  @Test func aLeakIsNamed() {
    let twice = SplitOverlap(
      of: Split(train: [row(0, 0), row(2, 3)], test: [row(0, 1), row(3, 2)]), in: dataset)
    #expect(
      twice.leak(of: .pairs)
        == "1 of the 2 test pairs are in the training set too (drug 0 on Zelle-0 α), expected none")
    #expect(
      twice.leak(of: .cellLine)
        == "1 of the 2 test cell lines are in the training set too (Zelle-0 α), expected none")
    #expect(
      twice.leak(of: .drug) == "1 of the 2 test drugs are in the training set too (drug 0), expected none")
    #expect(
      twice.leak(of: .tissue) == "1 of the 2 test tissues are in the training set too (lung), expected none")
    #expect(
      twice.measured
        == "1 new pairs and 1 of the training set (1 of 2 cell lines new, 1 of 2 drugs new, 1 of 2 tissues new)"
    )
    // Cell lines without a tissue on both sides could be of one.
    let unknown = SplitOverlap(of: Split(train: [row(1, 0)], test: [row(3, 2)]), in: dataset)
    #expect(
      unknown.leak(of: .tissue)
        == "1 of the 1 test tissues are in the training set too (no tissue), expected none")
    #expect(
      unknown.leak(of: .cellLine) == nil && unknown.leak(of: .drug) == nil && unknown.leak(of: .pairs) == nil)
  }

  /// Whatever it claims to keep apart, a split that repeats a pair leaks.
  @Test func noPairMayBeOnBothSides() {
    let split = Split(train: [row(0, 0)], test: [row(0, 1)])
    for kind in SplitKind.allCases { #expect(SplitOverlap(of: split, in: dataset).leak(of: kind) != nil) }
  }

  @Test func whatIsMeasuredIsSaid() {
    func measured(_ train: [Int64], _ test: [Int64]) -> String {
      SplitOverlap(of: Split(train: train, test: test), in: dataset).measured
    }
    #expect(
      measured([row(0, 0), row(2, 2)], [row(0, 2), row(2, 1)])
        == "new pairs (cell lines known, drugs known, tissues known)")
    #expect(measured([row(0, 0), row(0, 2)], [row(2, 2)]) == "new cell lines (drugs known, tissues known)")
    #expect(measured([row(0, 0), row(0, 2)], [row(1, 2)]) == "new tissues (drugs known)")
    #expect(
      measured([row(0, 0), row(2, 0)], [row(2, 2), row(0, 3)])
        == "new drugs (cell lines known, tissues known)")
    #expect(measured([row(0, 0)], [row(2, 2)]) == "new drugs on new cell lines (tissues known)")
    #expect(measured([row(0, 0)], [row(1, 2)]) == "new drugs on new tissues")
    #expect(
      measured([row(0, 0), row(2, 2)], [row(0, 3), row(3, 0)])
        == "new pairs (1 of 2 cell lines new, 1 of 2 drugs new, 1 of 2 tissues new)")
  }

  @Test func linesCountBothSides() {
    let overlap = SplitOverlap(
      of: Split(train: [row(0, 0), row(2, 2)], test: [row(0, 2), row(1, 1), row(3, 3)]), in: dataset)
    #expect(
      overlap.lines == [
        "training: 2 samples; test: 3 samples",
        "test: 3 pairs, none of them in training (drug 0 on Zelle-1 α, drug 2 on Zelle-0 α, drug 3 on Zelle-3 α)",
        "test: 3 cell lines, 2 of them not in training (Zelle-1 α, Zelle-3 α)",
        "test: 3 drugs, 1 of them not in training (drug 3)",
        "test: 2 tissues, 1 of them not in training (no tissue)",
      ])
  }

  /// Counts and names against sets of texts, on splits that nobody made with care.
  @Test(arguments: 0..<20 as Range<UInt64>) func countsAreThoseOfSets(seed: UInt64) {
    let dataset = Panel.make(seed: seed)
    var stream = RandomStream(seed: seed, purpose: .testing, index: 1)
    var rows = (0..<Int64(dataset.responses.count)).map { $0 }
    stream.shuffle(&rows)
    let split = Split(train: Array(rows.prefix(30)), test: Array(rows.dropFirst(30).prefix(25)))
    let overlap = SplitOverlap(of: split, in: dataset)
    for kind in SplitKind.allCases {
      func keys(_ rows: [Int64]) -> Set<String> {
        Set(rows.map { Panel.key(kind, $0, dataset) ?? "unknown" })
      }
      let (train, test) = (keys(split.train), keys(split.test))
      let part = overlap[kind]
      #expect(part.kind == kind)
      #expect(part.train == train.count && part.test == test.count)
      #expect(part.shared == train.intersection(test).count && part.new == test.subtracting(train).count)
      #expect(part.firstShared.count == min(3, part.shared) && part.firstNew.count == min(3, part.new))
      #expect(
        (overlap.leak(of: kind) == nil) == (train.isDisjoint(with: test) && overlap[.pairs].shared == 0))
    }
  }
}
