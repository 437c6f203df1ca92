/// A row-major matrix in memory that somebody else owns, to be read by `gemm`, as it stands or transposed.
///
/// The dimensions travel with the pointer so that `gemm` can hold operands against each other. Valid only as
/// long as the memory is.
public struct Matrix<Scalar: BLASScalar> {
  /// The first element.
  public let base: UnsafePointer<Scalar>
  /// The number of rows, of the transpose if `isTransposed`.
  public let rows: Int
  /// The number of columns, of the transpose if `isTransposed`.
  public let columns: Int
  /// The distance between the starts of two successive rows in memory, in elements.
  public let leadingDimension: Int
  /// Whether the rows in memory are the columns of this matrix.
  public let isTransposed: Bool

  @inlinable
  init(base: UnsafePointer<Scalar>, rows: Int, columns: Int, leadingDimension: Int, isTransposed: Bool) {
    self.base = base
    self.rows = rows
    self.columns = columns
    self.leadingDimension = leadingDimension
    self.isTransposed = isTransposed
  }

  /// A matrix of `rows` x `columns` elements.
  ///
  /// - Parameters:
  ///   - base: the first element; it must outlive the matrix.
  ///   - rows: at least 0.
  ///   - columns: at least 0.
  ///   - leadingDimension: the distance between two rows, `columns` by default and at least that.
  @inlinable
  public init(_ base: UnsafePointer<Scalar>, rows: Int, columns: Int, leadingDimension: Int? = nil) {
    precondition(rows >= 0 && columns >= 0, "a matrix has no negative dimension")
    precondition((leadingDimension ?? columns) >= columns, "rows would overlap")
    self.init(
      base: base, rows: rows, columns: columns, leadingDimension: leadingDimension ?? columns,
      isTransposed: false)
  }

  /// The transpose, on the same memory.
  @inlinable
  public var transposed: Matrix {
    Matrix(
      base: base, rows: columns, columns: rows, leadingDimension: leadingDimension,
      isTransposed: !isTransposed)
  }
}

/// A row-major matrix in memory that somebody else owns, to be written by `gemm`.
public struct MutableMatrix<Scalar: BLASScalar> {
  public let base: UnsafeMutablePointer<Scalar>
  public let rows: Int
  public let columns: Int
  /// The distance between the starts of two successive rows, in elements; what lies between them is left alone.
  public let leadingDimension: Int

  /// A matrix of `rows` x `columns` elements.
  ///
  /// - Parameters:
  ///   - base: the first element; it must outlive the matrix.
  ///   - rows: at least 0.
  ///   - columns: at least 0.
  ///   - leadingDimension: the distance between two rows, `columns` by default and at least that.
  @inlinable
  public init(_ base: UnsafeMutablePointer<Scalar>, rows: Int, columns: Int, leadingDimension: Int? = nil) {
    precondition(rows >= 0 && columns >= 0, "a matrix has no negative dimension")
    precondition((leadingDimension ?? columns) >= columns, "rows would overlap")
    self.base = base
    self.rows = rows
    self.columns = columns
    self.leadingDimension = leadingDimension ?? columns
  }
}
