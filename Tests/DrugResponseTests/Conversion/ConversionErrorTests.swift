import DrugResponse
import Foundation
import Support
import Testing

/// Each way in which the files can be wrong: the sentence names the file, and the place in it.
@Suite struct ConversionErrorTests {
  /// `file` with `old` replaced by `new` must give an error about that file that contains `words`.
  struct Damage: Sendable, CustomTestStringConvertible {
    let file: String
    let old: String
    let new: String
    let words: String
    var testDescription: String { "\(file): \(words)" }

    init(_ file: String, _ old: String, _ new: String, _ words: String) {
      self.file = file
      self.old = old
      self.new = new
      self.words = words
    }
  }

  static let damages: [Damage] = [
    Damage("responses.csv", "-1.5", "x9", "line 3, column Drug_1_IC50: expected a number, found \"x9\""),
    Damage(
      "responses.csv", "COSMIC_ID", "cell",
      "header: there is no column COSMIC_ID; the columns are cell, Drug_1"),
    Damage(
      "responses.csv", "\n300,", "\n100,", "column COSMIC_ID: cell line 100 stands twice, first on line 2"),
    Damage("responses.csv", "\n300,", "\nHeLa,", "line 4, column COSMIC_ID: expected an identifying number"),
    Damage("responses.csv", "300,1,1", "300,1", "line 4: expected 8 fields as in the header, found 7"),
    Damage("responses.csv", "Drug_2_IC50", "Drug_1_IC50", "header: column Drug_1_IC50 stands twice"),
    Damage(
      "responses.csv", "Drug_2_IC50", "Drug_1", "header: columns Drug_1_IC50 and Drug_1 are both of drug id 1"
    ),
    Damage("responses.csv", "Drug_2_IC50", "", "header: column 3 has no name"),
    Damage(
      "responses.csv", "Drug_2_IC50", "LN_IC50",
      "header: there is no column DRUG_ID; the columns are COSMIC_ID, Drug_1_IC50, LN_IC50"),
    Damage(
      "features.csv", "lung_NSCLC,1,0", "lung_NSCLC,1,2",
      "line 3, column KRAS_mut: expected 0 or 1, found \"2\""),
    Damage("features.csv", "\n400", "\n200", "cell line 200 stands twice, first on line 2"),
    Damage(
      "features.csv", "loss_cna2", "KRAS_mut", "header: column KRAS_mut stands twice, as column 4 and 6"),
    Damage(
      "features.csv", "loss_cna2", "is_mutated",
      "header: there is no column genetic_feature; the columns are COSMIC_ID, TISSUE_FACTOR"),
    Damage(
      "features.csv", "(MET,KIT)\"", "(MET,KIT)", "line 1: a quotation mark opened here is never closed"),
    Damage("drugs.csv", ",CCO,CCO", ",CC(O,CCO", "line 2, drug Ethanol: SMILES \"CC(O\": SMILES Parse Error"),
    Damage(
      "drugs.csv", ",C,C", ",C(C)(C)(C)(C)C,C",
      "line 4, drug Methane: SMILES \"C(C)(C)(C)(C)C\": Explicit valence"),
    Damage(
      "drugs.csv", "Methane", "Ethanol", "line 4, column name: drug \"Ethanol\" stands twice, first on line 2"
    ),
    Damage("drugs.csv", "Methane", "  ", "line 4, column name: the drug has no name"),
    Damage("drugs.csv", "CanonicalSMILES,IsomericSMILES", "a,b", "there is no column CanonicalSMILES"),
    Damage(
      "drug_list.csv", "\n4,", "\n1,", "line 5, column drug_id: drug id 1 stands twice, first on line 2"),
    Damage("drug_list.csv", "Marsh gas", "", "line 5, column Name: drug id 4 has no name"),
    Damage("drug_list.csv", "drug_id", "number", "there is no column drug_id; the columns are number, Name"),
    Damage(
      "cell_lines.csv", "SK-1,200", "SK-1,201",
      "line 3: expected COSMIC id, name, and the same COSMIC id again"),
    Damage(
      "cell_lines.csv", "697,100", "697,x",
      "line 3, column Cosmic Id: expected an identifying number, found \"SK-1\""),
    Damage(
      "cell_lines.csv", "\n200,SK-1,200", "\n100,SK-1,100",
      "line 3: cell line 100 stands twice, first on line 2"),
  ]

  @Test(arguments: damages) func theSentenceNamesThePlace(damage: Damage) throws {
    let fixture = try GDSCFixture()
    let path = fixture.directory.path(damage.file)
    let text = try String(contentsOfFile: path, encoding: .utf8)
    try #require(text.contains(damage.old))
    try fixture.write(text.replacing(damage.old, with: damage.new, maxReplacements: 1), damage.file)
    let error = #expect(throws: FileError.self) { try fixture.run() }
    #expect(error?.exitCode == .badInput)
    #expect(error?.path == path)
    #expect(error?.description.contains(damage.words) == true, "\(error.map(\.description) ?? "")")
    #expect(error?.description.contains("\n") == false)
  }

  @Test(arguments: ["responses.csv", "features.csv", "drugs.csv", "drug_list.csv", "cell_lines.csv"])
  func aFileMayBeAbsentOrHoldOnlyItsHeader(name: String) throws {
    let fixture = try GDSCFixture()
    let path = fixture.directory.path(name)
    let header = try String(contentsOfFile: path, encoding: .utf8).prefix { $0 != "\n" }
    try fixture.write(String(header), name)
    let empty = #expect(throws: FileError.self) { try fixture.run() }
    #expect(empty?.path == path)
    #expect(empty?.exitCode == .badInput)
    try FileManager.default.removeItem(atPath: path)
    let absent = #expect(throws: FileError.self) { try fixture.run() }
    #expect(absent == .missing(path))
    #expect(absent?.exitCode == .missingFile)
  }

  @Test func drugIdsWithoutADrugListMeanNothing() throws {
    let fixture = try GDSCFixture()
    fixture.conversion.drugList = nil
    let error = #expect(throws: UsageError.self) { try fixture.run() }
    #expect(error?.exitCode == .usage)
    #expect(error?.description.contains("--drug-list") == true)
  }

  @Test func filesThatHaveNothingInCommonAreRefused() throws {
    let fixture = try GDSCFixture()
    try fixture.write("COSMIC_ID,Drug_1_IC50\n900,1\n901,2\n", "responses.csv")
    let error = #expect(throws: FileError.self) { try fixture.run() }
    #expect(error?.description.contains("no measurement is left: of 2 cells, 0 have no drug") == true)
  }

  @Test func anOutputThatIsAnInputIsRefused() throws {
    let fixture = try GDSCFixture()
    let conversion = fixture.conversion
    let link = fixture.directory.path("link.csv")
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "drugs.csv")
    for (output, role) in [
      (conversion.responses[0], "responses"), (conversion.features, "features"), (link, "drugs"),
      (try #require(conversion.drugList), "drug list"), (try #require(conversion.cellLines), "cell lines"),
    ] {
      let error = #expect(throws: UsageError.self) { try conversion.requireOtherFile(than: output) }
      let sentence = error?.description ?? ""
      #expect(sentence.hasPrefix("\(output): the output would replace the input "), "\(sentence)")
      #expect(sentence.contains("(\(role))"), "\(sentence)")
    }
    try conversion.requireOtherFile(than: fixture.directory.path("data.h5"))
  }
}
