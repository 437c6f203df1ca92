import Chemistry

extension ResponseDataset.Drugs {
  /// No drug yet.
  public init(fragments: FragmentChoice = .all) {
    self.init(
      name: [], smiles: [], pubchemCID: [], atomOffset: [0], atomFeatures: [], bondOffset: [0], bonds: [],
      canonicalSMILES: [], fragments: fragments)
  }

  /// Adds a drug whose molecule was read with `fragments`.
  public mutating func append(name: String, smiles: String, pubchemCID: Int64 = -1, molecule: Molecule) {
    self.name.append(name)
    self.smiles.append(smiles)
    self.pubchemCID.append(pubchemCID)
    canonicalSMILES?.append(molecule.canonicalSMILES)
    atomOffset.append(Int64(atomFeatures.count / Self.atomFeatureCount + molecule.atomCount))
    atomFeatures += molecule.atomFeatures
    bondOffset.append(Int64(bonds.count / 2 + molecule.bondCount))
    bonds += molecule.bonds
  }
}
