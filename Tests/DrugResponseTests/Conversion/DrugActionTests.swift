import DrugResponse
import Foundation
import Support
import TestSupport
import Testing

/// What drugs act on: from the drug list, from the responses of release 8, or from the table of structures.
@Suite struct DrugActionTests {
  private let directory: TemporaryDirectory
  private let synthetic: SyntheticGDSC

  init() throws {
    directory = try TemporaryDirectory()
    var options = SyntheticGDSC.Options()
    options.cellLines = 10
    options.drugs = 12
    options.features = 40
    synthetic = try SyntheticGDSC(options)
  }

  @Test(arguments: SyntheticGDSC.Layout.allCases) func everyLayoutSaysIt(layout: SyntheticGDSC.Layout) throws
  {
    let files = try synthetic.write(to: directory.path(layout.rawValue), layout: layout)
    let drugs = try files.conversion.run().dataset.drugs
    let row = try #require(drugs.name.firstIndex(of: "Erlotinib"))
    #expect(drugs.target?[row] == "EGFR" && drugs.pathway?[row] == "EGFR signaling")
    #expect(drugs.pathway?.contains("") == false)
  }

  private func write(_ name: String, _ lines: [String]) throws -> String {
    let path = directory.path(name)
    try lines.map { $0 + "\n" }.joined().write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  private func convert(_ drugs: [String], list: [String]? = nil, _ responses: [String]) throws
    -> ResponseDataset.Drugs
  {
    let conversion = GDSCConversion(
      responses: [try write("responses.csv", responses)],
      features: try write("features.csv", ["COSMIC_ID,F", "1,1"]), drugs: try write("drugs.csv", drugs),
      drugList: try list.map { try write("list.csv", $0) })
    return try conversion.run().dataset.drugs
  }

  @Test func theTableOfStructuresComesFirstThenTheResponsesThenTheList() throws {
    let responses = [
      "COSMIC_ID,DRUG_ID,DRUG_NAME,PUTATIVE_TARGET,PATHWAY_NAME,LN_IC50",
      "1,7,Ethanol,of the responses,N/A,0.5", "1,8,Methane,,,0.5",
      "1,9,Water,of the responses,of the responses,1",
    ]
    let list = [
      "drug_id,Name,Targets,Target pathway", "7,Ethanol,of the list,of the list", "8,Methane,,of the list",
      "9,Water,of the list,of the list",
    ]
    let drugs = try convert(
      ["name,SMILES,target", "Ethanol,CCO,", "Methane,C,", "Water,O,of the table", "Ammonia,N,"], list: list,
      responses)
    #expect(drugs.name == ["Ethanol", "Methane", "Water", "Ammonia"])
    #expect(drugs.target == ["of the responses", "", "of the table", ""])
    #expect(drugs.pathway == ["of the list", "of the list", "of the responses", ""])
  }

  @Test func twoIDsOfADrugAgreeWhateverTheirOrder() throws {
    let rows = ["1,8,Ethanol,second,0.5", "1,7,Ethanol,first,0.7"]
    for rows in [rows, rows.reversed()] {
      let drugs = try convert(
        ["name,SMILES", "Ethanol,CCO"], ["COSMIC_ID,DRUG_ID,DRUG_NAME,PUTATIVE_TARGET,LN_IC50"] + rows)
      #expect(drugs.target == ["first"] && drugs.pathway == nil)
    }
  }

  @Test func withoutAWordThereIsNoObject() throws {
    let drugs = try convert(
      ["name,SMILES", "Ethanol,CCO"], ["COSMIC_ID,DRUG_NAME,LN_IC50", "1,Ethanol,0.5"])
    #expect(drugs.target == nil && drugs.pathway == nil)
  }
}
