import ArgumentParser

/// What shells offer for the value of an option.
extension CompletionKind {
  /// A data set or a checkpoint, or a run directory.
  static var hdf5: CompletionKind { .file(extensions: ["h5", "hdf5"]) }

  /// A file that parameters can be taken from.
  static var parameters: CompletionKind { .file(extensions: ["h5", "npz", "safetensors"]) }

  /// A table: text, gzip or a spreadsheet.
  static var table: CompletionKind { .file(extensions: ["csv", "tsv", "txt", "gz", "xlsx"]) }
}
