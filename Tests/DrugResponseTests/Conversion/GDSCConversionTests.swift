import Chemistry
import DrugResponse
import Foundation
import Support
import TestSupport
import Testing

@Suite struct GDSCConversionTests {
  @Test func everyTableFindsItsPlace() throws {
    let (dataset, _) = try GDSCFixture().run()
    #expect(dataset.cellLines.cosmicID == [200, 100, 400])
    #expect(dataset.cellLines.name == ["SK-1", "697", "400"])
    #expect(dataset.cellLines.tissue == ["skin", "lung_NSCLC", "bone"])
    #expect(dataset.cellLines.featureName == ["KRAS_mut", "gain_cna1_(MET,KIT)", "loss_cna2"])
    #expect(dataset.cellLines.features == [1, 0, 1, 0, 1, 0, 1, 1, 1])
    #expect(dataset.drugs.name == ["Ethanol", "Benzene", "Methane", "Ammonia", "Unmeasured"])
    #expect(dataset.drugs.smiles == ["CCO", "c1ccccc1", "C", "N", "O"])
    #expect(dataset.drugs.pubchemCID == [702, 241, 297, 222, -1])
    #expect(dataset.drugs.atomOffset == [0, 3, 9, 10, 11, 12])
    #expect(dataset.drugs.bondOffset == [0, 2, 8, 8, 8, 8])
    #expect(Array(dataset.drugs.bonds.prefix(4)) == [0, 1, 1, 2])
    #expect(dataset.drugs.atomFeatures.count == 12 * 78)
    #expect(try Array(dataset.drugs.atomFeatures.prefix(3 * 78)) == Molecule(smiles: "CCO").atomFeatures)
  }

  @Test func repeatedMeasurementsCountOnceWithTheirMean() throws {
    let (dataset, report) = try GDSCFixture().run()
    #expect(dataset.responses.cellLine == [0, 0, 1, 1, 1, 1])
    #expect(dataset.responses.drug == [0, 2, 0, 1, 2, 3])
    #expect(dataset.responses.lnIC50 == [-1.5, 0.25, 1.5, 3, 4, 5])
    #expect(dataset.responses.auc.allSatisfy { $0.isNaN })
    #expect(report.repeats.drugs.map(\.drug) == ["Ethanol"])
    #expect(report.repeats.drugs.first?.labels == ["Drug_1_IC50", "Drug_2_IC50"])
    #expect(report.repeats.pairs == 1)
    #expect(report.repeats.rootMeanSquareDifference == 1)
  }

  @Test func repeatedMeasurementsCanBeKept() throws {
    let fixture = try GDSCFixture()
    fixture.conversion.repeatedMeasurements = .keep
    let (dataset, report) = try fixture.run()
    #expect(dataset.responses.drug == [0, 2, 0, 0, 1, 2, 3])
    #expect(dataset.responses.lnIC50 == [-1.5, 0.25, 1, 2, 3, 4, 5])
    #expect(report.cells.merged == 0)
    #expect(report.repeats.pairs == 1)
  }

