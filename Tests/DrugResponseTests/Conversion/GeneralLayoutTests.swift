import DrugResponse
import Foundation
import Support
import TestSupport
import Testing

/// The layout for assays of one's own: three files, whose keys are names.
@Suite struct GeneralLayoutTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  static let responses = """
    cell_line,drug,ln_ic50,auc
    HeLa,Ethanol,1.5,0.75
    HeLa,benzene,-2,
    A-1,Ethanol,NA,0.5
    A-1,Unknown,3,0.25
    a-2,Ethanol,0.125,1
    Nowhere,Ethanol,2,0.5

    """
  static let matrix = """
    cell_line,tissue,KRAS_mut,TP53_mut
    A-1,lung,0,1
    HeLa,cervix,1,1
    A-2,,0,0

    """
  static let drugs = """
    name,smiles
    Ethanol,CCO
    Benzene,c1ccccc1

    """

  private func convert(
    responses: String = Self.responses, features: String = Self.matrix, drugs: String = Self.drugs
  ) throws -> (dataset: ResponseDataset, report: ConversionReport) {
    func file(_ text: String, _ name: String) throws -> String {
      let path = directory.path(name)
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
      return path
    }
    return try GDSCConversion(
      responses: [file(responses, "responses.csv")], features: file(features, "features.csv"),
      drugs: file(drugs, "drugs.csv")
    ).run()
  }

  @Test func namesAreTheKeys() throws {
    let (dataset, report) = try convert()
    #expect(dataset.cellLines.name == ["A-1", "HeLa", "A-2"])
    #expect(dataset.cellLines.cosmicID == [-1, -2, -3])
    #expect(dataset.cellLines.tissue == ["lung", "cervix", ""])
    #expect(dataset.cellLines.features == [0, 1, 1, 1, 0, 0])
    #expect(dataset.drugs.pubchemCID == [-1, -1])
    #expect(dataset.responses.cellLine == [1, 1, 2])
    #expect(dataset.responses.drug == [0, 1, 0])
    #expect(dataset.responses.lnIC50 == [1.5, -2, 0.125])
    #expect(dataset.responses.auc[0] == 0.75)
    #expect(dataset.responses.auc[1].isNaN)
    #expect(report.cellLinesJoined == ["cosmicID": 0, "name": 2, "spelling": 1])
    #expect(report.cellLinesWithoutFeatures == [.init(cosmicID: nil, name: "Nowhere", cells: 1)])
    #expect(report.withoutStructure.map(\.name) == ["Unknown"])
    #expect(report.cellLinesWithoutResponse == ["A-1"])
    for words in ["Nowhere (1 cell)", "Unknown (1 cell)", "2  by name", "1  by name, but for capitals"] {
      #expect(report.description.contains(words), "\(words)")
    }
  }

  @Test func theDataSetIsSoundOnDisk() throws {
    let (dataset, report) = try convert()
    let path = directory.path("data.h5")
    try dataset.write(to: path, provenance: ["conversion": report.json()])
    #expect(try ResponseDataset.read(path).dataset.withoutNaN == dataset.withoutNaN)
  }

  @Test func longFeaturesAreTheSame() throws {
    let long = """
      feature,cell_line,value,tissue
      KRAS_mut,A-1,0,
      TP53_mut,HeLa,1,cervix
      KRAS_mut,HeLa,1,cervix
      TP53_mut,A-1,1,lung
      KRAS_mut,HeLa,1,cervix
      KRAS_mut,A-2,0,

      """
    let (dataset, report) = try convert(features: long)
    #expect(try dataset.withoutNaN == convert().dataset.withoutNaN)
    #expect(report.featureRows.repeated == 1)
    #expect(report.featureRows.unlisted == 1)
    #expect(report.description.contains("1  pairs of cell line and feature that no row lists are 0"))
  }

  @Test func micromolarValuesBecomeLogarithms() throws {
    let plain = "cell_line,drug,ic50\nHeLa,Ethanol,1\nA-1,Ethanol,10.5\nA-2,Benzene,1e-3\n"
    let responses = try convert(responses: plain).dataset.responses
    #expect(responses.lnIC50 == [Float(log(10.5)), 0, Float(log(1e-3))])
    #expect(responses.auc.allSatisfy { $0.isNaN })
  }

  @Test func cosmicIDsCountWhereBothFilesHaveThem() throws {
    let features = "cell_line,cosmic_id,KRAS_mut\nHeLa,100,1\nA-1,,0\nOther,300,1\n"
    let responses = """
      cell_line,cosmic_id,drug,ln_ic50
      renamed,100,Ethanol,1
      A-1,200,Ethanol,2
      HeLa,999,Ethanol,3
      Other,,Ethanol,4

      """
    let (dataset, report) = try convert(responses: responses, features: features)
    // A-1 gets the id that the responses know; HeLa with another id is another cell line.
    #expect(dataset.cellLines.cosmicID == [100, 200, 300])
    #expect(dataset.cellLines.name == ["HeLa", "A-1", "Other"])
    #expect(dataset.responses.lnIC50 == [1, 2, 4])
    #expect(report.cellLinesJoined == ["cosmicID": 1, "name": 2, "spelling": 0])
    #expect(report.cellLinesWithoutFeatures == [.init(cosmicID: 999, name: "HeLa", cells: 1)])
  }

  @Test func copiesCountOnceAndRepeatsGetTheirMean() throws {
    let responses = """
      cell_line,drug,ln_ic50,auc
      HeLa,Ethanol,1,0.25
      HeLa,Ethanol,1,0.25
      HeLa,Ethanol,4,0.75
      HeLa,Benzene,2,
      HeLa,Benzene,2,

      """
    let (dataset, report) = try convert(responses: responses)
    #expect(dataset.responses.lnIC50 == [2.5, 2])
    #expect(dataset.responses.auc[0] == 0.5)
    #expect(report.cells.copies == 2)
    #expect(report.cells.merged == 1)
    #expect(report.repeats.pairs == 1)
    #expect(report.repeats.rootMeanSquareDifference == 3)
    #expect(report.description.contains("-2  copies: the same numbers"))
  }

  static let wrong: [(responses: String?, features: String?, place: String, words: String)] = [
    (
      "cell_line,drug,value\n", nil, "header",
      "there is no column ln_ic50 or ic50; the columns are cell_line, drug"
    ),
    (
      "cell_line,drug,auc\nHeLa,Ethanol,0.5\n", nil, "header",
      "there is auc, but neither ln_ic50 nor ic50: a response needs an IC50, which its AUC may go with"
    ),
    ("cell_line,ic50\nHeLa,1\n", nil, "header", "there is no column drug; the columns are cell_line, ic50"),
    ("drug,ic50\nEthanol,1\n", nil, "header", "there is no column cell_line"),
    ("cell_line,drug,ic50,ln_ic50\n", nil, "header", "there are both ln_ic50 and ic50"),
    (
      "cell_line,drug,ic50\nHeLa,Ethanol,-1.5\n", nil, "line 2, column ic50",
      "more than 0, found -1.5 (logarithms belong in a column ln_ic50)"
    ),
    ("cell_line,drug,ic50\nHeLa,Ethanol,0\n", nil, "line 2, column ic50", "more than 0, found 0.0"),
    ("cell_line,drug,ic50\nHeLa,Ethanol,fast\n", nil, "line 2, column ic50", "expected a number"),
    ("cell_line,drug,ic50\nHeLa,Ethanol\n", nil, "line 2", "expected 3 fields as in the header, found 2"),
    (
      "cell_line,drug,ic50\n,Ethanol,1\n", nil, "line 2, column cell_line", "expected the name of a cell line"
    ),
    ("cell_line,drug,ic50\nHeLa,,1\n", nil, "line 2, column drug", "expected a drug"),
    (
      "cell_line,drug,ic50,auc\nHeLa,Ethanol,1,37\n", nil, "line 2, column auc",
      "expected a share of the whole area, from 0 to 1, found 37.0"
    ),
    (
      "Cell line name,Drug name,IC50\nHeLa,Ethanol,1\n", nil, "header",
      "there is no column Drug Id, by which GDSC's own files are known"
    ),
    (
      "COSMIC_ID,DRUG_ID,AUC\n1,1,1\n", nil, "header", "there is no column LN_IC50; the columns are COSMIC_ID"
    ),
    ("CELL_LINE_NAME,LN_IC50\nHeLa,1\n", nil, "header", "there is no column DRUG_ID"),
    ("DRUG_NAME,LN_IC50\nEthanol,1\n", nil, "header", "there is no column COSMIC_ID"),
    ("COSMIC_ID,DRUG_NAME,LN_IC50\nx,Ethanol,1\n", nil, "line 2, column COSMIC_ID", "an identifying number"),
    (nil, "cell_line,feature\nHeLa,KRAS_mut\n", "header", "there is no column value"),
    (nil, "cell_line,feature,value\nHeLa,KRAS_mut,2\n", "line 2, column value", "expected 0 or 1"),
    (nil, "cell_line,feature,value\nHeLa,,1\n", "line 2, column feature", "the feature has no name"),
    (
      nil, "cell_line,feature,value\nHeLa,F,1\nA-1,F,0\nHeLa,F,0\n", "line 4",
      "feature F of cell line HeLa is 0, but 1 on line 2"
    ),
    (nil, "cell_line,F\nHeLa,1\nHeLa,1\n", "line 3, column cell_line", "HeLa stands twice, first on line 2"),
    (nil, "tissue,F\nlung,1\n", "header", "there is no column COSMIC_ID"),
    (
      nil, "genetic_feature,is_mutated,genes_in_segment\nF,1,\n", "header",
      "there is no column cell_line_name"
    ),
    (
      nil, "cell_line_name,genetic_feature,genes_in_segment,is_mutated\nHeLa,F,A,B,1\n", "line 2",
      "expected 4 fields as in the header, found 5"
    ),
    (
      nil, "cell_line_name,genetic_feature,is_mutated,genes_in_segment\nHeLa,F\n", "line 2",
      "expected at least 3 fields, found 2"
    ),
  ]

  @Test(arguments: wrong.indices) func whatIsWrongIsNamed(index: Int) throws {
    let (responses, features, place, words) = Self.wrong[index]
    let error = #expect(throws: FileError.self) {
      try convert(responses: responses ?? Self.responses, features: features ?? Self.matrix)
    }
    #expect(error?.exitCode == .badInput)
    #expect(error?.path == directory.path(responses == nil ? "features.csv" : "responses.csv"))
    #expect(error?.location == place)
    #expect(error?.problem.contains(words) == true, "\(error.map(\.description) ?? "")")
  }
}
