/// A depolarizing channel after each gate, the simplest model of a noisy quantum computer.
///
/// The channel with probability p is PennyLane's `DepolarizingChannel(p)`: one of X, Y and Z happens with p/3 each,
///
///     rho -> (1 - p) rho + p/3 (X rho X + Y rho Y + Z rho Z),
///
/// so that every Pauli matrix shrinks to 1 - 4p/3 of itself, and at p = 3/4 nothing is left of the qubit. (Qiskit's
/// `depolarizing_error(q, 1)` with q = 4p/3 is the same.) It follows each rotation on its qubit, the encodings' RZ
/// included, and each CNOT on both of its qubits, independently of each other. Preparation and readout are perfect.
public struct DepolarizingNoise: Hashable, Codable, Sendable {
  /// p, in 0 ... 1.
  public let probability: Double

  /// - Returns: nil for what is no probability.
  public init?(probability: Double) {
    guard (0...1).contains(probability) else { return nil }
    self.probability = probability
  }

  /// What is left of a Pauli matrix: 1 - 4p/3.
  var remainder: Double { 1 - 4 * probability / 3 }
}
