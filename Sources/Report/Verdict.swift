import DrugResponse
import Training

/// How a model compares with what needs no network, as plain sentences.
package struct Verdict: Equatable {
  /// What is compared.
  package struct Facts {
    /// On the normalised target; nil where predictions are not finite.
    package var rmse: Double?
    /// Of the effects of drug and cell line.
    package var effects: Double?
    /// Of the difference of the two; nil where there are too few groups.
    package var difference: ClosedRange<Double>?
    package var pairs: Int
    /// What is resampled, and how many of them the test set has.
    package var kind: SplitKind
    package var groups: Int
    /// Whether all of the test set's drugs, or cell lines, are new.
    package var hasNewDrugs: Bool
    package var hasNewCellLines: Bool
    /// The baselines that are simpler, with their errors.
    package var simpler: [(name: String, rmse: Double)]
    package var isChosenByTestSet: Bool

    /// All of them.
    package init(
      rmse: Double?, effects: Double?, difference: ClosedRange<Double>?, pairs: Int, kind: SplitKind,
      groups: Int,
      hasNewDrugs: Bool = false, hasNewCellLines: Bool = false, simpler: [(name: String, rmse: Double)] = [],
      isChosenByTestSet: Bool = false
    ) {
      (self.rmse, self.effects, self.difference) = (rmse, effects, difference)
      (self.pairs, self.kind, self.groups) = (pairs, kind, groups)
      (self.hasNewDrugs, self.hasNewCellLines) = (hasNewDrugs, hasNewCellLines)
      (self.simpler, self.isChosenByTestSet) = (simpler, isChosenByTestSet)
    }
  }

  package enum Outcome: Equatable {
    case better, worse, unclear
    /// Too few groups for an interval, or no finite errors.
    case none
  }

  package let outcome: Outcome
  package let text: String

  package init(_ facts: Facts) {
    guard let rmse = facts.rmse, let effects = facts.effects else {
      outcome = .none
      text = "The model's predictions are not finite: the run diverged, and there is nothing to compare."
      return
    }
    let values = "RMSE \(Page.number(rmse)) against \(Page.number(effects))"
    let baseline = "the effects of drug and cell line"
    var sentences: [String]
    if let interval = facts.difference {
      outcome = interval.upperBound < 0 ? .better : interval.lowerBound > 0 ? .worse : .unclear
      let difference =
        "\(values); difference \(Page.signed(rmse - effects)), 95 % interval "
        + "\(Page.interval(.init(interval), signed: true)), \(facts.groups) \(facts.kind.plural)"
      let claim =
        switch outcome {
        case .better: "The model predicts these test pairs better than \(baseline)"
        case .worse: "The model predicts these test pairs worse than \(baseline)"
        case .unclear, .none: "On these test pairs the model cannot be told from \(baseline)"
        }
      sentences = ["\(claim) (\(difference))."]
    } else {
      outcome = .none
      sentences = [
        "The model's error on \(Page.count(facts.pairs, "test pair")) is "
          + "\(rmse < effects ? "smaller than" : rmse > effects ? "larger than" : "equal to") that of \(baseline) "
          + "(\(values)). "
          + "These are too few \(facts.kind.plural) (\(facts.groups)) for an interval, and so for a verdict."
      ]
    }
    sentences.append(Self.meaning(facts))
    if outcome != .better { sentences += Self.others(facts, rmse) }
    if facts.isChosenByTestSet {
      sentences.append(
        "The epoch was chosen by the errors of these very pairs: the value and its interval flatter the model."
      )
    }
    text = sentences.joined(separator: " ")
  }

  /// What the baseline knows of the test pairs, and so what the comparison says.
  private static func meaning(_ facts: Facts) -> String {
    switch (facts.hasNewDrugs, facts.hasNewCellLines) {
    case (true, true):
      "Drugs and cell lines are new here and have no effects: the baseline is the mean of the training pairs."
    case (true, false):
      "New drugs have no effect: the baseline is the mean and an effect of each cell line, and cannot tell drugs apart."
    case (false, true):
      "New cell lines have no effect: the baseline is the mean and an effect of each drug, and cannot tell cell lines "
        + "apart."
    case (false, false):
      "The effects are a number for each drug and one for each cell line, estimated from the training pairs and drawn "
        + "towards zero; the comparison does not say whether a model has learned which drug acts on which cell line, "
        + "or these numbers better."
    }
  }

  /// The simpler baselines that a model does not beat either.
  private static func others(_ facts: Facts, _ rmse: Double) -> [String] {
    let better = facts.simpler.filter { $0.rmse <= rmse }
    if better.isEmpty { return [] }
    let names = better.map { "that of the \($0.name) (\(Page.number($0.rmse)))" }
    return ["The model's error is not below \(names.joined(separator: " or ")) either."]
  }

}

extension Verdict {
  init(_ run: RunContent) {
    self.init(
      Facts(
        rmse: run.rmse, effects: run.effects.overall.rmse,
        difference: run.advantage.map { $0.lower...$0.upper }, pairs: run.metrics.overall.count,
        kind: run.identity.kind, groups: run.groups, hasNewDrugs: run.data.hasNewDrugs,
        hasNewCellLines: run.data.hasNewCellLines,
        simpler: run.evaluation.rows.dropFirst().dropLast().reversed().compactMap { row in
          row.metrics.normalised.overall.rmse.map { (Evaluation.title(row.name), $0) }
        }, isChosenByTestSet: run.isChosenByTestSet))
  }
}
