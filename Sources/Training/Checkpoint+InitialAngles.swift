import Network

extension Checkpoint {
  /// [33 x depth x 8] the angles that the circuit's training started from, in radians, drawn anew from the run's seed; nil for
  /// a classical head, and for a run that took its parameters from a file.
  public var initialAngles: [Double]? {
    guard configuration.initFrom == nil else { return nil }
    // The offset, which depends on the data, is no angle.
    let parameters = architecture.initialParameters(
      seed: configuration.seed, options: configuration.initialisation(meanTarget: 0))
    return parameters.withUnsafeBufferPointer {
      QuantumHeadParameters(architecture, parameters: $0)?.weights
    }
  }
}
