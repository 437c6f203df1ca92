import HDF5

/// What data sets are called in HDF5 files, and how they are stored.
enum DatasetSchema {
  /// Of hdf5-schemas/.
  static let name = "hqnn-dataset"

  /// The root attribute that holds where a data set comes from: a JSON object of texts.
  static let provenanceAttribute = "provenance"

  /// The key of the provenance under which `ResponseDataset.Drugs.fragments` stands; without it, all were read.
  static let fragmentsKey = "fragments"

  /// Features are nearly all zeros and atoms repeat: compression saves nine tenths of a file.
  static let storage = StorageOptions(deflateLevel: 4)
}

/// A data set read from a file, with what tells the file from others.
public struct StoredDataset: Sendable {
  public let dataset: ResponseDataset
  /// The SHA-256 digest of the whole file, as `sha256sum` prints it: a checkpoint's `dataset_sha256`.
  public let sha256: String
  /// Whether the file carries a seal, which then was found intact. Files of other programs carry none.
  public let isSealed: Bool
  /// Where the data come from, as the writer told; empty if it did not.
  public let provenance: [String: String]
}
