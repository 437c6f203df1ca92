/// Terms of a sum of scaled rows, as `NetworkScalar.accumulateRows` takes them.
struct RowTerms<Scalar: NetworkScalar> {
  let offsets: UnsafeMutablePointer<Int32>
  let coefficients: UnsafeMutablePointer<Scalar>
}

/// The gradient of a pooled output, either [pooled, outputs] or [outputs, pooled].
struct PooledGradient<Scalar: NetworkScalar> {
  let base: UnsafePointer<Scalar>
  let positionStride: Int
  let channelStride: Int
}

extension Convolution {
  /// Backward through pool, ReLU, bias and convolution for one sequence.
  ///
  /// Behind the pool at most one position in three of each channel has a gradient, g, so that sums over the
  /// chosen positions replace matrix products of thrice the work:
  ///
  ///     dW[o] += g x[p ..< p + kernel]      for the chosen positions p of channel o, in order
  ///     db[o] += g
  ///     dx[p ..< p + kernel] += g W[o]      for the channels o that chose p, in order
  ///
  /// dW (packed) and db are added to; dx is overwritten.
  @inline(__always)
  func backward<Scalar: NetworkScalar>(
    dy: PooledGradient<Scalar>, choice: UnsafePointer<UInt8>, _ x: UnsafePointer<Scalar>,
    packed: UnsafePointer<Scalar>, dW: UnsafeMutablePointer<Scalar>, db: UnsafeMutablePointer<Scalar>,
    dx: UnsafeMutablePointer<Scalar>?, terms: RowTerms<Scalar>
  ) {
    backwardToWeights(dy: dy, choice: choice, x, dW: dW, db: db, terms: terms)
    if let dx { backwardToInput(dy: dy, choice: choice, packed: packed, dx: dx, terms: terms) }
  }

  @inline(__always)
  private func backwardToWeights<Scalar: NetworkScalar>(
    dy: PooledGradient<Scalar>, choice: UnsafePointer<UInt8>, _ x: UnsafePointer<Scalar>,
    dW: UnsafeMutablePointer<Scalar>, db: UnsafeMutablePointer<Scalar>, terms: RowTerms<Scalar>
  ) {
    let inputs = Int32(truncatingIfNeeded: self.inputs)
    for output in 0..<outputs {
      var g = dy.base + output * dy.channelStride
      var chosen = choice + output
      var first: Int32 = 0
      var count = 0
      var sum = db[output]
      for _ in 0..<pooled {
        // Written always and kept if alive: whether it is alive is as good as random to a branch predictor.
        let isAlive = chosen.pointee != MaxPool.dead
        terms.offsets[count] = first &+ Int32(truncatingIfNeeded: chosen.pointee) &* inputs
        terms.coefficients[count] = g.pointee
        count &+= isAlive ? 1 : 0
        sum += isAlive ? g.pointee : 0
        g += dy.positionStride
        chosen += outputs
        first &+= Int32(truncatingIfNeeded: MaxPool.size) &* inputs
      }
      db[output] = sum
      Scalar.accumulateRows(
        x, offsets: terms.offsets, coefficients: terms.coefficients, terms: count, length: window,
        into: dW + output * window)
    }
  }

  @inline(__always)
  private func backwardToInput<Scalar: NetworkScalar>(
    dy: PooledGradient<Scalar>, choice: UnsafePointer<UInt8>, packed: UnsafePointer<Scalar>,
    dx: UnsafeMutablePointer<Scalar>, terms: RowTerms<Scalar>
  ) {
    dx.update(repeating: 0, count: length * inputs)
    let window = Int32(truncatingIfNeeded: self.window)
    for position in 0..<pooled {
      let choice = choice + position * outputs
      for tap in 0..<MaxPool.size {
        var g = dy.base + position * dy.positionStride
        var offset: Int32 = 0
        var count = 0
        for output in 0..<outputs {
          terms.offsets[count] = offset
          terms.coefficients[count] = g.pointee
          count &+= choice[output] == UInt8(truncatingIfNeeded: tap) ? 1 : 0
          g += dy.channelStride
          offset &+= window
        }
        Scalar.accumulateRows(
          packed, offsets: terms.offsets, coefficients: terms.coefficients, terms: count, length: self.window,
          into: dx + (MaxPool.size * position + tap) * inputs)
      }
    }
  }
}
