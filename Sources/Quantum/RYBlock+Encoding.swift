/// The encodings on the way back.
extension RYBlock {
  /// Takes psi and lambda back through an encoding and adds up its derivatives.
  ///
  /// - Parameter position: variational layers before it.
  func undoEncoding(
    position: Int, _ phases: EncodingPhases<V>, _ labels: BasisLabels, psi: State, lambda: State,
    gradient: EncodingGradient<V>, scratch: State
  ) {
    gradient.reset()
    for number in 0..<16 {
      let line = row(number, afterLayers: position)
      let rowPhases = phases.row(number, labels)
      var values = ComplexSixteen(LineNumbers(state: psi, line: line), real: scratch)
      values.multiply(by: rowPhases, conjugate: true)
      values.store { line.place(psi, $0) }
      values = ComplexSixteen(LineNumbers(state: lambda, line: line), real: scratch)
      values.multiply(by: rowPhases, conjugate: true)
      values.imaginaryOfConjugateProduct(LineNumbers(state: psi, line: line), to: scratch + 16)
      values.store { line.place(lambda, $0) }
      gradient.add(row: number, Sixteen(scratch + 16, stride: 1), labels, signs: signs)
    }
  }

  /// Takes lambda back through the first encoding, to the state after the leading block, and adds up the encoding's
  /// derivatives.
  ///
  /// - Parameter sums: receives lambda there, summed over the samples, in the order of `leadingState`.
  func undoLeadingEncoding(
    position: Int, _ phases: EncodingPhases<V>, _ labels: BasisLabels, lambda: UnsafePointer<V>,
    gradient: EncodingGradient<V>, sums: UnsafeMutablePointer<S>, scratch: State
  ) {
    gradient.reset()
    for number in 0..<16 {
      let numbers = LineNumbers(state: lambda, line: row(number, afterLayers: position))
      var values = ComplexSixteen(numbers, real: scratch)
      values.multiply(by: phases.row(number, labels), conjugate: true)
      values.imaginary.store(scratch + 16, stride: 1)
      values.imaginaryOfConjugateProduct(
        SharedNumbers<S>(numbers: leadingState + 32 &* number), to: scratch + 32)
      storeLaneSums(scratch, sums + 32 &* number)
      storeLaneSums(scratch + 16, sums + (32 &* number &+ 16))
      gradient.add(row: number, Sixteen(scratch + 32, stride: 1), labels, signs: signs)
    }
  }
}
