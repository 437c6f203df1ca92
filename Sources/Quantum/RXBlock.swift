/// Blocks of RX layers, and the encodings between them, for a group of samples at a time.
///
/// CNOT layers permute the basis linearly over GF(2). Pulled to the left through them, the X of a rotation becomes
/// a product of X's, and all such X-strings commute. A block of n layers is therefore P^n W D W: P the entangler's
/// permutation, W the Walsh-Hadamard transform, and D[s] = exp(-i/2 sum_m t_m (-1)^popcount(m & s)) over the
/// masks m of `QDICircuit.blockMasks`.
///
/// No permutation moves anything. It changes what the amplitudes are called (`BasisLabels`): stored amplitude i is
/// of basis state A i, with A = P^n after one block, P^2n after two. W is the same in all these orders, up to the
/// order of its result, so that only D's masks, the encodings' phases and the measured parity have to know A.
///
/// W is a radix-16 step over the rows (the low four bits of i) and one over the columns. The steps around D are
/// both over columns, those around an encoding both over rows: a block and an encoding are two passes over the
/// state. Between them the state stands in the Hadamard basis of the low or of the high bits alone.
///
/// W is not normalised: D carries 1/256.
struct RXBlock<S: QuantumScalar> {
  typealias V = S.Lanes
  typealias State = UnsafeMutablePointer<V>

  /// D of all blocks, [33 x 16 columns x 2 x 16 rows], real parts first.
  let diagonals: UnsafePointer<S>
  /// The state after the leading block, the same for all samples: [16 rows x 2 x 16 columns], real parts first.
  let leadingState: UnsafePointer<S>
  /// The measured Z...Z is (-1)^popcount(mask & i) of stored amplitude i. In the Hadamard basis of the last block it
  /// exchanges s and s ^ mask.
  let measuredMask: Int
  /// 1 and -1.
  let signs: UnsafePointer<S>

  /// Vectors of scratch that each pass may use.
  static var scratchCount: Int { 64 }

  /// Numbers in a block's D.
  static var diagonalCount: Int { 2 * QDICircuit.amplitudeCount }

  @inline(__always)
  var one: V { V(repeating: signs[0]) }

  @inline(__always)
  func diagonal(_ block: Int, _ column: Int) -> SharedNumbers<S> {
    SharedNumbers(numbers: diagonals + (block &* Self.diagonalCount &+ 32 &* column))
  }

  @inline(__always)
  func leadingState(row: Int) -> SharedNumbers<S> { SharedNumbers(numbers: leadingState + 32 &* row) }

  /// The first pass over rows: the leading state, the first encoding, and the beginning of the block after it.
  func encodeLeadingState(
    _ phases: EncodingPhases<V>, _ labels: BasisLabels, to state: State, scratch: State
  ) {
    for row in 0..<16 {
      var values = ComplexSixteen(leadingState(row: row), real: scratch)
      values.multiply(by: phases.row(row, labels))
      values.storeHadamard(state + row &* StateLayout.rowStride, stride: StateLayout.columnStride, one: one)
    }
  }

  /// A later pass over rows: ends the block before, encodes, and begins the block after.
  func encode(
    _ phases: EncodingPhases<V>, _ labels: BasisLabels, from source: UnsafePointer<V>, to state: State,
    scratch: State
  ) {
    for row in 0..<16 {
      let place = row &* StateLayout.rowStride
      var values = ComplexSixteen(
        hadamardOf: source + place, stride: StateLayout.columnStride, real: scratch, one: one)
      values.multiply(by: phases.row(row, labels))
      values.storeHadamard(state + place, stride: StateLayout.columnStride, one: one)
    }
  }

  /// A block's pass over columns.
  func apply(block: Int, from source: UnsafePointer<V>, to state: State, scratch: State) {
    for column in 0..<16 {
      let place = column &* StateLayout.columnStride
      var values = ComplexSixteen(
        hadamardOf: source + place, stride: StateLayout.rowStride, real: scratch, one: one)
      values.multiply(by: diagonal(block, column))
      values.storeHadamard(state + place, stride: StateLayout.rowStride, one: one)
    }
  }

  /// The last block's pass over columns. It ends in the Hadamard basis, where the measurement is read.
  func applyLast(block: Int, from source: UnsafePointer<V>, to state: State, scratch: State) {
    for column in 0..<16 {
      let place = column &* StateLayout.columnStride
      var values = ComplexSixteen(
        hadamardOf: source + place, stride: StateLayout.rowStride, real: scratch, one: one)
      values.multiply(by: diagonal(block, column))
      values.store { state + (place &+ $0 &* StateLayout.rowStride) }
    }
  }

  /// <psi| Z...Z |psi> = sum_s Re(conj(psi[s ^ mask]) psi[s]), from what `applyLast` leaves: sixteen times too small
  /// a state, and each pair once.
  func expectation(_ state: UnsafePointer<V>) -> V {
    let upper = 1 << (Int.bitWidth - 1 - measuredMask.leadingZeroBitCount)
    var total = V.zero
    for row in 0..<16 {
      var (real, imaginary) = (V.zero, V.zero)
      for index in 16 &* row..<16 &* row &+ 16 where index & upper == 0 {
        let one = state + StateLayout.offset(index)
        let other = state + StateLayout.offset(index ^ measuredMask)
        real = real.adding(one[0], times: other[0])
        imaginary = imaginary.adding(one[1], times: other[1])
      }
      total = total + (real + imaginary)
    }
    return total * V(repeating: 0x1p9)
  }
}
