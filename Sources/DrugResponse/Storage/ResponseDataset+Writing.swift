import Chemistry
import Foundation
import HDF5
import Schemas
import Support

extension ResponseDataset {
  /// Writes the data set as a sealed HDF5 file of schema `hqnn-dataset`: whole under its name, or not at all.
  ///
  /// - Parameters:
  ///   - path: the file to write.
  ///   - provenance: where the data come from, such as the sources' names and digests; kept as one JSON object in the
  ///     root attribute `provenance`, together with `drugs.fragments` where these are not all.
  /// - Returns: the SHA-256 digest of the file.
  /// - Throws: `FileError` with exit code 65 if the data set breaks a rule of `firstDefect`, with 73 or 74 if the
  ///   file cannot be written; `HDF5Error`.
  @discardableResult
  public func write(to path: String, provenance: [String: String] = [:]) throws -> String {
    if let defect = firstDefect {
      throw FileError.invalid(path, at: defect.object, "is not written: \(defect.problem)")
    }
    try SealedFile.write(to: path) { root in
      try Schema.named(DatasetSchema.name).writeIdentity(to: root)
      let choice =
        drugs.fragments == .all ? [:] : [DatasetSchema.fragmentsKey: drugs.fragments.rawValue]
      try root.attributes.set(
        DatasetSchema.provenanceAttribute, Self.json(provenance.merging(choice) { $1 }))
      try write(cellLines, to: root.createGroup("cell_lines"))
      try write(drugs, to: root.createGroup("drugs"))
      try write(responses, to: root.createGroup("responses"))
      for split in splits { try split.write(to: root) }
      try Schema.named(DatasetSchema.name).describeObjects(in: root)
    }
    return try SHA256.hexadecimal(ofFile: path)
  }

  private func write(_ cellLines: CellLines, to group: Group) throws {
    let options = DatasetSchema.storage
    try group.write(cellLines.cosmicID, to: "cosmic_id", options: options)
    try group.write(cellLines.name, to: "name", options: options)
    try group.write(cellLines.tissue, to: "tissue", options: options)
    try group.write(cellLines.featureName, to: "feature_name", options: options)
    try group.write(
      cellLines.features, to: "features", shape: [cellLines.count, cellLines.featureCount], options: options)
  }

  private func write(_ drugs: Drugs, to group: Group) throws {
    let options = DatasetSchema.storage
    try group.write(drugs.name, to: "name", options: options)
    try group.write(drugs.smiles, to: "smiles", options: options)
    for case (let name, let texts?) in [
      ("canonical_smiles", drugs.canonicalSMILES), ("target", drugs.target), ("pathway", drugs.pathway),
    ] {
      try group.write(texts, to: name, options: options)
    }
    try group.write(drugs.pubchemCID, to: "pubchem_cid", options: options)
    try group.write(drugs.atomOffset, to: "atom_offset", options: options)
    let width = Drugs.atomFeatureCount
    let atoms = zip(drugs.atomOffset, drugs.atomOffset.dropFirst()).flatMap { Int32(0)..<Int32($1 - $0) }
    try group.write(atoms, to: "atom", options: options)
    try group.write(AtomFeatures.names, to: "atom_feature_name", options: options)
    try group.write(
      drugs.atomFeatures, to: "atom_features", shape: [drugs.atomFeatures.count / width, width],
      options: options)
    try group.write(drugs.bondOffset, to: "bond_offset", options: options)
    try group.write(drugs.bonds, to: "bonds", shape: [drugs.bonds.count / 2, 2], options: options)
  }

  private func write(_ responses: Responses, to group: Group) throws {
    let options = DatasetSchema.storage
    try group.write(responses.cellLine, to: "cell_line", options: options)
    try group.write(responses.drug, to: "drug", options: options)
    try group.write(responses.lnIC50, to: "ln_ic50", options: options)
    try group.write(responses.auc, to: "auc", options: options)
  }

  /// Keys sorted, so that the same provenance gives the same file.
  private static func json(_ provenance: [String: String]) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(provenance), as: UTF8.self)
  }
}
