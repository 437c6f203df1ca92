import DrugResponse
import Network
import Support

/// What the configuration says to the modules below, in their own types.
extension TrainingConfiguration {
  /// - Throws: `UsageError` for a target and an orientation that do not go together.
  public func normalisedTarget() throws -> Target { try Target(target, orientation: targetOrientation) }

  public var splitOptions: SplitOptions {
    SplitOptions(
      trainSamples: trainSamples, testSamples: testSamples, trainFraction: trainFraction,
      testFraction: testFraction, seed: seed)
  }

  /// - Parameter meanTarget: where the offset starts unless the configuration says otherwise.
  func initialisation(meanTarget: Double) -> InitialisationOptions {
    let angles: InitialisationOptions.CircuitWeights =
      switch initialAngles {
      case .uniform: .fullTurn
      case .interval: .uniform(bound: initialAngleSpread)
      case .normal: .normal(standardDeviation: initialAngleSpread)
      case .zero: .zero
      }
    return InitialisationOptions(
      circuitWeights: angles, scale: initialScale, offset: initialOffset ?? meanTarget)
  }
}
