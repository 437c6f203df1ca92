/// Blocks of five RX layers, and the encodings between them, for a group of samples at a time.
///
/// CNOT layers permute the basis linearly over GF(2). Pulled to the left through them, the X of a rotation becomes
/// a product of X's, and all such X-strings commute. A block is therefore P^5 W D W: P the entangler's
/// permutation, W the Walsh-Hadamard transform, and D[s] = exp(-i/2 sum_m t_m (-1)^popcount(m & s)) over the 40
/// masks m of `QDICircuit.blockMasks`.
///
/// No permutation moves anything. It changes what the amplitudes are called (`BasisLabels`): stored amplitude i is
/// of basis state A i, with A = P^5 after one block, P^10 after two. W is the same in all these orders, up to the
/// order of its result, so that only D's masks, the encodings' phases and the final signs have to know A.
///
/// W is a radix-16 step over the rows (the low four bits of i) and one over the columns. The steps around D are
/// both over columns, those around an encoding both over rows: a block and an encoding are two passes over the
/// state, in place. Between them the state stands in the Hadamard basis of the low bits. W is not normalised: D
/// carries 1/256.
struct RXBlock<S: QuantumScalar> {
  typealias V = S.Lanes
  typealias State = UnsafeMutablePointer<V>

  /// D of all blocks, [33 x 256] complex, column-major: entry (block, 16 column + row).
  let diagonals: UnsafePointer<S>
  /// 1 (see `Sixteen.hadamard`).
  let unit: UnsafePointer<S>

  static var diagonalCount: Int { 2 * QDICircuit.amplitudeCount }

  @inline(__always)
  private func diagonal(_ block: Int, _ column: Int) -> UnsafePointer<S> {
    diagonals + (block &* Self.diagonalCount &+ column &* 32)
  }

  @inline(__always)
  private func factor(_ diagonal: UnsafePointer<S>, _ row: Int) -> ComplexLanes<V> {
    ComplexLanes(
      real: V(repeating: diagonal[2 &* row]), imaginary: V(repeating: diagonal[2 &* row &+ 1]))
  }

  @inline(__always)
  private var one: V { V(repeating: unit.pointee) }

  /// The block's pass over columns.
  func apply(block: Int, _ state: State) {
    for column in 0..<16 {
      let place = state + column &* StateLayout.columnStride
      let diagonal = diagonal(block, column)
      var values = ComplexSixteen(place, stride: StateLayout.rowStride)
      values.hadamard(one: one)
      values.multiply { factor(diagonal, $0) }
      values.storeHadamard(place, stride: StateLayout.rowStride, one: one)
    }
  }

  /// Takes psi and lambda back through the block.
  ///
  /// - Parameters:
  ///   - gradient: receives g = Im(conj(lambda) psi) in the Hadamard basis, summed over the samples, 256 numbers,
  ///     column-major and 256 times too large.
  ///   - scratch: 48 vectors.
  func undo(
    block: Int, psi: State, lambda: State, gradient: UnsafeMutablePointer<S>, scratch: UnsafeMutablePointer<V>
  ) {
    for column in 0..<16 {
      let diagonal = diagonal(block, column)
      let psiPlace = psi + column &* StateLayout.columnStride
      var values = ComplexSixteen(psiPlace, stride: StateLayout.rowStride)
      values.hadamard(one: one)
      values.store(scratch, stride: 2)
      values.multiply(conjugate: true) { factor(diagonal, $0) }
      values.storeHadamard(psiPlace, stride: StateLayout.rowStride, one: one)

      let lambdaPlace = lambda + column &* StateLayout.columnStride
      values = ComplexSixteen(lambdaPlace, stride: StateLayout.rowStride)
      values.hadamard(one: one)
      values.imaginaryOfConjugateProduct(scratch) { 2 &* $0 }.store(scratch + 32, stride: 1)
      storeLaneSums(scratch + 32, gradient + 16 &* column)
      values.multiply(conjugate: true) { factor(diagonal, $0) }
      values.storeHadamard(lambdaPlace, stride: StateLayout.rowStride, one: one)
    }
  }

  /// The pass over rows: ends the block before, encodes, and begins the block after.
  func encode(
    _ phases: EncodingPhases<V>, _ labels: BasisLabels, from source: UnsafePointer<V>, to state: State
  ) {
    for row in 0..<16 {
      let place = row &* StateLayout.rowStride
      phases.prepareRow(row, labels)
      var values = ComplexSixteen(source + place, stride: StateLayout.columnStride)
      values.hadamard(one: one)
      values.multiply { phases[$0] }
      values.storeHadamard(state + place, stride: StateLayout.columnStride, one: one)
    }
  }

  /// Takes psi and lambda back through that pass, and adds up the derivatives of the encoding.
  func undoEncoding(
    _ phases: EncodingPhases<V>, _ labels: BasisLabels, psi: State, lambda: State,
    gradient: EncodingGradient<V>
  ) {
    gradient.reset()
    for row in 0..<16 {
      let psiPlace = psi + row &* StateLayout.rowStride
      let lambdaPlace = lambda + row &* StateLayout.rowStride
      transform(psiPlace)
      transform(lambdaPlace)
      // psi and lambda both lack the phases here and both have them below: g is the same.
      let g = ComplexSixteen(lambdaPlace, stride: StateLayout.columnStride)
        .imaginaryOfConjugateProduct(psiPlace) { $0 &* StateLayout.columnStride }
      gradient.add(row: row, g, labels, one: one)
      phases.prepareRow(row, labels)
      removePhases(psiPlace, phases)
      removePhases(lambdaPlace, phases)
    }
  }

  @inline(__always)
  private func removePhases(_ row: UnsafeMutablePointer<V>, _ phases: EncodingPhases<V>) {
    var values = ComplexSixteen(row, stride: StateLayout.columnStride)
    values.multiply(conjugate: true) { phases[$0] }
    values.storeHadamard(row, stride: StateLayout.columnStride, one: one)
  }

  /// W over one row.
  @inline(__always)
  private func transform(_ row: UnsafeMutablePointer<V>) {
    for part in 0..<2 {
      var values = Sixteen(row + part, stride: StateLayout.columnStride)
      values.hadamard(one: one)
      values.store(row + part, stride: StateLayout.columnStride)
    }
  }

  /// Begins a block on |0...0>: W over the rows turns amplitude 0 into a row of ones.
  func begin(_ state: State) {
    for index in 0..<StateLayout.vectorCount { state[index] = V.zero }
    for column in 0..<16 { state[column &* StateLayout.columnStride] = V(repeating: 1) }
  }

  /// W over the rows, which is its own inverse up to a factor: ends the last block, or takes a state back to before
  /// its end.
  func transformRows(_ state: State) {
    for row in 0..<16 { transform(state + row &* StateLayout.rowStride) }
  }
}
