extension ExperimentProtocol {
  /// The settings of trials up to some number of training pairs.
  struct Own {
    /// The most training pairs that they are for; nil for any number.
    let upTo: Int?
    /// How many training pairs the searches had that they come from.
    let searched: Int
    /// Of both heads.
    let common: Settings
    let quantum: Settings
    let classical: Settings
    /// Steps that a trial makes at least, by more epochs where the training set is small.
    let minimumSteps: Int

    /// As configuration files have it.
    var epochs: String { common.first { $0.key == "epochs" }!.value }

    /// Of trials with this head.
    func settings(isQuantum: Bool) -> Settings { common + (isQuantum ? quantum : classical) }
  }

  /// From searches of either head (docs/results, "Settings"); ascending, the last for any number. The bounds lie between the
  /// numbers of pairs that were searched with.
  static let own = [upTo500, upTo10000, above]

  /// Those of a number of training pairs.
  static func own(trainingPairs: Int) -> Own {
    own.first { $0.upTo.map { trainingPairs <= $0 } ?? true }!
  }

  /// In words, what the settings are by numbers of training pairs: "80 up to 500 training pairs, 30 up to 10000, 24 above".
  static func words(_ value: (Own) -> String) -> String {
    var parts: [(upTo: Int?, value: String)] = []
    for own in own {
      if parts.last?.value == value(own) { parts.removeLast() }
      parts.append((own.upTo, value(own)))
    }
    if parts.count == 1 { return parts[0].value }
    return parts.enumerated().map { number, part in
      "\(part.value) \(part.upTo.map { "up to \($0)" + (number == 0 ? " training pairs" : "") } ?? "above")"
    }.joined(separator: ", ")
  }

  private static let upTo500 = Own(
    upTo: 500, searched: 200,
    common: [("epochs", "80"), ("learning_rate_schedule", "cosine")],
    quantum: [
      ("batch_size", "32"), ("learning_rate", "0.00092"), ("cell_line_branch_learning_rate", "0.000013"),
      ("head_learning_rate", "0.00095"), ("angle_learning_rate", "0.0045"), ("weight_decay", "0.14"),
      ("dropout", "0.018"), ("encoding_scale", "0.317"), ("initial_scale", "0.88"),
      ("initial_angles", "normal"), ("initial_angle_spread", "0.11"),
    ],
    classical: [
      ("batch_size", "16"), ("learning_rate", "0.00051"), ("cell_line_branch_learning_rate", "0.000011"),
      ("head_learning_rate", "0.0045"), ("weight_decay", "0.01"), ("dropout", "0.66"),
    ],
    minimumSteps: 560)

  private static let upTo10000 = Own(
    upTo: 10_000, searched: 4000,
    common: [("epochs", "30"), ("batch_size", "32"), ("learning_rate_schedule", "cosine")],
    quantum: [
      ("learning_rate", "0.00075"), ("cell_line_branch_learning_rate", "0.00006"),
      ("head_learning_rate", "0.0021"), ("angle_learning_rate", "0.004"), ("weight_decay", "0.021"),
      ("dropout", "0.113"), ("encoding_scale", "0.317"), ("initial_scale", "1.13"),
      ("initial_angles", "normal"), ("initial_angle_spread", "0.11"),
    ],
    classical: [
      ("learning_rate", "0.00088"), ("cell_line_branch_learning_rate", "0.00029"),
      ("head_learning_rate", "0.0021"), ("weight_decay", "0.0036"), ("dropout", "0.452"),
    ],
    minimumSteps: 2000)

  private static let above = Own(
    upTo: nil, searched: 28_000,
    common: [("epochs", "24"), ("batch_size", "64"), ("learning_rate_schedule", "cosine")],
    quantum: [
      ("learning_rate", "0.00068"), ("cell_line_branch_learning_rate", "0.00014"),
      ("head_learning_rate", "0.0015"), ("angle_learning_rate", "0.00092"), ("weight_decay", "0.00039"),
      ("dropout", "0.107"), ("encoding_scale", "0.84"), ("initial_scale", "0.97"),
      ("initial_angles", "normal"), ("initial_angle_spread", "0.2"),
    ],
    classical: [
      ("learning_rate", "0.00069"), ("cell_line_branch_learning_rate", "0.00067"),
      ("head_learning_rate", "0.0057"), ("weight_decay", "0.025"), ("dropout", "0.05"),
    ],
    minimumSteps: 2000)
}
