extension ResponseDataset.Drugs {
  /// What tells drug `row`'s structure from others': its canonical SMILES where the data set holds them, else its
  /// SMILES as given. Drugs screened twice, under two names or numbers, have equal keys.
  public func structureKey(_ row: Int) -> String { canonicalSMILES?[row] ?? smiles[row] }

  /// The names of drugs that have their structure in common with others, by structure; in the order of rows.
  public var namesOfSharedStructures: [[String]] {
    Dictionary(grouping: name.indices, by: structureKey).values.filter { $0.count > 1 }
      .sorted { $0[0] < $1[0] }.map { rows in rows.map { name[$0] } }
  }
}
