import Chemistry
import DrugResponse
import Foundation
import Support
import Testing

/// SMILES as they come: salts, structures under several names, and strings that make no molecule.
@Suite struct StructureTests {
  private static let drugs = """
    name,CID,CanonicalSMILES
    Ethanol,702,OCC
    Spirit,1,CCO
    Benzene,241,[Na+].[O-]c1ccccc1
    Phenolate,2,[O-]c1ccccc1
    Methane,297,C
    Ammonia,222,N

    """

  private func convert(
    drugs: String = Self.drugs, fragments: FragmentChoice = .all, skipping: Bool = false
  ) throws -> (fixture: GDSCFixture, dataset: ResponseDataset, report: ConversionReport) {
    let fixture = try GDSCFixture()
    try fixture.write(drugs, "drugs.csv")
    fixture.conversion.fragments = fragments
    fixture.conversion.skipsInvalidSMILES = skipping
    let (dataset, report) = try fixture.run()
    return (fixture, dataset, report)
  }

  @Test func canonicalStandsBesideGiven() throws {
    let drugs = try convert().dataset.drugs
    #expect(drugs.smiles == ["OCC", "CCO", "[Na+].[O-]c1ccccc1", "[O-]c1ccccc1", "C", "N"])
    #expect(
      drugs.canonicalSMILES == ["CCO", "CCO", "[Na+].[O-]c1ccccc1", "[O-]c1ccccc1", "C", "N"])
  }

  @Test func theLargestFragmentIsKeptOnRequest() throws {
    let (fixture, dataset, report) = try convert(fragments: .largest)
    let drugs = dataset.drugs
    #expect(drugs.smiles[2] == "[Na+].[O-]c1ccccc1")
    #expect(drugs.canonicalSMILES?[2] == "[O-]c1ccccc1")
    // Benzene's graph is Phenolate's.
    let atoms = (2...3).map { drug in
      Array(
        drugs.atomFeatures[Int(drugs.atomOffset[drug]) * 78..<Int(drugs.atomOffset[drug + 1]) * 78])
    }
    #expect(atoms[0] == atoms[1])
    #expect(report.mixtures == [.init(drug: "Benzene", fragments: 2, kept: "[O-]c1ccccc1")])
    #expect(report.sharedStructures == [["Ethanol", "Spirit"], ["Benzene", "Phenolate"]])
    for words in [
      "1  drugs of several fragments, the largest of which is kept: Benzene ([O-]c1ccccc1, 1 of 2)",
      "2  structures under several names: Ethanol = Spirit, Benzene = Phenolate",
    ] { #expect(report.description.contains(words), "\(words)") }
    #expect(dataset.summary.description.contains("bonds; of each the largest fragment\n"))
    #expect(
      dataset.summary.description.contains("same structure    2: Ethanol = Spirit, Benzene = Phenolate"))
    // The choice goes with the file.
    let path = fixture.directory.path("data.h5")
    try dataset.write(to: path, provenance: ["conversion": report.json()])
    let stored = try ResponseDataset.read(path)
    #expect(stored.dataset.drugs == drugs)
    #expect(stored.provenance["fragments"] == "largest")
    #expect(
      try JSONDecoder().decode(
        ConversionReport.self, from: Data(#require(stored.provenance["conversion"]).utf8)) == report)
  }

  @Test func allFragmentsAreKeptByDefault() throws {
    let (_, dataset, report) = try convert()
    #expect(dataset.drugs.fragments == .all)
    #expect(report.mixtures == [.init(drug: "Benzene", fragments: 2, kept: "[Na+].[O-]c1ccccc1")])
    #expect(report.sharedStructures == [["Ethanol", "Spirit"]])
    #expect(report.description.contains("drugs of several fragments, all of which are kept: Benzene (2)"))
  }

  /// A choice that this program does not know would be read as another.
  @Test func anUnknownChoiceInAFileIsRefused() throws {
    let (fixture, dataset, _) = try convert()
    let path = fixture.directory.path("data.h5")
    try dataset.write(to: path)
    #expect(try ResponseDataset.read(path).dataset.drugs.fragments == .all)
    try dataset.write(to: path, provenance: ["fragments": "smallest"])
    let error = #expect(throws: FileError.self) { try ResponseDataset.read(path) }
    #expect(error?.problem == "fragments is \"smallest\", expected all or largest")
  }

  private static let broken = drugs.replacing("Methane,297,C\n", with: "Methane,297,C(C\n")
    .replacing("Ammonia,222,N\n", with: "Ammonia,222,N(N)(N)(N)N\n")

  @Test func allThatIsBrokenIsNamedAtOnce() throws {
    let error = #expect(throws: FileError.self) { try convert(drugs: Self.broken) }
    #expect(error?.exitCode == .badInput)
    let sentence = error?.description ?? ""
    for words in [
      "drugs.csv: 2 of 6 drugs have SMILES that make no molecule (--skip-invalid-smiles goes on without)",
      "line 6, drug Methane: SMILES \"C(C\": SMILES Parse Error: extra open parentheses",
      "line 7, drug Ammonia: SMILES \"N(N)(N)(N)N\": Explicit valence for atom # 0 N, 4",
    ] { #expect(sentence.contains(words), "\(sentence)") }
    #expect(!sentence.contains("\n"))
  }

  @Test func manyBrokenStructuresAreCounted() throws {
    let table =
      "name,CID,CanonicalSMILES\nEthanol,702,CCO\n"
      + (1...30).map { "X\($0),-,C(\n" }.joined()
    let sentence = #expect(throws: FileError.self) { try convert(drugs: table) }?.description ?? ""
    #expect(sentence.contains("30 of 31 drugs") && sentence.contains("drug X20:"))
    #expect(sentence.hasSuffix("; and 10 more") && !sentence.contains("drug X21:"))
  }

  @Test func brokenStructuresAreLeftOutOnRequest() throws {
    let (_, dataset, report) = try convert(drugs: Self.broken, skipping: true)
    #expect(dataset.drugs.name == ["Ethanol", "Spirit", "Benzene", "Phenolate"])
    #expect(report.invalidSMILES.map(\.drug) == ["Methane", "Ammonia"])
    #expect(report.invalidSMILES.map(\.place) == ["line 6", "line 7"])
    #expect(
      report.description.contains(
        "2  drugs whose SMILES make no molecule: Methane (line 6, SMILES \"C(C\": SMILES Parse Error"))
    // Their measurements drop out with them, and the sum of cells still adds up.
    #expect(report.withoutStructure.map(\.name) == ["Marsh gas", "Azane", "Antibody"])
    let cells = report.cells
    #expect(
      cells.read
        == cells.missing + cells.notFinite + cells.withoutStructure + cells.withoutFeatures + cells.copies
        + cells.merged + cells.responses)
  }

  @Test func nothingLeftIsAnErrorAllTheSame() throws {
    let error = #expect(throws: FileError.self) {
      try convert(drugs: "name,CID,CanonicalSMILES\nEthanol,702,C(\n", skipping: true)
    }
    #expect(error?.location == "line 2, drug Ethanol")
    #expect(error?.problem.contains("--skip-invalid-smiles") == false)
  }
}
