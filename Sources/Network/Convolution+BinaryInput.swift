/// The first convolution sees one channel of zeros and ones, so that a window of 8 positions is one of 256
/// patterns: their outputs are tabulated once a step, and a forward pass looks them up.
extension Convolution {
  /// The number of patterns a window of binary numbers can show.
  var patternCount: Int { 1 << window }

  /// table[pattern, o] = sum of W[o, tap] over the taps whose bit is set, in order; [patternCount, outputs].
  @inline(__always)
  func tabulate<Scalar: NetworkScalar>(
    _ parameters: UnsafePointer<Scalar>, into table: UnsafeMutablePointer<Scalar>
  ) {
    for output in 0..<outputs { table[output] = 0 }
    for tap in 0..<window {
      // The patterns whose highest bit is this one are those below it, plus this tap.
      for lower in 0..<1 << tap {
        let from = table + lower * outputs
        let to = table + (lower + (1 << tap)) * outputs
        for output in 0..<outputs { to[output] = from[output] + parameters[weight + output * window + tap] }
      }
    }
  }

  /// Convolution, bias, ReLU and pool of one sequence of `length` zeros and ones.
  @inline(__always)
  func forward<Scalar: NetworkScalar>(
    binary x: UnsafePointer<UInt8>, table: UnsafePointer<Scalar>, _ parameters: UnsafePointer<Scalar>,
    y: UnsafeMutablePointer<Scalar>, choice: UnsafeMutablePointer<UInt8>
  ) {
    // Bit t of the pattern at position p is x[p + t]: the pattern moves on by one shift.
    var pattern = 0
    for tap in 0..<kernel - 1 { pattern |= Int(x[tap]) << (tap + 1) }
    @inline(__always) func next(_ position: Int) -> UnsafePointer<Scalar> {
      pattern = pattern >> 1 | Int(x[position + kernel - 1]) << (kernel - 1)
      return table + pattern * outputs
    }
    for position in 0..<pooled {
      let first = next(MaxPool.size * position)
      let second = next(MaxPool.size * position + 1)
      let third = next(MaxPool.size * position + 2)
      Scalar.rectifiedMaximum(
        first, second, third, bias: parameters + bias, count: outputs,
        value: y + position * outputs, choice: choice + position * outputs)
    }
  }
}
