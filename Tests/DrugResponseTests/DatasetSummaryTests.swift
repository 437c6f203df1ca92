import DrugResponse
import Foundation
import Testing

@Suite struct DatasetSummaryTests {
  /// Drug 2 and cell line 1 have no measurement; drug 1 has drug 0's structure; cell line 0 with drug 0 was measured
  /// twice. ln IC50 is 0, 1, 2, 3.
  private let dataset = SmallDataset.make(
    cellLines: 3, drugs: 3, pairs: [(0, 0), (0, 0), (2, 0), (2, 1)], sameStructure: [1: 0],
    lnIC50: { Float($0) }, auc: { $0 == 1 ? 0.5 : .nan })

  @Test func countsByHand() {
    let summary = dataset.summary
    #expect(summary.cellLines == 3 && summary.features == 5)
    // Every third of the 15 values, from the first.
    #expect(summary.meanOnes == 5.0 / 3)
    #expect(summary.drugs == 3 && summary.structures == 2)
    #expect(summary.atoms == 9 && summary.mostAtoms == 4 && summary.bonds == 6)
    #expect(summary.responses == 4 && summary.measuredPairs == 3)
    #expect(summary.density == 3.0 / 9)
    #expect(summary.responsesWithAUC == 1)
    #expect(summary.drugsWithoutMeasurements == ["drug 2"])
    #expect(summary.cellLinesWithoutMeasurements == ["Zelle-1 α"])
  }

  @Test func distributionsByHand() throws {
    let lnIC50 = try #require(dataset.summary.lnIC50)
    #expect(lnIC50.count == 4 && lnIC50.mean == 1.5)
    #expect(lnIC50.standardDeviation == 1.25.squareRoot())
    #expect(lnIC50.minimum == 0 && lnIC50.maximum == 3)
    #expect(lnIC50.lowerQuartile == 0.75 && lnIC50.median == 1.5 && lnIC50.upperQuartile == 2.25)
    let normalised = try #require(dataset.summary.normalisedIC50)
    #expect(normalised.maximum == 0.5 && normalised.minimum == 1 / (1 + exp(0.3)))
    #expect(dataset.summary.auc?.median == 0.5)
    #expect(dataset.summary.auc?.standardDeviation == 0)
  }

  @Test func textNamesWhatMatters() {
    let lines = dataset.summary.description.split(separator: "\n").map(String.init)
    #expect(lines[0] == "cell lines        3, 5 features each, 1.7 ones on average")
    #expect(lines[1] == "drugs             3 of 2 structures, 9 atoms (4 at most), 6 bonds")
    #expect(lines[2] == "responses         4, of 3 pairs: 33.3 % of 9")
    #expect(lines[3] == "AUC known         1")
    #expect(
      lines[5]
        == "ln IC50              1.5000    1.1180    0.0000    0.7500    1.5000    2.2500    3.0000")
    #expect(lines[lines.count - 3] == "same structure    1: drug 0 = drug 1")
    #expect(lines.suffix(2) == ["unmeasured drugs  1: drug 2", "unmeasured lines  1: Zelle-1 α"])
  }

  @Test func emptyDataHaveNoDistribution() throws {
    let empty = SmallDataset.make(cellLines: 0, drugs: 0, pairs: [])
    #expect(empty.firstDefect == nil)
    let summary = empty.summary
    #expect(summary.density == nil && summary.lnIC50 == nil && summary.meanOnes == nil)
    #expect(summary.description.contains("unmeasured drugs  none"))
    #expect(try JSONDecoder().decode(DatasetSummary.self, from: JSONEncoder().encode(summary)) == summary)
  }
}
