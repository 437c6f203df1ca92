import Support

/// Which basis state each stored amplitude is of, at one place in the circuit.
///
/// A permutation that is linear over GF(2) need not move amplitudes: it changes what they are called. Stored
/// amplitude i is of basis state A i.
struct BasisLabels {
  /// [256] A i.
  let basis: UnsafePointer<UInt8>
  /// [8] the masks m_q with parity(m_q & i) = bit q of A i: the rows of A.
  let rows: UnsafePointer<UInt8>

  static let byteCount = QDICircuit.amplitudeCount + QDICircuit.qubitCount

  init(_ table: UnsafePointer<UInt8>) {
    basis = table
    rows = table + QDICircuit.amplitudeCount
  }

  /// The bytes of `basis` and `rows` for a permutation A.
  static func bytes(_ permutation: BasisPermutation) -> [UInt8] {
    let rows = (0..<QDICircuit.qubitCount).map { qubit in
      (0..<QDICircuit.qubitCount).reduce(0) { row, bit in
        row | (permutation.image[1 << bit] >> qubit & 1) << bit
      }
    }
    return (permutation.image + rows).map { UInt8($0) }
  }
}
