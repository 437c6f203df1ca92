import BLAS

/// A one-dimensional convolution without padding, followed by bias, ReLU and a max pool of three, over values of which
/// each different one is computed once (see `ReceptiveFields`).
///
/// Values are rows: x [n, inputs], y [m, outputs]. What tap t of the kernel makes of value i does not depend on where
/// the value stands, so that one product, P = x Wᵀ, [n, taps, outputs], holds all that the convolution sums:
///
///     convolved at s = sum over t of P[field[s + t], t]        s = 0, 1, 2: the positions of one pool
///
/// with field the ten places in x that the pooled value depends on. For sequences without any two equal values this is
/// as much arithmetic as a direct convolution; all that is equal is saved.
struct Convolution {
  let inputs: Int
  let outputs: Int
  let kernel: Int
  /// The places of the weight [outputs, inputs, kernel] and bias [outputs].
  let weight: Int
  let bias: Int

  /// The length of a row of P.
  var products: Int { kernel * outputs }

  init(_ name: String, in layout: ParameterLayout) {
    guard let entry = layout.entry(named: "\(name)/weight") else { preconditionFailure("no layer \(name)") }
    outputs = entry.shape[0]
    inputs = entry.shape[1]
    kernel = entry.shape[2]
    weight = entry.offset
    bias = layout.offset(of: "\(name)/bias")
  }

  /// [outputs, inputs, kernel] -> [kernel, outputs, inputs]
  @inline(__always)
  func pack<Scalar: NetworkScalar>(
    _ parameters: UnsafePointer<Scalar>, into packed: UnsafeMutablePointer<Scalar>
  ) {
    for output in 0..<outputs {
      let from = parameters + weight + output * inputs * kernel
      for tap in 0..<kernel {
        let to = packed + (tap * outputs + output) * inputs
        for input in 0..<inputs { to[input] = from[input * kernel + tap] }
      }
    }
  }

  /// [kernel, outputs, inputs] -> [outputs, inputs, kernel]
  @inline(__always)
  func unpack<Scalar: NetworkScalar>(
    _ packed: UnsafePointer<Scalar>, into gradient: UnsafeMutablePointer<Scalar>
  ) {
    for output in 0..<outputs {
      let to = gradient + weight + output * inputs * kernel
      for tap in 0..<kernel {
        let from = packed + (tap * outputs + output) * inputs
        for input in 0..<inputs { to[input * kernel + tap] = from[input] }
      }
    }
  }

  /// y and the pool's choices, both [fields, outputs].
  ///
  /// - Parameters:
  ///   - x: [rows, inputs]
  ///   - fields: [count, 10] places in x.
  ///   - packed: the weight as `pack` leaves it.
  ///   - scratch: room for P and for three rows.
  @inline(__always)
  func forward<Scalar: NetworkScalar>(
    _ x: UnsafePointer<Scalar>, rows: Int, fields: UnsafePointer<Int32>, count: Int,
    packed: UnsafePointer<Scalar>, _ parameters: UnsafePointer<Scalar>, y: UnsafeMutablePointer<Scalar>,
    choice: UnsafeMutablePointer<UInt8>, scratch: ConvolutionScratch<Scalar>
  ) {
    gemm(
      Matrix(x, rows: rows, columns: inputs),
      Matrix(packed, rows: products, columns: inputs).transposed,
      into: MutableMatrix(scratch.products.pointer, rows: rows, columns: products))
    let convolved = scratch.pool.pointer
    let terms = scratch.taps
    for number in 0..<count {
      let field = fields + number * ReceptiveFields.width
      convolved.update(repeating: 0, count: MaxPool.size * outputs)
      for position in 0..<MaxPool.size {
        setOffsets(field + position, terms)
        Scalar.accumulateRows(
          scratch.products.pointer, offsets: terms.offsets, coefficients: terms.coefficients, terms: kernel,
          length: outputs, into: convolved + position * outputs)
      }
      Scalar.rectifiedMaximum(
        convolved, convolved + outputs, convolved + 2 * outputs, bias: parameters + bias, count: outputs,
        value: y + number * outputs, choice: choice + number * outputs)
    }
  }

  /// Where in P each tap finds its term for the kernel that starts at `places`.
  @inline(__always)
  func setOffsets<Scalar: NetworkScalar>(_ places: UnsafePointer<Int32>, _ terms: RowTerms<Scalar>) {
    for tap in 0..<kernel {
      terms.offsets[tap] =
        places[tap] &* Int32(truncatingIfNeeded: products) &+ Int32(truncatingIfNeeded: tap * outputs)
    }
  }
}
