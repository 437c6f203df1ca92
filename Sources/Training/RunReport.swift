import DrugResponse
import Foundation
import Support

/// report.md: what was trained on what, how it went, and how it compares with the naive baselines.
struct RunReport {
  let problem: TrainingProblem
  let history: TrainingHistory
  let evaluation: Evaluation
  let bestCheckpoint: String

  var markdown: String {
    get throws {
      """
      # Training report

      \(problem.architecture.summary)

      - data set: \(problem.configuration.data) (SHA-256 \(problem.datasetDigest))
      - \(problem.split.summary)\
      \(problem.withoutTargetRemark), split \(problem.configuration.splitSummary); the test set measures: \
      \(problem.overlap.measured)
      - target: \(problem.configuration.target.rawValue)
      - \(problem.configuration.epochs) epochs of \(problem.stepsPerEpoch) steps, \
      \(problem.configuration.batchSize) samples a step\(problem.earlyEnd(after: history).map { "; \($0)" } ?? "")
      - \(BuildIdentity.current)\
      \(overlap.sentence.map { "\n- warning: \($0)" } ?? "")

      ## After the last epoch

      \(evaluation.markdown)

      The drug + cell-line effects know no interaction between drugs and cell lines.

      ## Course

      \(course)
      ## Configuration

      ```yaml
      \(try problem.configuration.yaml())```

      """
    }
  }

  private var overlap: StartOverlap {
    StartOverlap(of: problem.configuration, split: problem.split, datasetDigest: problem.datasetDigest)
  }

  private var course: String {
    guard let best = history.best else { return "" }
    let columns =
      best.validationMSE == nil ? ["train MSE", "test MSE"] : ["train MSE", "test MSE", "validation MSE"]
    var text =
      "\(chosen(best)).\n\n| epoch | \(columns.joined(separator: " | ")) |\n|"
      + String(repeating: " ---: |", count: 1 + columns.count) + "\n"
    for entry in history.entries {
      let values = [entry.trainMSE, entry.testMSE] + (entry.validationMSE.map { [$0] } ?? [])
      text += "| \(entry.epoch) | \(values.map { "\($0)" }.joined(separator: " | ")) |\n"
    }
    return text
  }

  /// The best epoch, and by what it was chosen.
  private func chosen(_ best: TrainingHistory.Entry) -> String {
    if let error = best.validationMSE {
      return
        "The smallest validation MSE, \(error), came after epoch \(best.epoch) (`\(bestCheckpoint)`), where the "
        + "test MSE, which had no part in the choice, was \(best.testMSE)"
    }
    return
      "The smallest test MSE, \(best.testMSE), came after epoch \(best.epoch) (`\(bestCheckpoint)`; chosen by the "
      + "test set, it flatters)"
  }
}
