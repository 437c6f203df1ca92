import Foundation
import Training

/// The results as tables of comma-separated values: numbers as they are, empty where there is none, times last.
extension ExperimentResults {
  /// Names of files with their contents.
  var tables: [(name: String, contents: String)] {
    [("results.csv", results), ("curves.csv", curves), ("comparisons.csv", comparisonTable)]
  }

  private static func text(_ value: Double?) -> String? { value.map { "\($0)" } }

  /// A row a trial.
  private var results: String {
    let baselines = Self.baselines
    var text = CommaSeparatedLine.text(
      [
        "trial", "condition", "arm", "seed", "training_samples", "validation_samples", "test_samples",
        "epochs",
        "reported_epoch", "mse", "rmse", "pearson", "spearman", "r2", "within_drug_pearson",
      ] + baselines.map { $0.replacing("-", with: "_") + "_mse" } + [
        "parameters", "head_parameters", "failure", "seconds", "threads",
      ])
    for (planned, result) in zip(plan.trials, trials) {
      let metrics = result.metrics()
      let overall = metrics?.overall
      text += CommaSeparatedLine.text(
        [
          result.name, plan.conditions[planned.condition].name, plan.arms[planned.arm].name,
          "\(plan.seeds[planned.seed])", "\(result.trainingSamples)", "\(result.validationSamples)",
          "\(result.testSamples)", "\(result.configuration.epochs)", result.epoch.map { "\($0)" },
        ]
          + [
            overall?.mse, overall?.rmse, overall?.pearson, overall?.spearman, overall?.r2,
            metrics?.withinDrug.meanPearson,
          ].map(Self.text)
          + baselines.map { Self.text(result.meanSquaredError($0)) }
          + [
            "\(result.parameterCount)", "\(result.headParameterCount)", result.failure,
            String(format: "%.3f", result.seconds), "\(result.threads)",
          ])
    }
    return text
  }

  /// A row a trial and epoch.
  private var curves: String {
    var text = "trial,condition,arm,seed,epoch,train_mse,test_mse,validation_mse\n"
    for (planned, result) in zip(plan.trials, trials) {
      for entry in result.history {
        text += CommaSeparatedLine.text([
          result.name, plan.conditions[planned.condition].name, plan.arms[planned.arm].name,
          "\(plan.seeds[planned.seed])", "\(entry.epoch)", "\(entry.trainMSE)", "\(entry.testMSE)",
          Self.text(entry.validationMSE),
        ])
      }
    }
    return text
  }

  /// A row a comparison: an arm less the reference in a condition.
  private var comparisonTable: String {
    var text =
      "condition,arm,reference,pairs,left_out,mse_difference,lower,upper,p,p_holm,effect_size,relative_difference,"
      + "relative_lower,relative_upper,overlap_correction\n"
    for comparison in comparisons {
      let test = comparison.test
      text += CommaSeparatedLine.text(
        [
          plan.conditions[comparison.condition].name, plan.arms[comparison.arm].name,
          plan.arms[plan.reference].name, "\(comparison.pairs)", "\(comparison.leftOut)",
        ]
          + [
            test?.difference.mean, test?.difference.lower, test?.difference.upper, test?.p,
            comparison.adjusted,
            test?.effectSize, comparison.relative?.value, comparison.relative?.lower,
            comparison.relative?.upper, overlaps[comparison.condition],
          ].map(Self.text))
    }
    return text
  }
}
