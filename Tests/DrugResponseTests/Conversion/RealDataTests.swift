import DrugResponse
import TestSupport
import Testing

/// What is known of GDSC's release 6 must come out of its files, where they are at hand.
@Suite(.enabled(if: SharedMaterial.path("gdsc/IC50_v17.csv.gz") != nil)) struct RealDataTests {
  @Test func release6HasItsKnownSizes() throws {
    func path(_ name: String) throws -> String { try #require(SharedMaterial.path("gdsc/" + name)) }
    let (dataset, report) = try GDSCConversion(
      responses: [path("IC50_v17.csv.gz")], features: path("genomic_features_v17.csv.gz"),
      drugs: path("drug_smiles.csv"), drugList: path("drug_list.csv"), cellLines: path("cell_lines.csv")
    ).run()
    #expect(dataset.drugs.count == 223)
    #expect(dataset.cellLines.count == 988)
    #expect(dataset.cellLines.featureCount == 677)
    #expect(dataset.cellLines.features.reduce(0) { $0 + Int($1) } == 28185 - 60)
    #expect(report.cells.read == 988 * 265)
    #expect(report.cells.filled == 213_787)
    #expect(report.joined(by: .name) == (234, 218))
    #expect(report.joins.filter { $0.by != .name }.map(\.drug) == ["Vinorelbine", "SB-505124"])
    #expect(report.repeats.drugs.count == 16)
    #expect(report.repeats.pairs == 12_214)
    #expect(dataset.responses.count == 178_147)
    // The cells joined by name alone, less what two more names bring and repeats merge.
    let cells = report.cells
    #expect(cells.responses + cells.merged == 178_147 + 12_214)
    #expect(cells.filled == cells.withoutStructure + cells.merged + cells.responses)
    #expect(report.unknownIDs.map(\.label) == ["Drug_1003_IC50"])
    for name in ["Cetuximab", "rTRAIL", "QL-XI-92"] {
      #expect(report.withoutStructure.contains { $0.name == name })
    }
    #expect(report.drugsWithoutResponse == ["681640", "WIKI4", "Camptothecin"])
    let atoms = zip(dataset.drugs.atomOffset.dropFirst(), dataset.drugs.atomOffset).map { $0 - $1 }
    #expect(atoms.max() == 96)
  }
}
