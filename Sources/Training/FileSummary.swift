import DrugResponse
import HDF5
import Schemas
import Support

/// What `inspect` and `validate` say of a data set, a checkpoint, or an experiment's results.
public enum FileSummary {
  /// Of files that say of themselves all there is to say.
  private static let experimentSchemaName = "hqnn-experiment"

  /// What the file is, what it was made of, and its objects.
  ///
  /// - Parameters:
  ///   - path: a data set or a checkpoint, or a run directory for its newest valid checkpoint.
  ///   - data: the data set of a checkpoint, for what its test set holds that its training set has not.
  ///   - countsWeights: whether to count the circuit weights of a checkpoint that change its output, which takes seconds.
  /// - Throws: `FileError` or `HDF5Error` for a file that is missing, damaged or not ours, and for a data set that is not
  ///   the checkpoint's; `UsageError` for `data` beside a data set, and for `countsWeights` without a circuit.
  public static func describe(_ path: String, data: String? = nil, countsWeights: Bool = false) throws
    -> String
  {
    let path = Directory.exists(path) ? try ScoringSession.find(path).path : path
    let file = try SealedFile.open(path)
    let objects = try FileInspection.describe(file)
    switch try kind(of: file) {
    case Checkpoint.schemaName:
      let checkpoint = try Checkpoint.read(from: file)
      let weights =
        countsWeights ? try WeightSurvey(checkpoint, path: path, data: data).lines : []
      return try ([text(checkpoint)] + weights + sides(checkpoint, data) + [objects]).joined(separator: "\n")
    case Self.experimentSchemaName:
      if let option = data.map({ "--data \($0)" }) ?? (countsWeights ? "--effective-parameters" : nil) {
        throw UsageError("\(option) goes with a checkpoint, but \(path) holds an experiment's results")
      }
      return objects
    default:
      if let data { throw UsageError("--data \(data) goes with a checkpoint, but \(path) is a data set") }
      if countsWeights {
        throw UsageError("--effective-parameters goes with a checkpoint, but \(path) is a data set")
      }
      let dataset = try ResponseDataset.read(file).dataset
      return try (["\(dataset.summary)"] + SplitDescription.texts(of: dataset) + [objects]).joined(
        separator: "\n")
    }
  }

  /// What the two sides of a checkpoint's split hold; nothing where its data set is not at hand.
  private static func sides(_ checkpoint: Checkpoint, _ data: String?) throws -> [String] {
    guard let data else { return [] }
    let stored = try ResponseDataset.read(data)
    try checkpoint.requireData(stored, path: data)
    let overlap = SplitOverlap(of: checkpoint.split, in: stored.dataset)
    return overlap.lines + ["the test set measures: \(overlap.measured)"]
  }

  /// - Parameters:
  ///   - path: a data set or a checkpoint.
  ///   - data: for a checkpoint, the data set that its run is to go on with; nil to look at the file alone.
  /// - Throws: the first thing that is wrong: seal, checksums, schema, or what the schema cannot say; `UsageError` for
  ///   `data` with a file that is no checkpoint.
  public static func validate(_ path: String, data: String? = nil) throws -> String {
    let file = try SealedFile.open(path)
    let summary = try FileValidation.validate(file)
    let kind = try kind(of: file)
    guard kind == Checkpoint.schemaName else {
      if kind == Self.experimentSchemaName {
        if data != nil {
          throw UsageError("--data goes with a checkpoint, but \(path) holds an experiment's results")
        }
        return summary
      }
      if data != nil { throw UsageError("--data goes with a checkpoint, but \(path) is a data set") }
      try requireSplitsWithoutLeaks(ResponseDataset.read(file).dataset, path)
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

  /// - Throws: `FileError` for a named split that does not keep apart what it says it does.
  private static func requireSplitsWithoutLeaks(_ dataset: ResponseDataset, _ path: String) throws {
    if dataset.splits.isEmpty { return }
    let groups = ResponseGroups.all(of: dataset)
    for split in dataset.splits {
      if let leak = split.leak(groups) { throw FileError.invalid(path, at: "/splits/\(split.name)", leak) }
    }
  }

  private static func kind(of file: HDF5File) throws -> String? {
    try file.root.attributes.string("schema_name")
  }

  private static func text(_ checkpoint: Checkpoint) -> String {
    let state = checkpoint.state
    var lines = [
      "checkpoint after \(state.epoch) epochs, step \(state.step)",
      checkpoint.architecture.summary,
      "\(checkpoint.split.summary), split \(checkpoint.configuration.splitSummary)",
      "target: \(checkpoint.configuration.target.rawValue)"
        + (checkpoint.fragments == .all ? "" : "; of each drug the largest fragment"),
    ]
    if let last = state.history.entries.last, let best = state.history.best {
      lines.append(
        "test MSE \(last.testMSE) after epoch \(last.epoch), best \(best.testMSE) after epoch \(best.epoch)"
          + (best.validationMSE.map { ", chosen by the validation MSE, \($0)" } ?? ""))
    }
    lines.append("data set SHA-256 \(checkpoint.datasetDigest)")
    lines.append("written by \(checkpoint.build)")
    return lines.joined(separator: "\n")
  }
}
