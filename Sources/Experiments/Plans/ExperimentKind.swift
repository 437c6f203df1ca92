/// The experiments.
public enum ExperimentKind: String, CaseIterable, Codable, Sendable {
  /// Figure 3 of the paper: both heads, MSE by epoch.
  case learningCurve = "learning-curve"
  /// Figure 4: both heads, from few to many training pairs.
  case sampleSize = "sample-size"
  /// Both heads on new pairs, cell lines, drugs and tissues.
  case generalisation
  /// Circuits and heads beside each other.
  case variants

  /// What the results call it.
  var title: String {
    switch self {
    case .learningCurve: "Learning curves of both heads"
    case .sampleSize: "Both heads by the number of training pairs"
    case .generalisation: "Both heads on new pairs, cell lines, drugs and tissues"
    case .variants: "Variants of the model"
    }
  }
}
