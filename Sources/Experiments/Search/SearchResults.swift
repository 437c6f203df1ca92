import Foundation
import Support
import Training

/// The files that a search ends with.
struct SearchResults {
  private let record: SearchRecord
  private let standings: SearchStandings

  init(_ record: SearchRecord, _ standings: SearchStandings) {
    (self.record, self.standings) = (record, standings)
  }

  /// Writes results.csv, results.md and, where not all configurations diverged, best.yaml and best-experiment.yaml.
  ///
  /// - Throws: `FileError` (73, 74) for what cannot be written.
  func write(to directory: String) throws {
    DurableFile.removeLeftovers(in: directory)
    try DurableFile.write(table, to: directory + "/results.csv")
    if let best {
      try DurableFile.write(best.yaml, to: directory + "/best.yaml")
      try DurableFile.write(best.experimentYAML, to: directory + "/best-experiment.yaml")
    }
    try DurableFile.write(page, to: directory + "/results.md")
  }

  /// The result in a few lines.
  var conclusions: [String] {
    guard let best, let (rung, standing) = standings.final.first, let score = standing.score else {
      return ["all configurations diverged"]
    }
    let epochs = record.plan.rungs[rung].epochs
    return [
      "the smallest validation MSE to epoch \(epochs): \(String(format: "%.6f", score)) of configuration "
        + "\(standing.number + 1)\(rung < record.plan.rungs.count - 1 ? "; all that went on diverged" : "")",
      record.keys.map { "  \($0): \(best.values[$0] ?? "")" }.joined(separator: "\n"),
    ]
  }

  private var best: SearchSpace.Candidate? {
    guard let first = standings.final.first?.standing, first.score != nil else { return nil }
    return record.candidates[first.number]
  }

  private var header: [String] {
    ["place", "configuration", "epochs", "validation_mse", "best_epoch"] + record.keys
  }

  /// A row a configuration, best first: text for tables and for CSV.
  private func rows(format: String) -> [[String]] {
    standings.final.enumerated().map { place, item in
      let (rung, standing) = item
      let score = standing.score.map { String(format: format, $0) } ?? "diverged"
      return [
        "\(place + 1)", "\(standing.number + 1)", "\(record.plan.rungs[rung].epochs)", score,
        standing.bestEpochs.map(String.init).joined(separator: " "),
      ] + record.keys.map { record.candidates[standing.number].values[$0] ?? "" }
    }
  }

  private var table: String {
    ([header] + rows(format: "%.9g")).map { CommaSeparatedLine.text($0) }.joined()
  }

  private var page: String {
    var table = MarkdownTable(header: header)
    table.rows = rows(format: "%.6f")
    return """
      # Search for settings

      \(record.plan.summary). The score is the smallest mean squared error of the normalised target over the validation
      pairs up to the last epoch trained\(repetitions); the test pairs, which every run scores for its metrics.csv, choose
      nothing. Configurations of more epochs stand first, since scores of different numbers of epochs do not compare.

      ```
      hqnn \(record.command.map { $0.shellQuoted }.joined(separator: " "))
      ```

      \(conclusions.joined(separator: "\n"))

      The winner's settings are in best.yaml, for `hqnn train --config`, and without what an experiment says itself in
      best-experiment.yaml, for the configuration options of `hqnn reproduce`. The score of the best of many is too good:
      what its settings are worth, only pairs say that nothing was chosen by.

      \(table.text)
      """
  }

  private var repetitions: String {
    let count = record.plan.repetitions
    return count == 1 ? "" : ", mean over \(count) seeds"
  }
}

extension SearchPlan {
  /// "27 configurations to epoch 5, 9 to epoch 15, 3 to epoch 40"
  var summary: String {
    let stages = rungs.enumerated().map { index, rung in
      "\(rung.count)\(index == 0 ? " configuration\(rung.count == 1 ? "" : "s")" : "") to epoch \(rung.epochs)"
    }
    return stages.joined(separator: ", ") + (repetitions == 1 ? "" : ", each with \(repetitions) seeds")
  }
}
