import DrugResponse
import Foundation
import Training

/// The data set of a run, and its split.
struct DataContent: Encodable {
  /// As it was read.
  let path: String
  let sha256: String
  let summary: DatasetSummary
  /// Different tissues of the cell lines that have one.
  let tissues: Int
  /// The files that the data set was converted from; nil where it does not say.
  let sources: [ConversionReport.Input]?
  let split: String
  /// What the test set measures, in a line.
  let measures: String
  /// What stands on the two sides.
  let sides: [String]
  /// How many train, test and, if any, validate.
  let samples: String

  init(_ session: ScoringSession, path: String) throws {
    let checkpoint = session.checkpoint
    self.path = path
    sha256 = checkpoint.datasetDigest
    summary = session.dataset.summary
    tissues = Set(session.dataset.cellLines.tissue.filter { !$0.isEmpty }.map { $0.lowercased() }).count
    // Another program's data set may say something else there, or nothing.
    sources = session.provenance["conversion"].flatMap {
      try? JSONDecoder().decode(ConversionReport.self, from: Data($0.utf8)).inputs
    }
    split = checkpoint.configuration.splitSummary
    let overlap = SplitOverlap(of: checkpoint.split, in: session.dataset)
    measures = overlap.measured
    sides = Array(overlap.lines.dropFirst())
    samples = checkpoint.split.summary
  }
}
