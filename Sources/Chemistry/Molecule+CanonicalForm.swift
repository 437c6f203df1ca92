extension Molecule {
  /// Refuses a structure that does not come back from its canonical form, under which data sets keep it and by which they
  /// tell structures apart.
  ///
  /// For some strings that break the rules of valence and aromaticity RDKit writes a form that it refuses itself, or that
  /// has fewer atoms. Stereochemistry and the marks of hydrogens are not compared: RDKit may write them in other ways
  /// each time.
  /// - Parameter read: reads a string without these checks.
  /// - Throws: `MoleculeError`.
  func requireCanonicalForm(of smiles: String, reading read: (String) throws -> Molecule) throws {
    let again: Molecule
    do { again = try read(canonicalSMILES) } catch let error as MoleculeError {
      throw MoleculeError(
        smiles: smiles,
        reason: "RDKit refuses the form that it gives it itself, \(canonicalSMILES): \(error.reason)")
    }
    guard again.atomCount == atomCount && again.bondCount == bondCount else {
      throw MoleculeError(
        smiles: smiles,
        reason:
          "has \(atomCount) atoms and \(bondCount) bonds, but in RDKit's canonical form, \(canonicalSMILES), "
          + "\(again.atomCount) and \(again.bondCount): hydrogens belong to their atoms, as in [CH3]")
    }
  }
}
