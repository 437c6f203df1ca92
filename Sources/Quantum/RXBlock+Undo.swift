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
  ///   - scratch: `scratchCount` vectors, as for all that follow.
  func undoLast(
    block: Int, _ state: UnsafePointer<V>, factor: V, to lambda: State, gradient: UnsafeMutablePointer<S>,
    scratch: UnsafeMutablePointer<V>
  ) {
    // W makes a state 16 times as large, and `applyLast` left it 16 times too small: lambda starts as after W.
    let factor = factor * V(repeating: 0x1p8)
    let (maskRow, maskColumn) = (measuredMask >> 4, measuredMask & 15)
    for column in 0..<16 {
      let place = column &* StateLayout.columnStride
      let partners = Partners(
        source: state + (column ^ maskColumn) &* StateLayout.columnStride, mask: maskRow, factor: factor)
      var values = ComplexSixteen(partners, real: scratch)
      values.imaginaryOfConjugateProduct(
        StoredNumbers(source: state + place, stride: StateLayout.rowStride), to: scratch + 16)
      storeLaneSums(scratch + 16, gradient + 16 &* column)
      values.multiply(by: diagonal(block, column), conjugate: true)
      values.storeHadamard(
        lambda + place, stride: StateLayout.rowStride, one: one)
    }
  }

  /// A column with its rows exchanged, times a factor.
  private struct Partners: ComplexNumbers {
    let source: UnsafePointer<V>
    let mask: Int
    let factor: V

    @inline(__always)
    subscript(row: Int) -> ComplexLanes<V> {
      let value = ComplexLanes(source + (row ^ mask) &* StateLayout.rowStride)
      return ComplexLanes(real: value.real * factor, imaginary: value.imaginary * factor)
    }
  }

  /// Takes lambda back through a block's pass over columns.
  ///
  /// - Parameters:
  ///   - psi: the state before it.
  ///   - gradient: receives g = Im(conj(lambda) psi) in the Hadamard basis, summed over the samples, 256 numbers,
  ///     column-major.
  func undo(
    block: Int, psi: UnsafePointer<V>, lambda: State, gradient: UnsafeMutablePointer<S>,
    scratch: UnsafeMutablePointer<V>
  ) {
    for column in 0..<16 {
      let place = column &* StateLayout.columnStride
      transform(psi + place, stride: StateLayout.rowStride, to: scratch)
      var values = ComplexSixteen(
        hadamardOf: lambda + place, stride: StateLayout.rowStride, real: scratch + 32, one: one)
      // psi lacks D and lambda has it: g needs both on one side.
      values.multiply(by: diagonal(block, column), conjugate: true)
      values.imaginaryOfConjugateProduct(StoredNumbers(source: scratch, stride: 2), to: scratch + 48)
      values.storeHadamard(lambda + place, stride: StateLayout.rowStride, one: one)
      storeLaneSums(scratch + 48, gradient + 16 &* column)
    }
  }

  /// Takes lambda back through a pass over rows, and adds up the derivatives of the encoding, 16 times too large.
  ///
  /// - Parameters:
  ///   - psi: the state after it.
  func undoEncoding(
    _ phases: EncodingPhases<V>, _ labels: BasisLabels, psi: UnsafePointer<V>, lambda: State,
    gradient: EncodingGradient<V>, scratch: UnsafeMutablePointer<V>
  ) {
    gradient.reset()
    for row in 0..<16 {
      let place = row &* StateLayout.rowStride
      transform(psi + place, stride: StateLayout.columnStride, to: scratch)
      var values = ComplexSixteen(
        hadamardOf: lambda + place, stride: StateLayout.columnStride, real: scratch + 32, one: one)
      values.imaginaryOfConjugateProduct(StoredNumbers(source: scratch, stride: 2), to: scratch + 48)
      values.multiply(by: phases.row(row, labels), conjugate: true)
      values.storeHadamard(lambda + place, stride: StateLayout.columnStride, one: one)
      gradient.add(row: row, Sixteen(scratch + 48, stride: 1), labels, signs: signs)
    }
  }

  /// Takes lambda back through the first pass over rows, to the state after the leading block, and adds up the
  /// derivatives of the first encoding.
  ///
  /// - Parameters:
  ///   - sums: receives lambda there, summed over the samples, [16 rows x 2 x 16 columns], real parts first.
  func undoLeadingEncoding(
    _ phases: EncodingPhases<V>, _ labels: BasisLabels, lambda: UnsafePointer<V>,
    gradient: EncodingGradient<V>, sums: UnsafeMutablePointer<S>, scratch: UnsafeMutablePointer<V>
  ) {
    gradient.reset()
    for row in 0..<16 {
      var values = ComplexSixteen(
        hadamardOf: lambda + row &* StateLayout.rowStride, stride: StateLayout.columnStride,
        real: scratch + 32, one: one)
      values.multiply(by: phases.row(row, labels), conjugate: true)
      values.imaginary.store(scratch, stride: 1)
      values.imaginaryOfConjugateProduct(leadingState(row: row), to: scratch + 48)
      storeLaneSums(scratch + 32, sums + 32 &* row)
      storeLaneSums(scratch, sums + (32 &* row &+ 16))
      gradient.add(row: row, Sixteen(scratch + 48, stride: 1), labels, signs: signs)
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
