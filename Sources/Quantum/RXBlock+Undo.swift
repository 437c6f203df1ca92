/// The way back. psi is what the way forward kept: the states between a pass over rows and one over columns, from
/// which one radix-16 step leads to the Z basis and another to the Hadamard basis. Only lambda has to be taken
/// through everything.
extension RXBlock {
  /// Starts lambda = `factor` Z...Z psi at the measurement, and takes it back through the last block's pass over
  /// columns.
  ///
  /// - Parameters:
  ///   - state: what `applyLast` left.
  ///   - factor: dL/dE of each sample.
  ///   - gradient: as for `undo`.
  ///   - scratch: 16 vectors.
  func undoLast(
    block: Int, _ state: UnsafePointer<V>, factor: V, to lambda: State, gradient: UnsafeMutablePointer<S>,
    scratch: UnsafeMutablePointer<V>
  ) {
    // W makes a state 16 times as large, and `applyLast` left it 16 times too small: lambda starts as after W.
    let factor = factor * V(repeating: 0x1p8)
    let (maskRow, maskColumn) = (measuredMask >> 4, measuredMask & 15)
    for column in 0..<16 {
      let diagonal = diagonal(block, column)
      let partners = state + (column ^ maskColumn) &* StateLayout.columnStride
      var values = ComplexSixteen(partners) { ($0 ^ maskRow) &* StateLayout.rowStride }
      values.scale(by: factor)
      let states = state + column &* StateLayout.columnStride
      values.imaginaryOfConjugateProduct(to: scratch) {
        ComplexLanes(states + $0 &* StateLayout.rowStride)
      }
      storeLaneSums(scratch, gradient + 16 &* column)
      values.multiply(conjugate: true) { shared(diagonal, $0) }
      values.storeHadamard(
        lambda + column &* StateLayout.columnStride, stride: StateLayout.rowStride, one: one)
    }
  }

  /// Takes lambda back through a block's pass over columns.
  ///
  /// - Parameters:
  ///   - psi: the state before it.
  ///   - gradient: receives g = Im(conj(lambda) psi) in the Hadamard basis, summed over the samples, 256 numbers,
  ///     column-major.
  ///   - scratch: 48 vectors.
  func undo(
    block: Int, psi: UnsafePointer<V>, lambda: State, gradient: UnsafeMutablePointer<S>,
    scratch: UnsafeMutablePointer<V>
  ) {
    for column in 0..<16 {
      let place = column &* StateLayout.columnStride
      let diagonal = diagonal(block, column)
      transform(psi + place, stride: StateLayout.rowStride, to: scratch)
      var values = ComplexSixteen(lambda + place, stride: StateLayout.rowStride)
      values.hadamard(one: one)
      // psi lacks D and lambda has it: g needs both on one side.
      values.multiply(conjugate: true) { shared(diagonal, $0) }
      values.imaginaryOfConjugateProduct(to: scratch + 32) { ComplexLanes(scratch + 2 &* $0) }
      values.storeHadamard(lambda + place, stride: StateLayout.rowStride, one: one)
      storeLaneSums(scratch + 32, gradient + 16 &* column)
    }
  }

  /// Takes lambda back through a pass over rows, and adds up the derivatives of the encoding, 16 times too large.
  ///
  /// - Parameters:
  ///   - psi: the state after it.
  ///   - scratch: 48 vectors.
  func undoEncoding(
    _ phases: EncodingPhases<V>, _ labels: BasisLabels, psi: UnsafePointer<V>, lambda: State,
    gradient: EncodingGradient<V>, scratch: UnsafeMutablePointer<V>
  ) {
    gradient.reset()
    for row in 0..<16 {
      let place = row &* StateLayout.rowStride
      let rowPhases = phases.row(row, labels)
      transform(psi + place, stride: StateLayout.columnStride, to: scratch)
      var values = ComplexSixteen(lambda + place, stride: StateLayout.columnStride)
      values.hadamard(one: one)
      values.imaginaryOfConjugateProduct(to: scratch + 32) { ComplexLanes(scratch + 2 &* $0) }
      values.multiply(conjugate: true) { rowPhases[$0] }
      values.storeHadamard(lambda + place, stride: StateLayout.columnStride, one: one)
      gradient.add(row: row, Sixteen(scratch + 32, stride: 1), labels, one: one)
    }
  }

  /// Takes lambda back through the first pass over rows, to the state after the leading block, and adds up the
  /// derivatives of the first encoding.
  ///
  /// - Parameters:
  ///   - sums: receives lambda there, summed over the samples, [16 rows x 2 x 16 columns], real parts first.
  ///   - scratch: 48 vectors.
  func undoLeadingEncoding(
    _ phases: EncodingPhases<V>, _ labels: BasisLabels, lambda: UnsafePointer<V>,
    gradient: EncodingGradient<V>, sums: UnsafeMutablePointer<S>, scratch: UnsafeMutablePointer<V>
  ) {
    gradient.reset()
    for row in 0..<16 {
      let leading = leadingState + 32 &* row
      let rowPhases = phases.row(row, labels)
      var values = ComplexSixteen(lambda + row &* StateLayout.rowStride, stride: StateLayout.columnStride)
      values.hadamard(one: one)
      values.multiply(conjugate: true) { rowPhases[$0] }
      values.real.store(scratch, stride: 1)
      values.imaginary.store(scratch + 16, stride: 1)
      values.imaginaryOfConjugateProduct(to: scratch + 32) { shared(leading, $0) }
      storeLaneSums(scratch, sums + 32 &* row)
      storeLaneSums(scratch + 16, sums + (32 &* row &+ 16))
      gradient.add(row: row, Sixteen(scratch + 32, stride: 1), labels, one: one)
    }
  }

  /// A radix-16 step of W, to sixteen complex numbers side by side.
  @inline(__always)
  private func transform(
    _ source: UnsafePointer<V>, stride: Int, to destination: UnsafeMutablePointer<V>
  ) {
    for part in 0..<2 {
      var values = Sixteen(source + part, stride: stride)
      values.hadamard(one: one)
      values.store(destination + part, stride: 2)
    }
  }
}
