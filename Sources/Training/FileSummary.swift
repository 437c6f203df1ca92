import DrugResponse
import HDF5
import Schemas
import Support

/// What `inspect` and `validate` say of a data set or a checkpoint.
public enum FileSummary {
  /// What the file is, what it was made of, and its objects.
  ///
  /// - Throws: `FileError` or `HDF5Error` for a file that is missing, damaged or not ours.
  public static func describe(_ path: String) throws -> String {
    let file = try SealedFile.open(path)
    let objects = try FileInspection.describe(file)
    switch try kind(of: file) {
    case Checkpoint.schemaName: return checkpoint(try Checkpoint.read(from: file)) + "\n" + objects
    default: return try "\(ResponseDataset.read(file).dataset.summary)" + "\n" + objects
    }
  }

  /// - Throws: the first thing that is wrong: seal, checksums, schema, or what the schema cannot say.
  public static func validate(_ path: String) throws -> String {
    let file = try SealedFile.open(path)
    let summary = try FileValidation.validate(file)
    switch try kind(of: file) {
    case Checkpoint.schemaName: _ = try Checkpoint.read(from: file)
    default: _ = try ResponseDataset.read(file)
    }
    return summary
  }

  private static func kind(of file: HDF5File) throws -> String? {
    try file.root.attributes.string("schema_name")
  }

  private static func checkpoint(_ checkpoint: Checkpoint) -> String {
    let state = checkpoint.state
    var lines = [
      "checkpoint after \(state.epoch) epochs, step \(state.step)",
      checkpoint.architecture.summary,
      "\(checkpoint.split.train.count) training and \(checkpoint.split.test.count) test samples",
    ]
    if let last = state.history.entries.last, let best = state.history.best {
      lines.append(
        "test MSE \(last.testMSE) after epoch \(last.epoch), best \(best.testMSE) after epoch \(best.epoch)")
    }
    lines.append("data set SHA-256 \(checkpoint.datasetDigest)")
    lines.append("written by \(checkpoint.build)")
    return lines.joined(separator: "\n")
  }
}
