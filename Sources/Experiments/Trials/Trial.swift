import Training

/// One training run of an experiment.
public struct Trial: Codable, Equatable, Sendable {
  /// What tells it from the others, and the name of its run directory: "quantum-5000-seed-3".
  public let name: String
  /// All that its result depends on but the data; `data` is empty.
  public let configuration: TrainingConfiguration

  /// - Parameters:
  ///   - name: letters, digits and hyphens.
  ///   - configuration: of the run, valid but for the data set's path.
  public init(name: String, configuration: TrainingConfiguration) {
    (self.name, self.configuration) = (name, configuration)
    precondition(name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") })
  }

  /// How much work it is beside other trials: training samples that are computed.
  func work(trainingSamples: Int) -> Double { Double(configuration.epochs) * Double(trainingSamples) }
}
