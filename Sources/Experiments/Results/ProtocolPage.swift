import Foundation
import Support
import Training

/// protocol.md: all that the paper leaves open, and what was chosen.
struct ProtocolPage {
  let results: ExperimentResults

  private var plan: ExperimentPlan { results.plan }

  var text: String {
    get throws {
      """
      # Protocol: \(plan.experiment.title.lowercased())

          hqnn reproduce \(results.record.command.map(\.shellQuoted).joined(separator: " "))

      - data set: SHA-256 `\(results.record.datasetSHA256)`
      - programs that evaluated the trials: \(builds)
      - seeds: \(plan.seeds.map(String.init).joined(separator: ", "))

      The paper (Sagingalieva et al., Cancers 15:2705, 2023) gives the model, the 80/20 split of all pairs and figures of single
      runs. What it leaves open, and what was chosen here:

      | question | answer |
      | --- | --- |
      | which pairs | drawn from the seed, as the condition says; the arms of a condition and seed have the same |
      | initial values | drawn from the seed; the arms of a condition and seed have the same branches |
      | repeated measurements of a pair | as `hqnn convert` joins them: docs/data.md |
      | target | normalised \(first.target.rawValue), \(first.targetOrientation.rawValue) |
      | number of epochs | `epochs`, and with few training pairs as many as make the least number of steps \
      (\(minimumSteps)), for arms of the same batch size alike |
      | batch size | `batch_size`, but never more than the training pairs |
      | which epoch is reported | \(epoch) |
      | what the test pairs decide | nothing: no epoch, no setting, no seed (the paper tuned its settings on the test set) |
      | where the settings come from | the experiment's own, from searches of each head, \(searches) (docs/results, \
      "Settings"); over them those of `--config`, then of `--quantum-config` or `--classical-config`, then of `--sizes` and \
      `--split-by`, of the arm, and of `--epochs`; listed below |
      | trials that diverge | are named, and left out of means and pairs |

      ## Statistics

      - Means over the seeds with Student's 95 % interval. A seed stands for another split and other initial values: the
        intervals are over both.
      - Arms are compared by the differences of their test MSE with the same seed: Student's paired test, two-sided, with
        Holm's adjustment over all \(results.comparisons.count) comparisons of this experiment. An arm's MSE is said to be lower
        or higher where the adjusted p is below \(AdjustedVerdict.level); intervals are not adjusted. The effect size is the
        mean difference over the differences' standard deviation; the relative difference, which decides nothing, is the
        ratio of geometric means, from the same test of logarithms.
      - A model is said to beat the effects of drug and cell line, which are fitted to the same training pairs without any
        network, where the mean of the paired differences of test MSEs is below zero and their p is below
        \(AdjustedVerdict.level), adjusted by Holm over all \(results.summaries.count) arms and conditions.
      \(overlap)
      ## Conditions

      \(conditions)
      ## Settings

      Of the first seed; others differ in `seed` alone.

      \(try settings)
      """
    }
  }

  private var first: TrainingConfiguration { plan.trials[0].trial.configuration }

  private var minimumSteps: String {
    plan.minimumSteps.map(String.init) ?? ExperimentRequest.defaultMinimumSteps
  }

  private var searches: String {
    ExperimentProtocol.own.map { own in
      "for \(own.upTo.map { "up to \($0)" } ?? "more") training pairs with \(own.searched)"
    }.joined(separator: ", ")
  }

  private var builds: String { results.builds.map { "`\($0)`" }.joined(separator: ", ") }

  private var epoch: String {
    let validated = results.trials.count { $0.validationSamples > 0 }
    if validated == 0 { return "the last, fixed beforehand" }
    let chosen = "that of the smallest MSE over the validation part of the training side"
    return validated == results.trials.count ? chosen : chosen + "; where there is none, the last"
  }

  private var overlap: String {
    let corrected = plan.conditions.indices.filter { results.overlaps[$0] > 0 }
    if corrected.isEmpty {
      return """
        - Different seeds' samples overlap by chance only: each seed uses at most \
        \(Int(100 * ExperimentProtocol.independentPart)) % of all pairs.

        """
    }
    let names = corrected.map {
      "\(plan.conditions[$0].name) (\(String(format: "%.3g", results.overlaps[$0])))"
    }
    return """
      - Where a seed uses more than \(Int(100 * ExperimentProtocol.independentPart)) % of all pairs, or deals out whole groups,
        all of which every seed uses, the seeds' results are not independent. There the variance of a mean is that of
        Nadeau and Bengio (2003), s2 (1/n + r), r the number of test samples for each training sample, by groups their parts:
        \(names.joined(separator: ", ")).

      """
  }

  private var conditions: String {
    var table = MarkdownTable(
      "condition", "name", "training pairs", "validation pairs", "test pairs", "part of all pairs")
    for (number, condition) in plan.conditions.enumerated() {
      let result = results.results(number, 0)[0]
      table.rows.append([
        condition.label, condition.name, "\(result.trainingSamples)", "\(result.validationSamples)",
        "\(result.testSamples)", String(format: "%.1f %%", 100 * result.usedPart),
      ])
    }
    return table.text
  }

  private var settings: String {
    get throws {
      try plan.trials.filter { $0.seed == 0 }.map { planned in
        """
        ### \(plan.arms[planned.arm].label), \(plan.conditions[planned.condition].label)

        ```yaml
        \(try planned.trial.configuration.settings().filter { $0.key != "data" }.map { "\($0.key): \($0.value)" }
          .joined(separator: "\n"))
        ```

        """
      }.joined(separator: "\n")
    }
  }
}
