import Support

extension Convolution {
  /// Sums over the fields, or the channels, that are alive: with X the fields written out, [count, 10, inputs],
  ///
  ///     dW[o] += g X[k, s ..< s + kernel]      for the fields k that channel o is alive in, s its choice, in order
  ///     db[o] += g
  ///     dX[k, s ..< s + kernel] += g W[o]      for the channels o that chose s, in order
  ///
  /// and dx the sum of dX over all places where a value stands.
  @inline(__always)
  func backwardSparsely<Scalar: NetworkScalar>(
    _ pass: Pass<Scalar>, _ gradient: UnsafeMutablePointer<Scalar>, _ scratch: ConvolutionScratch<Scalar>
  ) {
    backwardToWeight(pass, gradient, scratch)
    if let dx = pass.dx { backwardToInput(pass, dx, scratch) }
  }

  @inline(__always)
  private func backwardToWeight<Scalar: NetworkScalar>(
    _ pass: Pass<Scalar>, _ gradient: UnsafeMutablePointer<Scalar>, _ scratch: ConvolutionScratch<Scalar>
  ) {
    let width = ReceptiveFields.width
    let written = scratch.fields.pointer
    for place in 0..<pass.count * width {
      (written + place * inputs).update(from: pass.x + Int(pass.fields[place]) * inputs, count: inputs)
    }
    let terms = scratch.alive
    let rowLength = Int32(truncatingIfNeeded: inputs)
    let fieldLength = Int32(truncatingIfNeeded: width) &* rowLength
    for output in 0..<outputs {
      var choice = pass.choice + output
      var g = pass.dy + output
      var first: Int32 = 0
      var count = 0
      for _ in 0..<pass.count {
        // Written always and kept if alive: whether it is alive is as good as random to a branch predictor.
        terms.offsets[count] = first &+ Int32(truncatingIfNeeded: choice.pointee) &* rowLength
        terms.coefficients[count] = g.pointee
        count &+= choice.pointee == MaxPool.dead ? 0 : 1
        first &+= fieldLength
        choice += outputs
        g += outputs
      }
      var sum: Scalar = 0
      for term in 0..<count { sum += terms.coefficients[term] }
      gradient[bias + output] = sum
      let dW = scratch.rowGradient.pointer
      dW.update(repeating: 0, count: kernel * inputs)
      Scalar.accumulateRows(
        written, offsets: terms.offsets, coefficients: terms.coefficients, terms: count,
        length: kernel * inputs, into: dW)
      for tap in 0..<kernel {
        (scratch.packedGradient.pointer + (tap * outputs + output) * inputs).update(
          from: dW + tap * inputs, count: inputs)
      }
    }
  }

  @inline(__always)
  private func backwardToInput<Scalar: NetworkScalar>(
    _ pass: Pass<Scalar>, _ dx: UnsafeMutablePointer<Scalar>, _ scratch: ConvolutionScratch<Scalar>
  ) {
    let width = ReceptiveFields.width
    let window = kernel * inputs
    let weight = scratch.windowWeight.pointer
    for output in 0..<outputs {
      for tap in 0..<kernel {
        (weight + output * window + tap * inputs).update(
          from: pass.packed + (tap * outputs + output) * inputs, count: inputs)
      }
    }
    dx.update(repeating: 0, count: pass.rows * inputs)
    let dX = scratch.fieldGradient.pointer
    let terms = scratch.alive
    for number in 0..<pass.count {
      let choice = pass.choice + number * outputs
      let dy = pass.dy + number * outputs
      dX.update(repeating: 0, count: width * inputs)
      for position in 0..<MaxPool.size {
        let chosen = UInt8(truncatingIfNeeded: position)
        var offset: Int32 = 0
        var count = 0
        for output in 0..<outputs {
          terms.offsets[count] = offset
          terms.coefficients[count] = dy[output]
          count &+= choice[output] == chosen ? 1 : 0
          offset &+= Int32(truncatingIfNeeded: window)
        }
        Scalar.accumulateRows(
          weight, offsets: terms.offsets, coefficients: terms.coefficients, terms: count, length: window,
          into: dX + position * inputs)
      }
      let field = pass.fields + number * width
      for place in 0..<width {
        var offset = field[place] &* Int32(truncatingIfNeeded: inputs)
        Scalar.addToRows(
          dX + place * inputs, scaledBy: scratch.taps.coefficients, offsets: &offset, terms: 1,
          length: inputs, rows: dx)
      }
    }
  }
}
