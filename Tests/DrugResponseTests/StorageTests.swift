import DrugResponse
import Foundation
import HDF5
import Schemas
import Support
import TestSupport
import Testing

@Suite struct StorageTests {
  private let directory = try! TemporaryDirectory()

  /// NaN is no equal of itself: AUC is compared by its bits.
  private func expectEqual(_ found: ResponseDataset, _ expected: ResponseDataset) {
    #expect(found.cellLines == expected.cellLines)
    #expect(found.drugs == expected.drugs)
    #expect(found.responses.cellLine == expected.responses.cellLine)
    #expect(found.responses.drug == expected.responses.drug)
    #expect(found.responses.lnIC50 == expected.responses.lnIC50)
    #expect(found.responses.auc.map(\.bitPattern) == expected.responses.auc.map(\.bitPattern))
  }

  @Test func whatIsWrittenIsReadBack() throws {
    let path = directory.path("data.h5")
    var dataset = SmallDataset.full(cellLines: 7, drugs: 4) { $0 % 3 == 0 ? 0.5 : .nan }
    let provenance = ["responses": "IC50.csv", "note": "quotes \" and ümlaut"]
    let digest = try dataset.write(to: path, provenance: provenance)
    var stored = try ResponseDataset.read(path)
    expectEqual(stored.dataset, dataset)
    #expect(stored.provenance == provenance)
    #expect(stored.isSealed)
    #expect(try stored.sha256 == SHA256.hexadecimal(ofFile: path))
    #expect(digest == stored.sha256)

    dataset.drugs.canonicalSMILES = (0..<4).map { "canonical \($0)" }
    dataset.drugs.target = ["EGFR, ERBB2", "", "\u{3B1}", "MDM2"]
    dataset.drugs.pathway = ["", "Mitosis", "", "p53 pathway"]
    try dataset.write(to: path)
    stored = try ResponseDataset.read(path)
    expectEqual(stored.dataset, dataset)
    #expect(stored.provenance == [:])
    #expect(stored.sha256 != digest)
  }

  /// The schema's text and the writer are two descriptions of the same file.
  @Test(arguments: [false, true]) func filesKeepTheSchema(canonical: Bool) throws {
    let path = directory.path("data.h5")
    var dataset = SmallDataset.full(cellLines: 7, drugs: 4)
    if canonical {
      dataset.drugs.canonicalSMILES = dataset.drugs.smiles
      dataset.drugs.target = dataset.drugs.name
      dataset.drugs.pathway = dataset.drugs.name
    }
    try dataset.write(to: path, provenance: ["source": "here"])
    let report = try Schema.named("hqnn-dataset").check(file: SealedFile.open(path, requireSeal: true))
    #expect(report.unknownObjects == [] && report.unknownAttributes == [])
    #expect(report.extents == ["C": 7, "F": 5, "D": 4, "A": 11, "E": 7, "R": 28])
  }

  @Test func sameDataGiveTheSameFile() throws {
    let dataset = SmallDataset.full(cellLines: 7, drugs: 4)
    let first = try dataset.write(to: directory.path("a.h5"), provenance: ["a": "1", "b": "2"])
    #expect(try dataset.write(to: directory.path("b.h5"), provenance: ["b": "2", "a": "1"]) == first)
  }

  @Test func drugsWithoutBondsAndNoCommonFeatureSurvive() throws {
    let dataset = ResponseDataset(
      cellLines: .init(cosmicID: [1], name: ["a"], tissue: [""], featureName: ["f"], features: [0]),
      drugs: .init(
        name: ["methane"], smiles: ["C"], pubchemCID: [-1], atomOffset: [0, 1],
        atomFeatures: (0..<78).map { [0, 44, 55 + 4, 66 + 4].contains($0) ? 0.25 : 0 }, bondOffset: [0, 0],
        bonds: []),
      responses: .init(cellLine: [0], drug: [0], lnIC50: [0.5], auc: [0]))
    try dataset.write(to: directory.path("data.h5"))
    expectEqual(try ResponseDataset.read(directory.path("data.h5")).dataset, dataset)
  }

  @Test func damageIsFound() throws {
    let path = directory.path("data.h5")
    try SmallDataset.full(cellLines: 7, drugs: 4).write(to: path)
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    bytes[bytes.count / 2] ^= 1
    try bytes.write(to: URL(fileURLWithPath: path))
    let error = #expect(throws: FileError.self) { try ResponseDataset.read(path) }
    #expect(error?.exitCode == .badInput && error?.path == path)
  }

  @Test func missingFilesAreCalledMissing() {
    let error = #expect(throws: FileError.self) { try ResponseDataset.read(directory.path("none.h5")) }
    #expect(error?.exitCode == .missingFile)
  }

  @Test func unsoundDataAreNotWritten() throws {
    let path = directory.path("data.h5")
    var dataset = SmallDataset.full(cellLines: 7, drugs: 4)
    dataset.responses.lnIC50[5] = .nan
    let error = #expect(throws: FileError.self) { try dataset.write(to: path) }
    #expect(
      error?.description
        == "\(path): /responses/ln_ic50: is not written: row 5: expected a finite number, found nan")
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == [])
  }

  @Test func otherFilesAreNotDataSets() throws {
    let path = directory.path("checkpoint.h5")
    try SealedFile.write(to: path) { root in
      try root.attributes.set("schema_name", "hqnn-checkpoint")
      try root.attributes.set("schema_version", Int64(1))
    }
    let error = #expect(throws: (any Error).self) { try ResponseDataset.read(path) } as? any ReportableError
    #expect(error?.exitCode == .badInput)
    #expect(
      error?.description
        == "\(path): holds hqnn-checkpoint, expected hqnn-dataset")
  }
}
