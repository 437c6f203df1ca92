import BLAS

/// A one-dimensional convolution without padding, followed by bias, ReLU and a max pool of three; channels-last.
///
/// x [length, inputs]; convolved [length - kernel + 1, outputs]; y [pooled, outputs]. The kernel at position p sees
/// x[p ..< p + kernel], which is one contiguous run of kernel * inputs numbers: no copy is needed to
/// see the convolution as a matrix product. The weight is repacked to match, [outputs, kernel, inputs], once a
/// step.
struct Convolution {
  let inputs: Int
  let outputs: Int
  let kernel: Int
  /// Positions before, and after the pool.
  let length: Int
  let pooled: Int
  /// The places of the weight [outputs, inputs, kernel] and bias [outputs].
  let weight: Int
  let bias: Int

  /// The numbers that one output depends on: the rows' length of the repacked weight.
  var window: Int { kernel * inputs }

  init(_ name: String, length: Int, in layout: ParameterLayout) {
    guard let entry = layout.entry(named: "\(name)/weight") else { preconditionFailure("no layer \(name)") }
    outputs = entry.shape[0]
    inputs = entry.shape[1]
    kernel = entry.shape[2]
    self.length = length
    pooled = (length - kernel + 1) / MaxPool.size
    weight = entry.offset
    bias = layout.offset(of: "\(name)/bias")
  }

  /// [outputs, inputs, kernel] -> [outputs, kernel, inputs]
  @inline(__always)
  func pack<Scalar: NetworkScalar>(
    _ parameters: UnsafePointer<Scalar>, into packed: UnsafeMutablePointer<Scalar>
  ) {
    for output in 0..<outputs {
      let from = parameters + weight + output * window
      let to = packed + output * window
      for input in 0..<inputs {
        for tap in 0..<kernel { to[tap * inputs + input] = from[input * kernel + tap] }
      }
    }
  }

  /// [outputs, kernel, inputs] -> [outputs, inputs, kernel]
  @inline(__always)
  func unpack<Scalar: NetworkScalar>(
    _ packed: UnsafePointer<Scalar>, into gradient: UnsafeMutablePointer<Scalar>
  ) {
    for output in 0..<outputs {
      let from = packed + output * window
      let to = gradient + weight + output * window
      for input in 0..<inputs {
        for tap in 0..<kernel { to[input * kernel + tap] = from[tap * inputs + input] }
      }
    }
  }

  /// convolved[p] = W x[p ..< p + kernel], without bias, for `samples` sequences that lie one after another.
  ///
  /// BLAS does not take rows that overlap, but every kernel-th window does not overlap: so one product for each
  /// residue of p modulo the kernel's length. Windows across two sequences are computed too (7 rows of each) and
  /// never read: that costs less than products of few rows. `convolved` has room for samples * length rows.
  @inline(__always)
  func convolve<Scalar: NetworkScalar>(
    _ x: UnsafePointer<Scalar>, samples: Int, packed: UnsafePointer<Scalar>,
    convolved: UnsafeMutablePointer<Scalar>
  ) {
    let windows = samples * length - kernel + 1
    for residue in 0..<min(kernel, windows) {
      let rows = (windows - residue + kernel - 1) / kernel
      gemm(
        Matrix(x + residue * inputs, rows: rows, columns: window),
        Matrix(packed, rows: outputs, columns: window).transposed,
        into: MutableMatrix(
          convolved + residue * outputs, rows: rows, columns: outputs, leadingDimension: kernel * outputs))
    }
  }
}
