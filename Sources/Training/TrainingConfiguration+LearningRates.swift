import Network
import Support

/// Learning rates of parts of the parameters.
extension TrainingConfiguration {
  /// The keys of rates that take the place of `learning_rate` for some groups of parameters.
  private var groupRates: [(key: CodingKeys, rate: Double?, groups: [ParameterGroup])] {
    [
      (.drugBranchLearningRate, drugBranchLearningRate, [.drugBranch]),
      (.cellLineBranchLearningRate, cellLineBranchLearningRate, [.cellLineBranch]),
      (.headLearningRate, headLearningRate, [.scaleAndOffset, .encoding, .classicalHead]),
      (.angleLearningRate, angleLearningRate, [.circuitAngles]),
    ]
  }

  /// The part of the model whose learning rate a key sets; nil for other keys, `learning_rate` among them.
  package static func part(ofRate key: String) -> ModelPart? {
    TrainingConfiguration().groupRates.first { $0.key.rawValue == key }?.groups.first?.part
  }

  /// What the schedule's rate is multiplied by for a group, at every step: exactly 1 unless it has a rate of its own.
  func learningRateFactor(of group: ParameterGroup) -> Double {
    let rate = groupRates.first { $0.groups.contains(group) }?.rate
    return (rate ?? learningRate) / learningRate
  }

  /// - Throws: `UsageError` for a rate that is none, for which weight decay is too large, or that nothing would have.
  func validateLearningRates() throws {
    try Self.requireRate(learningRate, "learning_rate")
    var rates = [("learning_rate", learningRate)]
    for (key, rate, groups) in groupRates {
      guard let rate else { continue }
      try Self.requireRate(rate, key.rawValue)
      if let part = groups.first?.part, freeze?.contains(part) ?? false {
        throw UsageError(
          "\(key.rawValue) contradicts freeze \(part.rawValue), which leaves that part as it starts")
      }
      // Angles do not decay.
      if groups != [.circuitAngles] { rates.append((key.rawValue, rate)) }
    }
    for (name, rate) in rates where !(weightDecay >= 0 && weightDecay * rate <= 1) {
      throw UsageError("weight_decay must lie in [0, 1 / \(name)], not \(weightDecay)")
    }
  }

  /// Training is in single precision: a rate must be one there too.
  private static func requireRate(_ rate: Double, _ name: String) throws {
    guard Float(rate) > 0 && Float(rate).isFinite else {
      throw UsageError("\(name) must be positive and finite, not \(rate)")
    }
  }
}
