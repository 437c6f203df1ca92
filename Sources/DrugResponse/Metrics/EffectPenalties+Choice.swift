extension EffectPenalties {
  /// What is chosen from: powers of 2, since an error that is smallest at k is hardly larger at 0.7 k and 1.4 k.
  static let choices = (-3...6).map { Double(sign: .plus, exponent: $0, significand: 1) }

  /// The parts of a cross-validation.
  static let folds = 5

  /// The penalties with which effects that are fitted to four fifths of the samples have the smallest mean squared error
  /// on the last fifth, over the five choices of it: first that of drugs alone, then that of cell lines beside drugs with
  /// this penalty, then that of drugs beside these cell lines. (All pairs of penalties would take ten times as long; on
  /// GDSC they come to the same error.)
  ///
  /// A sample's fifth is (its drug's row + its cell line's row) mod 5, so that the samples of each drug and each cell
  /// line spread over all fifths, and repeated measurements of a pair stay together. Of equal errors the larger penalty
  /// is taken; that is the largest of all for samples that fall into one fifth.
  init(crossValidatedOn samples: EffectSamples) {
    let parts = CrossValidationPart.parts(of: samples, count: Self.folds)
    func best(_ error: (CrossValidationPart, Double) -> Double) -> Double {
      let errors = Self.choices.map { penalty in CompensatedSum.of(parts.map { error($0, penalty) }) }
      // The last of equal ones.
      return zip(Self.choices, errors).reversed().min { $0.1 < $1.1 }!.0
    }
    let alone = best { $0.squaredError(drugPenalty: $1) }
    let cellLine = best { $0.squaredError(drugPenalty: alone, cellLinePenalty: $1) }
    let drug = best { $0.squaredError(drugPenalty: $1, cellLinePenalty: cellLine) }
    self.init(drugAlone: alone, drug: drug, cellLine: cellLine)
  }
}

/// Samples that effects are fitted to, and those left out to see how well they predict.
private struct CrossValidationPart {
  let fitted: EffectSamples
  let left: EffectSamples

  /// The parts that leave something out and something to fit.
  static func parts(of samples: EffectSamples, count: Int) -> [CrossValidationPart] {
    (0..<count).map { part in
      CrossValidationPart(
        fitted: samples.filtered { ($0 + $1) % count != part },
        left: samples.filtered { ($0 + $1) % count == part })
    }.filter { !$0.fitted.targets.isEmpty && !$0.left.targets.isEmpty }
  }

  /// The sum of squared errors over what was left out, of the drugs' effects alone.
  func squaredError(drugPenalty: Double) -> Double {
    let effects = fitted.drugEffects(penalty: drugPenalty)
    return squaredError { drug, _ in effects[drug] }
  }

  /// The same of the effects of drugs and cell lines together.
  func squaredError(drugPenalty: Double, cellLinePenalty: Double) -> Double {
    let effects = fitted.jointEffects(drugPenalty: drugPenalty, cellLinePenalty: cellLinePenalty)
    return squaredError { drug, cellLine in effects.first[drug] + effects.second[cellLine] }
  }

  private func squaredError(_ effect: (Int, Int) -> Double) -> Double {
    CompensatedSum.of(
      left.targets.indices.map { sample in
        let error =
          left.targets[sample] - fitted.mean
          - effect(Int(left.drugs.level[sample]), Int(left.cellLines.level[sample]))
        return error * error
      })
  }
}
