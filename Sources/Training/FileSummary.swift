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

  /// - Parameter data: for a checkpoint, the data set that its run is to go on with; nil to look at the file alone.
  /// - Throws: the first thing that is wrong: seal, checksums, schema, or what the schema cannot say; `UsageError` for
  ///   `data` with a file that is no checkpoint.
  public static func validate(_ path: String, data: String? = nil) throws -> String {
    let file = try SealedFile.open(path)
    let summary = try FileValidation.validate(file)
    guard try kind(of: file) == Checkpoint.schemaName else {
      if data != nil { throw UsageError("--data goes with a checkpoint, but \(path) is a data set") }
      _ = try ResponseDataset.read(file)
      return summary
    }
    let checkpoint = try Checkpoint.read(from: file)
    let batches = try MiniBatches(
      sampleCount: checkpoint.split.train.count, batchSize: checkpoint.configuration.batchSize,
      microShardSize: checkpoint.configuration.microShardSize)
    if let defect = checkpoint.state.defect(stepsPerEpoch: batches.count) {
      throw FileError.invalid(path, at: "attribute step", defect)
    }
    guard let data else { return summary }
    try checkpoint.requireData(ResponseDataset.read(data), path: data)
    return summary + "\ndata set: \(data) is the one of this run, with all rows of the split"
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
      "target: \(checkpoint.configuration.target.rawValue)"
        + (checkpoint.fragments == .all ? "" : "; of each drug the largest fragment"),
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
