import Chemistry
import Foundation
import HDF5
import Schemas
import Support

extension ResponseDataset {
  /// Reads an HDF5 file of schema `hqnn-dataset` and checks that it means something.
  ///
  /// - Throws: `FileError` with exit code 66 for a missing file; `FileError` or `HDF5Error` with 65, naming object
  ///   and row and what was expected, for one that is damaged, lacks an object, holds one of another type or shape,
  ///   or breaks a rule of `firstDefect`.
  public static func read(_ path: String) throws -> StoredDataset { try read(SealedFile.open(path)) }

  /// The same of an open file.
  public static func read(_ file: HDF5File) throws -> StoredDataset {
    let root = try file.root
    try Schema.named(DatasetSchema.name).checkIdentity(of: file)
    let provenance = try provenance(root, file.path)
    var dataset = ResponseDataset(
      cellLines: try readCellLines(root.group("cell_lines")), drugs: try readDrugs(root.group("drugs")),
      responses: try readResponses(root.group("responses")), splits: try NamedSplit.readAll(root))
    dataset.drugs.fragments = try fragments(provenance, file.path)
    if let defect = dataset.firstDefect {
      throw FileError.invalid(file.path, at: defect.object, defect.problem)
    }
    return StoredDataset(
      dataset: dataset, sha256: try file.sha256(), isSealed: file.isSealed,
      provenance: provenance)
  }

  private static func readCellLines(_ group: Group) throws -> CellLines {
    let cosmicID = try group.dataset("cosmic_id").read(as: Int64.self, shape: [nil])
    let featureName = try group.dataset("feature_name").readStrings()
    return CellLines(
      cosmicID: cosmicID, name: try group.dataset("name").readStrings(count: cosmicID.count),
      tissue: try group.dataset("tissue").readStrings(count: cosmicID.count), featureName: featureName,
      features: try group.dataset("features").read(
        as: UInt8.self, shape: [cosmicID.count, featureName.count]))
  }

  private static func readDrugs(_ group: Group) throws -> Drugs {
    let name = try group.dataset("name").readStrings()
    let count = name.count
    func texts(_ object: String) throws -> [String]? {
      try group.contains(object) ? group.dataset(object).readStrings(count: count) : nil
    }
    return Drugs(
      name: name, smiles: try group.dataset("smiles").readStrings(count: count),
      pubchemCID: try group.dataset("pubchem_cid").read(as: Int64.self, shape: [count]),
      atomOffset: try group.dataset("atom_offset").read(as: Int64.self, shape: [count + 1]),
      atomFeatures: try group.dataset("atom_features").read(
        as: Float.self, shape: [nil, Drugs.atomFeatureCount]),
      bondOffset: try group.dataset("bond_offset").read(as: Int64.self, shape: [count + 1]),
      bonds: try group.dataset("bonds").read(as: Int32.self, shape: [nil, 2]),
      canonicalSMILES: try texts("canonical_smiles"), target: try texts("target"),
      pathway: try texts("pathway"))
  }

  private static func readResponses(_ group: Group) throws -> Responses {
    let cellLine = try group.dataset("cell_line").read(as: Int32.self, shape: [nil])
    return Responses(
      cellLine: cellLine, drug: try group.dataset("drug").read(as: Int32.self, shape: [cellLine.count]),
      lnIC50: try group.dataset("ln_ic50").read(as: Float.self, shape: [cellLine.count]),
      auc: try group.dataset("auc").read(as: Float.self, shape: [cellLine.count]))
  }

  private static func fragments(_ provenance: [String: String], _ path: String) throws -> FragmentChoice {
    guard let text = provenance[DatasetSchema.fragmentsKey] else { return .all }
    guard let fragments = FragmentChoice(rawValue: text) else {
      throw FileError.invalid(
        path, at: "attribute \(DatasetSchema.provenanceAttribute)",
        "\(DatasetSchema.fragmentsKey) is \"\(text)\", expected all or largest")
    }
    return fragments
  }

  private static func provenance(_ root: Group, _ path: String) throws -> [String: String] {
    guard let text = try root.attributes.string(DatasetSchema.provenanceAttribute) else { return [:] }
    guard let provenance = try? JSONDecoder().decode([String: String].self, from: Data(text.utf8)) else {
      throw FileError.invalid(
        path, at: "attribute \(DatasetSchema.provenanceAttribute)", "expected a JSON object of texts")
    }
    return provenance
  }
}
