import CBLAS

/// A floating-point type that BLAS multiplies matrices of: `Float` and `Double`.
public protocol BLASScalar: BinaryFloatingPoint, BitwiseCopyable, Sendable {
  /// c := alpha a b + beta c, see the function `gemm`. Shapes have been checked by the caller.
  static func multiply(
    _ shape: GEMMShape, _ alpha: Self, _ a: UnsafePointer<Self>, _ b: UnsafePointer<Self>,
    _ beta: Self, _ c: UnsafeMutablePointer<Self>)
}

/// The integer arguments of a CBLAS matrix product: c [m x n] = a [m x k] b [k x n].
public struct GEMMShape {
  public let transposeA, transposeB, m, n, k, lda, ldb, ldc: Int32

  @inlinable
  init<Scalar>(_ a: Matrix<Scalar>, _ b: Matrix<Scalar>, _ c: MutableMatrix<Scalar>) {
    transposeA = a.isTransposed ? 112 : 111
    transposeB = b.isTransposed ? 112 : 111
    m = Int32(c.rows)
    n = Int32(c.columns)
    k = Int32(a.columns)
    // CBLAS wants leading dimensions of at least one, even of matrices without columns.
    lda = Int32(max(1, a.leadingDimension))
    ldb = Int32(max(1, b.leadingDimension))
    ldc = Int32(max(1, c.leadingDimension))
  }
}

extension Float: BLASScalar {
  public static func multiply(
    _ shape: GEMMShape, _ alpha: Float, _ a: UnsafePointer<Float>,
    _ b: UnsafePointer<Float>, _ beta: Float, _ c: UnsafeMutablePointer<Float>
  ) {
    cblas_sgemm(
      CInt(CBLAS_ROW_MAJOR), shape.transposeA, shape.transposeB, shape.m, shape.n, shape.k,
      alpha, a, shape.lda, b, shape.ldb, beta, c, shape.ldc)
  }
}

extension Double: BLASScalar {
  public static func multiply(
    _ shape: GEMMShape, _ alpha: Double, _ a: UnsafePointer<Double>,
    _ b: UnsafePointer<Double>, _ beta: Double, _ c: UnsafeMutablePointer<Double>
  ) {
    cblas_dgemm(
      CInt(CBLAS_ROW_MAJOR), shape.transposeA, shape.transposeB, shape.m, shape.n, shape.k,
      alpha, a, shape.lda, b, shape.ldb, beta, c, shape.ldc)
  }
}

/// The matrix product c := alpha a b + beta c, on the calling thread.
///
/// With `beta` 0, c is overwritten whatever it held, NaN included. The order of summation is OpenBLAS's: it is
/// the same whenever shapes, operands and kernel set are, and may differ between matrices of different sizes. Each element's error is at most
/// k u / (1 - k u) times the product of the absolute values (Higham, "Accuracy and Stability of Numerical
/// Algorithms", 2nd edition, equation 3.13), u half an ulp of 1, whatever the order.
///
/// - Precondition: a is m x k, b is k x n, c is m x n and overlaps neither.
@inlinable
public func gemm<Scalar: BLASScalar>(
  _ a: Matrix<Scalar>, _ b: Matrix<Scalar>, into c: MutableMatrix<Scalar>, alpha: Scalar = 1, beta: Scalar = 0
) {
  precondition(
    a.rows == c.rows && b.columns == c.columns && a.columns == b.rows, "matrix dimensions do not agree")
  if c.rows == 0 || c.columns == 0 { return }
  Scalar.multiply(GEMMShape(a, b, c), alpha, a.base, b.base, beta, c.base)
}
