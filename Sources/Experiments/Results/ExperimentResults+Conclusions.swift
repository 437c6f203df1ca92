import Foundation
import Report

/// What the numbers say, in words.
extension ExperimentResults {
  /// Sentences: one a comparison, one a trend with the size, and what the paper says of either.
  var conclusions: [String] {
    floorSentences + comparisons.map(sentence) + sizeTrends.map(sentence)
  }

  /// Which models beat the effects of drug and cell line, one sentence a condition.
  private var floorSentences: [String] {
    plan.conditions.indices.map { condition in
      let verdicts = summaries.filter { $0.condition == condition }.map { summary in
        let label = plan.arms[summary.arm].label
        switch summary.verdict {
        case .below: return "\(label) beats them"
        case .above: return "\(label) does not beat them"
        case .open: return "\(label) is not told apart from them"
        case .openByAdjustment: return "\(label) is not told apart from them after Holm's adjustment"
        case .untested: return "too few trials to compare \(label)"
        }
      }
      return
        "\(plan.conditions[condition].label), against the effects of drug and cell line alone: "
        + verdicts.joined(separator: "; ")
    }
  }

  private func sentence(_ comparison: ArmComparison) -> String {
    let (arm, reference) = (plan.arms[comparison.arm].label, plan.arms[plan.reference].label)
    let condition = plan.conditions[comparison.condition].label
    guard let test = comparison.test else {
      return "\(condition): too few pairs of trials to compare \(arm) with \(reference)"
    }
    let outcome =
      switch comparison.verdict {
      case .below: "lower than with \(reference)"
      case .above: "higher than with \(reference)"
      case .openByAdjustment: "not told apart from that with \(reference) after Holm's adjustment"
      case .open, .untested: "not told apart from that with \(reference)"
      }
    // What decided first: the ratio is another test's, which may see it otherwise.
    let interval = test.difference
    let difference =
      "difference \(interval.mean.significant(4)), 95 % interval \(interval.lower.significant(4)) to "
      + interval.upper.significant(4)
      + (comparison.adjusted.map { ", p \($0.significant(2)) after Holm's adjustment" } ?? "")
    let relative =
      comparison.relative.map {
        "; ratio of geometric means less one \(Self.percent($0.value)), 95 % interval \(Self.percent($0.lower)) to "
          + Self.percent($0.upper)
      } ?? ""
    return "\(condition): the test MSE with \(arm) is \(outcome): \(difference)\(relative)"
  }

  private func sentence(_ trend: SizeTrend) -> String {
    let (arm, reference) = (plan.arms[trend.arm].label, plan.arms[plan.reference].label)
    let interval = trend.slope.difference
    let change =
      interval.lower > 0
      ? "rises: the fewer the pairs, the better \(arm) does beside \(reference)"
      : interval.upper < 0
        ? "falls: the more the pairs, the better \(arm) does beside \(reference)"
        : "neither rises nor falls that one could tell"
    return
      "new \(trend.kind.plural): with each doubling of the training pairs the ratio of test MSEs, \(arm) to \(reference), "
      + "changes by \(Self.percent(exp(interval.mean) - 1)) (95 % interval \(Self.percent(exp(interval.lower) - 1)) to "
      + "\(Self.percent(exp(interval.upper) - 1))); it \(change)"
  }

  /// What the paper says of the heads, beside what was found; empty for other arms.
  var claims: [String] {
    guard let quantum = plan.arms.firstIndex(of: .quantum), plan.arms[plan.reference] == .classical else {
      return []
    }
    var claims: [String] = []
    let isPapers = plan.conditions.firstIndex { $0.size == ExperimentProtocol.size && $0.kind == .pairs }
    if let condition = isPapers,
      let comparison = comparisons.first(where: { $0.condition == condition && $0.arm == quantum }),
      let relative = comparison.relative
    {
      let paper = ExperimentProtocol.paperAdvantage
      let agrees = relative.lower <= -paper && -paper <= relative.upper
      claims.append(
        "The paper: the hybrid model is 15 % better than the classical one on 5000 training pairs. Here its test MSE differs from the "
          + "classical one's by \(Self.percent(relative.value)), 95 % interval \(Self.percent(relative.lower)) to "
          + "\(Self.percent(relative.upper)): "
          + (agrees ? "-15 % lies within it." : "-15 % does not lie within it.")
          + " By the differences of test MSEs, with Holm's adjustment, "
          + (comparison.verdict == .below
            ? "the hybrid model is better."
            : comparison.verdict == .above
              ? "the hybrid model is worse." : "neither model is told to be better."))
    }
    if let trend = sizeTrends.first(where: { $0.kind == .pairs && $0.arm == quantum }) {
      let interval = trend.slope.difference
      claims.append(
        "The paper: the fewer the training pairs, the larger the hybrid model's advantage. Here the trend with the size "
          + (interval.lower > 0
            ? "agrees with that."
            : interval.upper < 0
              ? "is the opposite." : "is not told apart from none."))
    }
    return claims
  }

  static func percent(_ share: Double) -> String { String(format: "%+.1f %%", 100 * share) }
}
