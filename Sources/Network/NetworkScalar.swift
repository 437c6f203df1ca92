import BLAS
import Quantum
import Support

/// A floating-point type that the network computes in: `Float` to train, `Double` to check gradients by finite
/// differences.
///
/// Its requirements are the inner loops that a matrix product cannot do, written for concrete vectors: generic
/// SIMD code is not reliably vectorised.
public protocol NetworkScalar: BLASScalar, QuantumScalar {
  /// sum[i] += sum over t of coefficients[t] rows[offsets[t] + i], for i in 0 ..< length.
  ///
  /// Each element is summed over t in order, with fused multiply-add: the bits do not depend on the length.
  static func accumulateRows(
    _ rows: UnsafePointer<Self>, offsets: UnsafePointer<Int32>, coefficients: UnsafePointer<Self>,
    terms: Int, length: Int, into sum: UnsafeMutablePointer<Self>)

  /// x := x + bias, and 0 where that is not positive, for `count` numbers.
  static func rectify(_ x: UnsafeMutablePointer<Self>, bias: UnsafePointer<Self>, count: Int)

  /// dy := 0 where y is not positive, for `count` numbers.
  static func cut(_ dy: UnsafeMutablePointer<Self>, where y: UnsafePointer<Self>, count: Int)

  /// Pools three rows of `count` values, with a common bias and ReLU: see `MaxPool`.
  static func rectifiedMaximum(
    _ first: UnsafePointer<Self>, _ second: UnsafePointer<Self>, _ third: UnsafePointer<Self>,
    bias: UnsafePointer<Self>, count: Int, value: UnsafeMutablePointer<Self>,
    choice: UnsafeMutablePointer<UInt8>)

  /// The way back through `rectifiedMaximum`: rows [3 x count], dy in the row that was chosen and 0 in the others;
  /// what was chosen from anywhere is added to `sum` as well.
  static func spread(
    _ dy: UnsafePointer<Self>, choice: UnsafePointer<UInt8>, count: Int,
    into rows: UnsafeMutablePointer<Self>, sum: UnsafeMutablePointer<Self>)

  /// rows[offsets[t] + i] += coefficients[t] values[i], with fused multiply-add, for every term t in order and i in
  /// 0 ..< length.
  static func addToRows(
    _ values: UnsafePointer<Self>, scaledBy coefficients: UnsafePointer<Self>, offsets: UnsafePointer<Int32>,
    terms: Int, length: Int, rows: UnsafeMutablePointer<Self>)
}
