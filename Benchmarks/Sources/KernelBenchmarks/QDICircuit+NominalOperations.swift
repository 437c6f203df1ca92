import Quantum

extension QDICircuit {
  /// Floating-point operations of a sample, forward and adjoint backward: a yardstick that stays the same while the
  /// kernels change. One that needs fewer shows a higher rate.
  ///
  /// RX blocks are counted as what they are in the Hadamard basis, a diagonal between two transforms, RY blocks gate by
  /// gate.
  /// The state goes forward, state and adjoint state go backward: three sweeps. The leading block acts on the same
  /// state for all samples and is not counted; nor are the sines and cosines of the encoding, the measurement and
  /// what is summed over a batch.
  var nominalOperations: Double {
    Double(Self.encodingCount) * (3 * (blockOperations + diagonal) + blockGradient + imaginaryPart)
  }

  private var amplitudes: Double { Double(1 << Self.qubitCount) }
  private var gates: Double { Double(blockWeightCount) }

  /// An encoding, or a block in its diagonal basis: a complex product for each amplitude.
  private var diagonal: Double { 6 * amplitudes }

  /// The derivatives by all angles of a diagonal follow from Im(conj(lambda) psi) of each amplitude.
  private var imaginaryPart: Double { 3 * amplitudes }

  private var blockOperations: Double {
    switch rotation {
    // Two Walsh-Hadamard transforms, each an addition for real and imaginary part, amplitude and qubit; the diagonal.
    case .rx: 2 * (2 * amplitudes * Double(Self.qubitCount)) + diagonal
    // A gate turns real and imaginary part of each pair of amplitudes: four products, two sums.
    case .ry: gates * (amplitudes / 2) * 2 * 6
    }
  }

  private var blockGradient: Double {
    switch rotation {
    case .rx: imaginaryPart
    // Re(conj(lambda_1) psi_0 - conj(lambda_0) psi_1) of each pair for each gate.
    case .ry: gates * (amplitudes / 2) * 8
    }
  }
}
