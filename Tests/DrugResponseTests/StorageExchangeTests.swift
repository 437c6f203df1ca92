import DrugResponse
import Foundation
import Support
import TestSupport
import Testing

@Suite(.enabled(if: Python.hasH5py, "/usr/bin/python3 has no h5py")) struct StorageExchangeTests {
  private let directory = try! TemporaryDirectory()

  /// What describe_dataset.py prints.
  private struct Description: Decodable {
    struct Values: Decodable {
      let cosmicID: [Int64]
      let cellLineName: [String]
      let tissue: [String]
      let featureName: [String]
      let features: [UInt8]
      let drugName: [String]
      let smiles: [String]
      let canonicalSMILES: [String]?
      let pubchemCID: [Int64]
      let atomOffset: [Int64]
      let atomFeatures: [Float]
      let bondOffset: [Int64]
      let bonds: [Int32]
      let cellLine: [Int32]
      let drug: [Int32]
      let lnIC50: [Float]
      let auc: [Float?]

      enum CodingKeys: String, CodingKey {
        case cosmicID = "cell_lines/cosmic_id"
        case cellLineName = "cell_lines/name"
        case tissue = "cell_lines/tissue"
        case featureName = "cell_lines/feature_name"
        case features = "cell_lines/features"
        case drugName = "drugs/name"
        case smiles = "drugs/smiles"
        case canonicalSMILES = "drugs/canonical_smiles"
        case pubchemCID = "drugs/pubchem_cid"
        case atomOffset = "drugs/atom_offset"
        case atomFeatures = "drugs/atom_features"
        case bondOffset = "drugs/bond_offset"
        case bonds = "drugs/bonds"
        case cellLine = "responses/cell_line"
        case drug = "responses/drug"
        case lnIC50 = "responses/ln_ic50"
        case auc = "responses/auc"
      }
    }
    let provenance: [String: String]
    let values: Values
  }

  @Test(arguments: [false, true]) func h5pyFindsWhatTheContractSays(canonical: Bool) throws {
    var dataset = SmallDataset.full(cellLines: 5, drugs: 4) { $0 % 2 == 0 ? 0.25 : .nan }
    if canonical { dataset.drugs.canonicalSMILES = ["C", "CC", "CCC", "CCCC"] }
    let path = directory.path("data.h5")
    try dataset.write(to: path, provenance: ["source": "β"])
    let result = try Fixture.run("describe_dataset.py", [path])
    try #require(result.exitCode == 0, "\(result.standardError)")
    let found = try JSONDecoder().decode(Description.self, from: Data(result.standardOutput.utf8))
    #expect(found.provenance == ["source": "β"])
    let values = found.values
    #expect(
      ResponseDataset.CellLines(
        cosmicID: values.cosmicID, name: values.cellLineName, tissue: values.tissue,
        featureName: values.featureName, features: values.features) == dataset.cellLines)
    #expect(
      ResponseDataset.Drugs(
        name: values.drugName, smiles: values.smiles, pubchemCID: values.pubchemCID,
        atomOffset: values.atomOffset, atomFeatures: values.atomFeatures, bondOffset: values.bondOffset,
        bonds: values.bonds, canonicalSMILES: values.canonicalSMILES) == dataset.drugs)
    #expect(values.cellLine == dataset.responses.cellLine)
    #expect(values.drug == dataset.responses.drug)
    #expect(values.lnIC50 == dataset.responses.lnIC50)
    #expect(values.auc == dataset.responses.auc.map { $0.isNaN ? nil : $0 })
  }

  /// Makes a data set by h5py's defaults, spoiled by a statement if there is one.
  private func make(_ statement: String...) throws -> String {
    let path = directory.path("theirs-\(UUID().uuidString).h5")
    let result = try Fixture.run("write_dataset.py", [path] + statement)
    try #require(result.exitCode == 0, "\(result.standardError)")
    return path
  }

  @Test func filesOfOtherProgramsAreRead() throws {
    let path = try make()
    let stored = try ResponseDataset.read(path)
    #expect(!stored.isSealed)
    #expect(stored.provenance == [:])
    #expect(try stored.sha256 == SHA256.hexadecimal(ofFile: path))
    let dataset = stored.dataset
    #expect(
      dataset.cellLines
        == ResponseDataset.CellLines(
          cosmicID: [683_665, 683_667], name: ["MC-CAR", "PFSK-1"], tissue: ["blood", ""],
          featureName: ["TP53_mut", "cna:PTEN, (10q)", "KRAS_mut"], features: [1, 0, 0, 0, 1, 1]))
    #expect(dataset.drugs.name == ["ethane", "propan-2-ol"])
    #expect(dataset.drugs.smiles == ["CC", "CC(O)C"])
    #expect(dataset.drugs.canonicalSMILES == nil)
    #expect(dataset.drugs.pubchemCID == [6324, -1])
    #expect(dataset.drugs.atomOffset == [0, 2, 6])
    #expect(dataset.drugs.bondOffset == [0, 1, 4])
    #expect(dataset.drugs.bonds == [0, 1, 0, 1, 1, 2, 1, 3])
    #expect(dataset.drugs.atomFeatures.count == 6 * 78)
    #expect(dataset.drugs.atomFeatures[4 * 78 + 2] == 0.25, "the oxygen's symbol")
    #expect(dataset.responses.cellLine == [0, 1, 1])
    #expect(dataset.responses.drug == [0, 0, 1])
    #expect(dataset.responses.lnIC50 == [-1.5, 2.25, 0])
    #expect(dataset.responses.auc[0].isNaN)
    #expect(dataset.responses.auc[1...] == [0.5, 0.75])
  }

  @Test(arguments: [
    (
      "file.attrs['schema_version'] = 2",
      "was written by a newer hqnn, as hqnn-dataset version 2, while this one reads version 1: use that hqnn or a "
        + "later one"
    ),
    (
      "del file.attrs['schema_name']",
      "is no file of hqnn: it has no attribute schema_name, expected hqnn-dataset"
    ),
    ("file.attrs['provenance'] = 'who knows'", "attribute provenance: expected a JSON object of texts"),
    ("del file['drugs/bonds']", "/drugs/bonds: is missing"),
    ("del file['responses']", "/responses: is missing"),
    (
      "replace('cell_lines/features', np.zeros((2, 4), np.uint8))",
      "/cell_lines/features: expected uint8 [2, 3], found uint8 [2, 4]"
    ),
    (
      "replace('responses/ln_ic50', np.zeros(3))",
      "/responses/ln_ic50: expected float32 [3], found float64 [3]"
    ),
    (
      "replace('drugs/atom_features', np.zeros((6, 77), np.float32))",
      "/drugs/atom_features: expected float32 [any, 78], found float32 [6, 77]"
    ),
    (
      "replace('drugs/smiles', ['C'])", "/drugs/smiles: expected string [2], found string [1]"
    ),
    (
      "replace('responses/drug', np.array([0, 2, 1], np.int32))",
      "/responses/drug: row 1: there is no row 2, expected one of the 2 drugs"
    ),
    (
      "file['drugs/bonds'][2] = [1, 4]",
      "/drugs/bonds: row 2, drug 1 (propan-2-ol): (1, 4) is no pair of the drug's atoms, expected numbers from 0 to 3"
    ),
  ]) func spoiledFilesAreRefusedByName(statement: String, message: String) throws {
    let path = try make(statement)
    let error = #expect(throws: (any Error).self) { try ResponseDataset.read(path) } as? any ReportableError
    #expect(error?.description == "\(path): \(message)")
    #expect(error?.exitCode == .badInput)
  }
}
