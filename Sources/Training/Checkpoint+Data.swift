import DrugResponse
import Support

/// Whether a data set goes together with a checkpoint.
extension Checkpoint {
  /// For going on with a run, and for its own split: it must be the very data set, since the split holds row numbers.
  ///
  /// - Throws: `FileError` (65).
  func requireData(_ stored: StoredDataset, path: String) throws {
    if stored.sha256 != datasetDigest {
      throw FileError.invalid(
        path,
        "is not the data set of this run: its SHA-256 is \(stored.sha256.prefix(16))..., the run's is "
          + "\(datasetDigest.prefix(16))...")
    }
    try requireFeatures(of: stored, path: path)
    if let problem = split.problem(responseCount: stored.dataset.responses.count) {
      throw FileError.invalid(path, at: "the checkpoint's /split", problem)
    }
  }

  /// For predictions: its cell lines must have the features that the model was trained on, in the same order.
  ///
  /// - Throws: `FileError` (65).
  func requireFeatures(of stored: StoredDataset, path: String) throws {
    let cellLines = stored.dataset.cellLines
    let expected = architecture.featureCount
    guard cellLines.featureCount == expected else {
      throw FileError.invalid(
        path, at: "/cell_lines/features",
        "the checkpoint was trained on \(expected) features a cell line, found \(cellLines.featureCount)")
    }
    guard cellLines.featureDigest == featureDigest else {
      throw FileError.invalid(
        path, at: "/cell_lines/feature_name",
        "names other features, or in another order, than those that the checkpoint was trained on")
    }
  }

  /// For predictions of its drugs: their graphs must be of the same parts of their SMILES.
  ///
  /// - Throws: `FileError` (65).
  func requireFragments(of dataset: ResponseDataset, path: String) throws {
    guard dataset.drugs.fragments == fragments else {
      throw FileError.invalid(
        path, at: "/drugs",
        "was converted with --fragments \(dataset.drugs.fragments.rawValue), but the checkpoint was trained on drugs "
          + "converted with --fragments \(fragments.rawValue)")
    }
  }
}
