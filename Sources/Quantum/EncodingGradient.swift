/// The derivatives with respect to the eight angles of an encoding, from g_i = Im(conj(lambda_i) psi_i) in the Z
/// basis: dE/dt_q = sum_i (-1)^(bit q of A i) g_i, where stored amplitude i is of basis state A i.
///
/// Bit q is the parity of i under a mask. Each row of sixteen is transformed by Walsh and Hadamard; entry m of it is
/// the row's sum with the signs of a mask whose low bits are m, and the mask's high bits give the row's own sign.
struct EncodingGradient<V: LaneVector> {
  /// 8 derivatives, and 16 numbers in between.
  let sums: UnsafeMutablePointer<V>

  static var vectorCount: Int { 24 }

  @inline(__always)
  func reset() {
    for qubit in 0..<QDICircuit.qubitCount { sums[qubit] = V.zero }
  }

  /// Adds the g of a row of sixteen.
  ///
  /// - Parameter signs: 1 and -1.
  @inline(__always)
  func add(row: Int, _ values: Sixteen<V>, _ labels: BasisLabels, signs: UnsafePointer<V.Scalar>) {
    var g = values
    g.hadamard(one: V(repeating: signs[0]))
    let transformed = sums + QDICircuit.qubitCount
    g.store(transformed, stride: 1)
    for qubit in 0..<QDICircuit.qubitCount {
      let mask = Int(labels.rows[qubit])
      let value = transformed[mask & 15]
      let isNegative = (mask >> 4 & row).nonzeroBitCount & 1
      // No branch: half of them would be mispredicted.
      sums[qubit] = sums[qubit].adding(value, times: V(repeating: signs[isNegative]))
    }
  }

  /// Stores the derivatives, `scale` times as large.
  @inline(__always)
  func store(_ derivatives: UnsafeMutablePointer<V>, scale: V) {
    for qubit in 0..<QDICircuit.qubitCount { derivatives[qubit] = sums[qubit] * scale }
  }
}
