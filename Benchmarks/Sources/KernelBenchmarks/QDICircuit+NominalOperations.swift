import Quantum

extension QDICircuit {
  /// Floating-point operations of a sample, forward and adjoint backward, by the method with the fewest that is known
  /// to us: for RX layers, whose blocks are diagonal in the Hadamard basis. Nil for RY.
  ///
  /// A block is two Walsh-Hadamard transforms and a diagonal, an encoding is a diagonal. The state goes forward, state
  /// and adjoint state go backward, and at each encoding and each block Im(conj(lambda) psi) gives the derivatives.
  /// The leading block acts on the same state for all samples and is not counted; nor are the sines and cosines of
  /// the encoding and what is summed over a batch.
  var nominalOperations: Double? {
    guard rotation == .rx else { return nil }
    let amplitudes = Double(1 << Self.qubitCount)
    let transform = 2 * amplitudes * Double(Self.qubitCount)
    let complexProduct = 6 * amplitudes
    let sweep = 2 * transform + complexProduct + complexProduct
    let imaginaryPart = 3 * amplitudes
    return Double(Self.encodingCount) * (3 * sweep + 2 * imaginaryPart)
  }
}
