import BLAS

/// A fully connected layer, y = x Wᵀ + b; x [n x inputs], y [n x outputs], W [outputs x inputs], b [outputs].
///
/// A layer holds shapes and the places of its parameters in the flat buffer; the same places hold their
/// gradients in a gradient buffer.
struct DenseLayer {
  let inputs: Int
  let outputs: Int
  /// The places of W and b.
  let weight: Int
  let bias: Int

  init(_ name: String, in layout: ParameterLayout) {
    guard let entry = layout.entry(named: "\(name)/weight") else { preconditionFailure("no layer \(name)") }
    outputs = entry.shape[0]
    inputs = entry.shape[1]
    weight = entry.offset
    bias = layout.offset(of: "\(name)/bias")
  }

  /// n rounded up to what the kernels of a matrix product take at a time: 31 rows take a quarter longer than 32.
  ///
  /// Buffers of the branches have room for so many rows. What stands in the rows beyond n has no influence on others.
  static func padded(_ n: Int) -> Int { (n + 3) & ~3 }

  /// y = x Wᵀ + b
  @inline(__always)
  func forward<Scalar: NetworkScalar>(
    _ x: UnsafePointer<Scalar>, rows n: Int, _ parameters: UnsafePointer<Scalar>,
    y: UnsafeMutablePointer<Scalar>
  ) {
    multiply(x, rows: n, parameters, y: y)
    let b = parameters + bias
    for row in 0..<n {
      let y = y + row * outputs
      for column in 0..<outputs { y[column] += b[column] }
    }
  }

  /// y = max(x Wᵀ + b, 0)
  @inline(__always)
  func forwardRectified<Scalar: NetworkScalar>(
    _ x: UnsafePointer<Scalar>, rows n: Int, _ parameters: UnsafePointer<Scalar>,
    y: UnsafeMutablePointer<Scalar>
  ) {
    multiply(x, rows: n, parameters, y: y)
    Rectifier.forward(y, rows: n, columns: outputs, bias: parameters + bias)
  }

  /// y = x Wᵀ
  @inline(__always)
  func multiply<Scalar: NetworkScalar>(
    _ x: UnsafePointer<Scalar>, rows n: Int, _ parameters: UnsafePointer<Scalar>,
    y: UnsafeMutablePointer<Scalar>
  ) {
    gemm(
      Matrix(x, rows: n, columns: inputs),
      Matrix(parameters + weight, rows: outputs, columns: inputs).transposed,
      into: MutableMatrix(y, rows: n, columns: outputs))
  }

  /// dW = dyᵀ x, db = sum of dy's rows in order, dx = dy W (unless nobody asks for it). All are overwritten.
  ///
  /// - Parameter padded: the rows of dx to compute, n or `padded(n)`.
  @inline(__always)
  func backward<Scalar: NetworkScalar>(
    dy: UnsafePointer<Scalar>, _ x: UnsafePointer<Scalar>, rows n: Int, padded: Int,
    _ parameters: UnsafePointer<Scalar>, _ gradient: UnsafeMutablePointer<Scalar>,
    dx: UnsafeMutablePointer<Scalar>?
  ) {
    gemm(
      Matrix(dy, rows: n, columns: outputs).transposed, Matrix(x, rows: n, columns: inputs),
      into: MutableMatrix(gradient + weight, rows: outputs, columns: inputs))
    let db = gradient + bias
    db.update(repeating: 0, count: outputs)
    for row in 0..<n {
      let dy = dy + row * outputs
      for column in 0..<outputs { db[column] += dy[column] }
    }
    if let dx {
      gemm(
        Matrix(dy, rows: padded, columns: outputs),
        Matrix(parameters + weight, rows: outputs, columns: inputs),
        into: MutableMatrix(dx, rows: padded, columns: inputs))
    }
  }
}
