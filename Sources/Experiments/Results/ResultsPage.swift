import Charts
import Foundation
import Report

/// results.md: tables, verdicts in words, and the figures.
struct ResultsPage {
  let results: ExperimentResults
  let figures: [(name: String, title: String, contents: String)]

  private var plan: ExperimentPlan { results.plan }

  var text: String {
    """
    # \(plan.experiment.title)

    \(plan.seeds.count) seeds, \(results.trials.count) trials. `protocol.md` says what was done and how the numbers are to be
    read; `results.csv`, `curves.csv`, `comparisons.csv` and `results.h5` hold them all.

    \(list(results.conclusions + results.claims))\(diverged)
    ## Test MSE of the normalised target

    Mean over the seeds, with its 95 % interval.

    \(arms)
    ## Heads

    \(heads)
    ## Without a network

    \(floors)
    ## Compared

    Test MSE of an arm less that of \(plan.arms[plan.reference].label), paired over the seeds.

    \(comparisons)\(trends)
    \(figures.map { "![\($0.title)](\($0.name))\n" }.joined(separator: "\n"))
    """
  }

  private func list(_ sentences: [String]) -> String {
    sentences.map { "- \($0.hasSuffix(".") ? $0 : $0 + ".")\n" }.joined()
  }

  private var diverged: String {
    let sentences = results.trials.compactMap { result in result.failure.map { "\(result.name): \($0)" } }
    return sentences.isEmpty
      ? "" : "\n## Trials that diverged\n\nThey are in none of the means.\n\n" + list(sentences)
  }

  private var arms: String {
    var table = MarkdownTable(
      "condition", "model", "trials", "diverged", "test MSE", "Pearson", "Pearson within drugs",
      "MSE less that of drug + cell-line effects", "p (Holm)", "beats them")
    for summary in results.summaries {
      table.rows.append([
        plan.conditions[summary.condition].label, plan.arms[summary.arm].label, "\(summary.count)",
        "\(summary.divergedCount)",
        summary.meanSquaredErrorInterval.map { MarkdownTable.interval($0) }
          ?? MarkdownTable.number(summary.meanSquaredError),
        MarkdownTable.interval(summary.pearson), MarkdownTable.interval(summary.withinDrugPearson),
        MarkdownTable.interval(summary.lessEffects?.difference),
        MarkdownTable.number(summary.adjusted, 2), Self.cell(summary.verdict, below: "yes", above: "no"),
      ])
    }
    return table.text
  }

  /// What the arms differ in; the branches have the same number of parameters in all of them.
  private var heads: String {
    var table = MarkdownTable("model", "parameters of the head", "circuit weights", "effective by algebra")
    for (number, arm) in plan.arms.enumerated() {
      let circuit = plan.trials[number].trial.configuration.circuit
      table.rows.append([
        arm.label, "\(results.results(0, number)[0].headParameterCount)",
        arm.isQuantum ? "\(circuit.weightCount)" : "-",
        arm.isQuantum ? "\(circuit.sensitivity.effectiveWeightCount)" : "-",
      ])
    }
    return table.text
  }

  private var floors: String {
    var table = MarkdownTable("condition", "training mean", "drug mean", "drug + cell-line effects")
    for condition in plan.conditions.indices {
      table.rows.append(
        [plan.conditions[condition].label]
          + ExperimentResults.baselines.map {
            MarkdownTable.number(results.floor($0, condition: condition))
          })
    }
    return table.text
  }

  private var comparisons: String {
    var table = MarkdownTable(
      "condition", "model", "pairs", "difference", "p", "p (Holm)", "effect size d_z", "relative difference",
      "test MSE")
    for comparison in results.comparisons {
      let test = comparison.test
      table.rows.append([
        plan.conditions[comparison.condition].label, plan.arms[comparison.arm].label,
        "\(comparison.pairs)"
          + (comparison.leftOut > 0 ? " (\(comparison.leftOut) left out)" : ""),
        MarkdownTable.interval(test?.difference), MarkdownTable.number(test?.p, 2),
        MarkdownTable.number(comparison.adjusted, 2), MarkdownTable.number(test?.effectSize, 3),
        comparison.relative.map {
          "\(ExperimentResults.percent($0.value)) (\(ExperimentResults.percent($0.lower)) to "
            + "\(ExperimentResults.percent($0.upper)))"
        } ?? "-",
        Self.cell(comparison.verdict, below: "lower", above: "higher"),
      ])
    }
    return table.text
  }

  private static func cell(_ verdict: AdjustedVerdict, below: String, above: String) -> String {
    switch verdict {
    case .below: below
    case .above: above
    case .open, .openByAdjustment: "not told apart"
    case .untested: "-"
    }
  }

  private var trends: String {
    let trends = results.sizeTrends
    if trends.isEmpty { return "" }
    var table = MarkdownTable(
      "new", "model", "seeds", "slope of ln(ratio of MSEs) over log2(training pairs)", "p", "effect size d_z")
    for trend in trends {
      table.rows.append([
        trend.kind.plural, plan.arms[trend.arm].label, "\(trend.slope.difference.count)",
        MarkdownTable.interval(trend.slope.difference), MarkdownTable.number(trend.slope.p, 2),
        MarkdownTable.number(trend.slope.effectSize, 3),
      ])
    }
    return "\n## Trend with the number of training pairs\n\n" + table.text
  }
}
