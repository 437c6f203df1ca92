import Training

/// One training run of an experiment.
public struct Trial: Codable, Equatable, Sendable {
  /// What tells it from the others, and the name of its run directory: "quantum-5000-seed-3".
  public let name: String
  /// All that its result depends on but the data; `data` is empty.
  public let configuration: TrainingConfiguration

  /// Whether the run may go on to more epochs as another trial, whose result lies beside this one's: a rung of a search.
  /// Such a trial is not evaluated on the test pairs.
  let isRung: Bool

  /// - Parameters:
  ///   - name: letters, digits and hyphens.
  ///   - configuration: of the run, valid but for the data set's path.
  ///   - isRung: whether this is one of several stages of the run.
  public init(name: String, configuration: TrainingConfiguration, isRung: Bool = false) {
    (self.name, self.configuration, self.isRung) = (name, configuration, isRung)
    precondition(name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") })
  }

  /// How much work it is beside other trials: training samples that are computed.
  func work(trainingSamples: Int) -> Double { Double(configuration.epochs) * Double(trainingSamples) }
}
