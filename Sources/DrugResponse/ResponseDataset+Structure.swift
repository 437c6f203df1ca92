extension ResponseDataset.Drugs {
  /// What tells drug `row`'s structure from others': its canonical SMILES where the data set holds them, else its
  /// SMILES as given. Drugs screened twice, under two names or numbers, have equal keys.
  public func structureKey(_ row: Int) -> String { canonicalSMILES?[row] ?? smiles[row] }
}
