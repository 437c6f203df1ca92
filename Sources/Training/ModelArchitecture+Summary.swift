import Network
import Quantum

extension ModelArchitecture {
  /// One line on the model, with the number of circuit weights that can change its output.
  public var summary: String {
    let parameters = parameterLayout.count
    let branches = "\(featureCount) features a cell line, \(parameters) parameters"
    switch head {
    case .classical: return "classical head (hidden \(hidden)), \(branches)"
    case .quantum:
      let circuit = circuit
      return """
        quantum head (\(circuit.layout.rawValue), \(circuit.rotation.rawValue), \(circuit.entangler.rawValue), \
        depth \(circuit.depth)\(encoding == .identity ? "" : ", angles \(encoding.formula)")), \
        \(branches), \(circuit.sensitivity.effectiveWeightCount) of \(circuit.weightCount) circuit weights \
        effective
        """
    }
  }
}
