/// The RZ layer of one encoding: a diagonal of 256 phases for each sample, the product of one of sixteen phases
/// of the low four qubits and one of sixteen of the high four.
struct EncodingPhases<V: LaneVector> {
  /// 16 complex phases of the low qubits, then 16 of the high ones.
  let table: UnsafeMutablePointer<V>

  static var vectorCount: Int { 64 }

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

  /// Where the phases of a basis state's low and high four bits lie, in bytes from `table`.
  static func offsets(basisState: Int) -> [UInt16] {
    [2 * (basisState & 15), 32 + 2 * (basisState >> 4)].map { UInt16($0 * MemoryLayout<V>.stride) }
  }

  /// The phases of the sixteen amplitudes of a stored row.
  struct Row: ComplexNumbers {
    let table: UnsafeRawPointer
    let offsets: UnsafePointer<UInt16>

    @inline(__always)
    subscript(index: Int) -> ComplexLanes<V> {
      let low = (table + Int(offsets[2 &* index])).assumingMemoryBound(to: V.self)
      let high = (table + Int(offsets[2 &* index &+ 1])).assumingMemoryBound(to: V.self)
      return ComplexLanes(low) * ComplexLanes(high)
    }
  }

  @inline(__always)
  func row(_ number: Int, _ labels: BasisLabels) -> Row {
    Row(table: UnsafeRawPointer(table), offsets: labels.phases + 32 &* number)
  }
}
