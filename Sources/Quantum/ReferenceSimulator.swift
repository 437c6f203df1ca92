import Foundation

/// A state vector of any number of qubits, simulated gate by gate in plain loops over the amplitudes: slow and
/// obvious, the reference that the fast kernels are tested against. Bit q of an amplitude's index is qubit q.
public struct StateVector<Scalar: BinaryFloatingPoint>: Equatable {
  public private(set) var real: [Scalar]
  public private(set) var imaginary: [Scalar]

  /// |0...0>
  public init(qubitCount: Int) {
    real = Array(repeating: 0, count: 1 << qubitCount)
    imaginary = real
    real[0] = 1
  }

  /// Applies `gate` with the given angle in radians (ignored by CNOT), or its inverse.
  public mutating func apply(_ gate: Gate, angle: Scalar, inverse: Bool = false) {
    switch gate {
    case .controlledNot(let control, let target):
      for index in real.indices where index >> control & 1 == 1 && index >> target & 1 == 0 {
        real.swapAt(index, index | 1 << target)
        imaginary.swapAt(index, index | 1 << target)
      }
    case .rotation(let axis, let qubit, _):
      // In double precision and then rounded, so that Float's error is that of the amplitudes alone.
      let half = Double(inverse ? -angle : angle) / 2
      let c = Scalar(cos(half))
      let s = Scalar(sin(half))
      for low in real.indices where low >> qubit & 1 == 0 {
        let high = low | 1 << qubit
        let a = (real[low], imaginary[low])
        let b = (real[high], imaginary[high])
        switch axis {
        case .x:  // (c, -i s; -i s, c)
          (real[low], imaginary[low]) = (c * a.0 + s * b.1, c * a.1 - s * b.0)
          (real[high], imaginary[high]) = (c * b.0 + s * a.1, c * b.1 - s * a.0)
        case .y:  // (c, -s; s, c)
          (real[low], imaginary[low]) = (c * a.0 - s * b.0, c * a.1 - s * b.1)
          (real[high], imaginary[high]) = (s * a.0 + c * b.0, s * a.1 + c * b.1)
        case .z:  // (c - i s, 0; 0, c + i s)
          (real[low], imaginary[low]) = (c * a.0 + s * a.1, c * a.1 - s * a.0)
          (real[high], imaginary[high]) = (c * b.0 - s * b.1, c * b.1 + s * b.0)
        }
      }
    }
  }

  /// The state times the Pauli matrix of `axis` on `qubit`.
  func applying(_ axis: Gate.Axis, qubit: Int) -> StateVector {
    var result = self
    for index in real.indices {
      let other = axis == .z ? index : index ^ 1 << qubit
      let isHigh = index >> qubit & 1 == 1
      switch axis {
      case .x:
        (result.real[index], result.imaginary[index]) = (real[other], imaginary[other])
      case .y:  // (0, -i; i, 0)
        (result.real[index], result.imaginary[index]) =
          isHigh ? (-imaginary[other], real[other]) : (imaginary[other], -real[other])
      case .z:
        (result.real[index], result.imaginary[index]) =
          isHigh ? (-real[other], -imaginary[other]) : (real[other], imaginary[other])
      }
    }
    return result
  }

  /// <self|other>
  func inner(_ other: StateVector) -> (real: Scalar, imaginary: Scalar) {
    var result: (real: Scalar, imaginary: Scalar) = (0, 0)
    for index in real.indices {
      result.real += real[index] * other.real[index] + imaginary[index] * other.imaginary[index]
      result.imaginary += real[index] * other.imaginary[index] - imaginary[index] * other.real[index]
    }
    return result
  }
}