  @Test func theReportAccountsForEveryCell() throws {
    let (_, report) = try GDSCFixture().run()
    let cells = report.cells
    #expect(cells.read == 21)
    #expect(cells.missing == 3)
    // "inf", and 1e300, which single precision cannot hold.
    #expect(cells.notFinite == 2)
    #expect(cells.withoutStructure == 4)
    #expect(cells.withoutFeatures == 5)
    #expect(cells.merged == 1)
    #expect(cells.responses == 6)
    #expect(
      cells.read == cells.missing + cells.notFinite + cells.withoutStructure + cells.withoutFeatures
        + cells.merged
        + cells.responses)
    #expect(report.withoutStructure.map(\.label) == ["Drug_6_IC50"])
    #expect(report.withoutStructure.map(\.name) == ["Antibody"])
    #expect(report.withoutStructure.map(\.cells) == [3])
    #expect(report.unknownIDs.map(\.label) == ["Drug_99_IC50"])
    #expect(report.cellLinesWithoutFeatures == [.init(cosmicID: 300, name: nil, cells: 7)])
    #expect(report.cellLinesWithoutName == [400])
    #expect(report.drugsWithoutResponse == ["Unmeasured"])
    #expect(report.cellLinesWithoutResponse == ["400"])
    #expect(DrugMatch.allCases.map { report.joined(by: $0).labels } == [2, 1, 1, 1])
    #expect(report.joined(by: .name).drugs == 1)
  }

  @Test func theReportReadsBackAndNamesItsInputs() throws {
    let fixture = try GDSCFixture()
    let (_, report) = try fixture.run()
    let json = try report.json()
    #expect(try JSONDecoder().decode(ConversionReport.self, from: Data(json.utf8)) == report)
    #expect(!json.contains(fixture.directory.path))
    #expect(report.inputs.map(\.role) == ["responses", "features", "drugs", "drug list", "cell lines"])
    #expect(try report.inputs[0].sha256 == SHA256.hexadecimal(ofFile: fixture.conversion.responses[0]))
    for words in [
      "21  cells read", "6  responses kept", "Antibody (3 cells)", "Drug_4_IC50 Marsh gas -> Methane",
    ] {
      #expect(report.description.contains(words), "\(words)")
    }
  }

  @Test func gzipAndTabsGiveTheSameDataSet() throws {
    let fixture = try GDSCFixture()
    let expected = try fixture.run().dataset
    try Gzip.compress(fixture.conversion.responses[0], to: fixture.directory.path("responses.csv.gz"))
    fixture.conversion.responses = [fixture.directory.path("responses.csv.gz")]
    try fixture.write(
      GDSCFixture.cellLines.replacing(",", with: "\t").replacing("\n", with: "\r\n"), "cell_lines.csv")
    #expect(try fixture.run().dataset.withoutNaN == expected.withoutNaN)
  }

  @Test func aSynonymThatIsAnotherCompoundDoesNotJoin() throws {
    let fixture = try GDSCFixture()
    try fixture.write(GDSCFixture.drugList.replacing("several", with: "5"), "drug_list.csv")
    let (dataset, report) = try fixture.run()
    #expect(!dataset.responses.drug.contains(3))
    #expect(report.withoutStructure.first?.remark == "synonym Ammonia is PubChem CID 222, not 5")
    // A name joins all the same, and the report says so.
    try fixture.write(GDSCFixture.drugList.replacing("Other,702", with: "Other,703"), "drug_list.csv")
    let second = try fixture.run().report
    #expect(second.joins.filter(\.differsInCID).map(\.label) == ["Drug_1_IC50", "Drug_2_IC50"])
  }

  @Test func columnsNamedByDrugsNeedNoDrugList() throws {
    let fixture = try GDSCFixture()
    fixture.conversion.drugList = nil
    fixture.conversion.cellLines = nil
    try fixture.write("COSMIC_ID,ethanol,Methane_IC50,Water\n100,1,2,3\n200,4,5,6\n", "responses.csv")
    let (dataset, report) = try fixture.run()
    #expect(dataset.responses.drug == [0, 2, 0, 2])
    #expect(dataset.responses.lnIC50 == [4, 5, 1, 2])
    #expect(dataset.cellLines.name == ["200", "100", "400"])
    #expect(report.withoutStructure.map(\.name) == ["Water"])
  }

  @Test func aListOfCellLinesWithATrueHeaderIsReadByIt() throws {
    let fixture = try GDSCFixture()
    try fixture.write(
      "Cell line name,Tissue,COSMIC_ID\nSK-1,skin,200\n697,blood,100\n", "cell_lines.csv")
    try fixture.write(GDSCFixture.features.replacing("skin,", with: ","), "features.csv")
    let cellLines = try fixture.run().dataset.cellLines
    #expect(cellLines.name == ["SK-1", "697", "400"])
    // The tissue of the list where the feature file has none.
    #expect(cellLines.tissue == ["skin", "lung_NSCLC", "bone"])
  }

  /// Cell_Lines_Details of release 8, with line ends inside its headers and sums below the cell lines.
  @Test func theDetailsOfCellLinesAreAList() throws {
    let fixture = try GDSCFixture()
    let details = """
      Sample Name,COSMIC identifier,Whole Exome Sequencing (WES),"GDSC
      Tissue descriptor 1","GDSC
      Tissue
      descriptor 2"
      SK-1,200,Y,skin,melanoma
      697,100,Y,leukemia,B cell leukemia
      TOTAL:,,2,,

      """
    try fixture.write(details, "cell_lines.csv")
    fixture.conversion.cellLines = try Spreadsheet.write(
      fixture.directory.path("cell_lines.csv"), to: fixture.directory.path("cell_lines.xlsx"))
    try fixture.write(GDSCFixture.features.replacing("skin,", with: ","), "features.csv")
    let cellLines = try fixture.run().dataset.cellLines
    #expect(cellLines.name == ["SK-1", "697", "400"])
    #expect(cellLines.tissue == ["skin", "lung_NSCLC", "bone"])
  }
}

extension ResponseDataset {
  /// For comparison: NaN differs from itself.
  var withoutNaN: ResponseDataset {
    var copy = self
    copy.responses.auc = copy.responses.auc.map { $0.isNaN ? -1 : $0 }
    return copy
  }
}
