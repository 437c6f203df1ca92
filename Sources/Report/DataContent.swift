import DrugResponse
import Foundation
import Training

/// The data set of a run, and its split.
struct DataContent: Encodable {
  /// As it was read; no part of what is written, as the same data set may lie elsewhere.
  let path: String
  let file: String
  let sha256: String
  let summary: DatasetSummary
  /// Different tissues of the cell lines that have one.
  let tissues: Int
  /// The files that the data set was converted from; nil where it does not say.
  let sources: [ConversionReport.Input]?
  let split: String
  /// What the test set measures, in a line.
  let measures: String
  /// Whether all of the test set's drugs, or cell lines, are new.
  let hasNewDrugs: Bool
  let hasNewCellLines: Bool
  /// What stands on the two sides.
  let sides: [String]
  /// How many train, test and, if any, validate.
  let samples: String

  private enum CodingKeys: String, CodingKey {
    case file, sha256, summary, tissues, sources, split, measures, hasNewDrugs, hasNewCellLines, sides,
      samples
  }

  init(_ session: ScoringSession, path: String) throws {
    let checkpoint = session.checkpoint
    self.path = path
    file = URL(fileURLWithPath: path).lastPathComponent
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
    hasNewDrugs = overlap[.drug].new == overlap[.drug].test
    hasNewCellLines = overlap[.cellLine].new == overlap[.cellLine].test
    sides = Array(overlap.lines.dropFirst())
    samples = checkpoint.split.summary
  }
}
