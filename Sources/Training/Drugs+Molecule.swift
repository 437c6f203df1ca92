import Chemistry
import DrugResponse

extension ResponseDataset.Drugs {
  /// One drug alone.
  init(name: String, smiles: String, molecule: Molecule) {
    self.init(
      name: [name], smiles: [smiles], pubchemCID: [-1], atomOffset: [0, Int64(molecule.atomCount)],
      atomFeatures: molecule.atomFeatures, bondOffset: [0, Int64(molecule.bondCount)], bonds: molecule.bonds)
  }
}
