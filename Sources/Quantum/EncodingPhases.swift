/// The RZ layer of one encoding: a diagonal of 256 phases for each sample, the product of one of sixteen phases
/// of the low four qubits and one of sixteen of the high four.
struct EncodingPhases<V: LaneVector> {
  /// 16 complex phases of the low qubits, then 16 of the high ones.
  let table: UnsafeMutablePointer<V>
  /// The phases of one row, 16 complex.
  let row: UnsafeMutablePointer<V>

  static var vectorCount: Int { 96 }

  init(scratch: UnsafeMutablePointer<V>) {
    table = scratch
    row = scratch + 64
  }

  /// Builds the tables from cosine and sine of the eight half angles.
  @inline(__always)
  func build(_ halfAngles: UnsafePointer<V>) {
    double(table, halfAngles)
    double(table + 32, halfAngles + 8)
  }

  /// exp(-i t_q / 2) where bit q is 0, its conjugate where it is 1, for all sixteen combinations by doubling.
  @inline(__always)
  private func double(_ phases: UnsafeMutablePointer<V>, _ halfAngles: UnsafePointer<V>) {
    phases[0] = halfAngles[0]
    phases[1] = V.zero - halfAngles[1]
    phases[2] = halfAngles[0]
    phases[3] = halfAngles[1]
    for qubit in 1..<4 {
      let turn = ComplexLanes(real: halfAngles[2 &* qubit], imaginary: halfAngles[2 &* qubit &+ 1])
      let count = 1 << qubit
      for index in 0..<count {
        let phase = ComplexLanes(real: phases[2 &* index], imaginary: phases[2 &* index &+ 1])
        let zero = phase.timesConjugate(turn)
        let one = phase * turn
        phases[2 &* index] = zero.real
        phases[2 &* index &+ 1] = zero.imaginary
        phases[2 &* (index &+ count)] = one.real
        phases[2 &* (index &+ count) &+ 1] = one.imaginary
      }
    }
  }

  /// Puts the phases of the sixteen amplitudes of a stored row into `row`.
  @inline(__always)
  func prepareRow(_ number: Int, _ labels: BasisLabels) {
    let basis = labels.basis + 16 &* number
    for index in 0..<16 {
      let low = 2 &* Int(basis[index] & 15)
      let high = 32 &+ 2 &* Int(basis[index] >> 4)
      let phase =
        ComplexLanes(real: table[low], imaginary: table[low &+ 1])
        * ComplexLanes(real: table[high], imaginary: table[high &+ 1])
      row[2 &* index] = phase.real
      row[2 &* index &+ 1] = phase.imaginary
    }
  }

  /// The phase of entry `index` of the prepared row.
  @inline(__always)
  subscript(index: Int) -> ComplexLanes<V> {
    ComplexLanes(real: row[2 &* index], imaginary: row[2 &* index &+ 1])
  }
}
