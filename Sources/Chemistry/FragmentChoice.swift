/// Which covalently bound parts of a SMILES string are read: drugs may be written as salts, solvates or mixtures.
public enum FragmentChoice: String, Codable, Sendable, CaseIterable {
  /// All of them, as one graph of several components.
  case all
  /// The one with the most heavy atoms (all but hydrogen); of these the heaviest by the most common isotopes and those
  /// that are written; of these the first by canonical SMILES. It is RDKit's LargestFragmentChooser counting heavy
  /// atoms alone, as counting hydrogens too would take the ammonia out of a cisplatin that is written with dots.
  case largest
}
