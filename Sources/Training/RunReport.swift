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
      - \(problem.split.train.count) training and \(problem.split.test.count) test samples\
      \(problem.withoutTargetRemark), split \(problem.configuration.splitSummary); the test set measures: \
      \(problem.overlap.measured)
      - target: \(problem.configuration.target.rawValue)
      - \(problem.configuration.epochs) epochs of \(problem.stepsPerEpoch) steps, \
      \(problem.configuration.batchSize) samples a step
      - \(BuildIdentity.current)

      ## After the last epoch

      \(evaluation.markdown)

      A model that does not beat the drug + cell-line effects has learned no interaction between drugs and cell lines.

      ## Course

      \(course)
      ## Configuration

      ```yaml
      \(try problem.configuration.yaml())```

      """
    }
  }

  private var course: String {
    guard let best = history.best else { return "" }
    var text = "The smallest test MSE, \(best.testMSE), came after epoch \(best.epoch) (`\(bestCheckpoint)`"
    text +=
      "; chosen by the test set, it flatters).\n\n| epoch | train MSE | test MSE |\n| ---: | ---: | ---: |\n"
    for entry in history.entries { text += "| \(entry.epoch) | \(entry.trainMSE) | \(entry.testMSE) |\n" }
    return text
  }
}
