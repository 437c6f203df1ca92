import Training

/// Whether a model beats what needs no network, as a plain sentence.
struct Verdict {
  let text: String
  let isGood: Bool

  init(_ run: RunContent) {
    guard let rmse = run.rmse, let effects = run.effects.overall.rmse else {
      isGood = false
      text = "The model's predictions are not finite: the run diverged, and there is nothing to compare."
      return
    }
    let values = "RMSE \(Page.number(rmse)) against \(Page.number(effects))"
    guard let advantage = run.advantage else {
      isGood = rmse < effects
      text =
        "On \(run.metrics.overall.count) test pairs, \(isGood ? "the model does better" : "the model does no better") "
        + "than the effects of drug and cell line alone (\(values)); there are too few test pairs to say how certain "
        + "that is."
      return
    }
    let difference =
      "\(values); difference \(Page.signed(rmse - effects)), 95 % interval \(Page.interval(advantage, signed: true))"
    isGood = advantage.upper < 0
    if isGood {
      text =
        "The model beats the effects of drug and cell line alone (\(difference)): it has learned something of which "
        + "drug acts on which cell line."
    } else if advantage.lower > 0 {
      text =
        "The model does not beat the effects of drug and cell line alone (\(difference)). A sum of a number for each "
        + "drug and one for each cell line predicts these pairs better." + Self.others(run, rmse)
    } else {
      text =
        "The model cannot be told from the effects of drug and cell line alone (\(difference)). Nothing shows that "
        + "it has learned which drug acts on which cell line." + Self.others(run, rmse)
    }
  }

  /// The simpler baselines that a model does not beat either.
  private static func others(_ run: RunContent, _ rmse: Double) -> String {
    let better = run.evaluation.rows.dropFirst().dropLast().filter {
      $0.metrics.normalised.overall.rmse.map { $0 <= rmse } ?? false
    }
    if better.isEmpty { return "" }
    let names = better.reversed().map {
      "the \(Evaluation.title($0.name)) (\(Page.number($0.metrics.normalised.overall.rmse)))"
    }
    return " Nor does it beat \(names.joined(separator: " or "))."
  }
}
