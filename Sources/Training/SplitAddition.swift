import DrugResponse
import HDF5
import Support

/// What `hqnn split` does.
public enum SplitAddition {
  /// Writes a data set that holds all that another does, and a split more.
  ///
  /// - Parameters:
  ///   - name: of the split.
  ///   - options: kind, folds, sizes and seed.
  ///   - validation: what of the training side is to be a side of its own; nil for nothing.
  ///   - path: the data set; it stays as it is.
  ///   - output: the file to write.
  /// - Returns: what the split holds, as text, and the SHA-256 digest of the file.
  /// - Throws: `UsageError` for a split that cannot be made or whose name is taken; errors of reading and of writing.
  public static func add(
    _ name: String, _ options: SplitOptions, validation: ValidationSize? = nil, to path: String,
    output: String
  ) throws -> (text: String, sha256: String) {
    let image = try FileImage(reading: path)
    let stored = try ResponseDataset.read(image.open())
    let split = try NamedSplit(name: name, of: stored.dataset, options: options, validation: validation)
    let lines =
      [try SplitDescription.text(of: split, ResponseGroups.all(of: stored.dataset))]
      + (options.kind == .tissue ? [stored.dataset.leftOutOfTissues].compactMap { $0 } : [])
    return (lines.joined(separator: "\n"), try stored.write(adding: split, from: image, to: output))
  }
}
