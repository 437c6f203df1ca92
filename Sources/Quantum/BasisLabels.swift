/// Which basis state each stored amplitude is of, at one place in the circuit.
///
/// A permutation that is linear over GF(2) need not move amplitudes: it changes what they are called. Stored
/// amplitude i is of basis state A i.
struct BasisLabels {
  /// [256 x 2] where `EncodingPhases` keeps the phases of the low and of the high four bits of A i, in bytes.
  let phases: UnsafePointer<UInt16>
  /// [8] the masks m_q with parity(m_q & i) = bit q of A i: the rows of A.
  let rows: UnsafePointer<UInt16>

  private static let phaseCount = 2 * QDICircuit.amplitudeCount
  /// Numbers in a table.
  static let count = phaseCount + QDICircuit.qubitCount

  init(_ table: UnsafePointer<UInt16>) {
    phases = table
    rows = table + Self.phaseCount
  }

  /// The table for a permutation A.
  static func table(_ permutation: BasisPermutation) -> [UInt16] {
    permutation.image.flatMap { EncodingPhases<FloatLanes>.offsets(basisState: $0) }
      + permutation.rows.map { UInt16($0) }
  }
}
