import CBLAS
import Support

/// LAPACK's iteration for the singular values of a matrix did not come to an end.
public struct SingularValueError: ReportableError {
  public let exitCode = ExitCode.failure
  public let description: String
}

/// The singular values of a matrix, the largest first.
///
/// By LAPACK: the matrix is made bidiagonal by Householder reflections (dgebrd), whose singular values are then found to
/// high relative accuracy (dbdsqr). Each differs from the exact one by at most a modest multiple of
/// max(rows, columns) 2^-52 times the largest.
///
/// - Parameters:
///   - matrix: [rows x columns], row-major, finite; not kept.
///   - rows: at least 0.
///   - columns: at least 0.
/// - Returns: [min(rows, columns)], none negative.
/// - Throws: `SingularValueError`, which no finite matrix has been seen to bring about.
public func singularValues(of matrix: AlignedBuffer<Double>, rows: Int, columns: Int) throws -> [Double] {
  precondition(rows >= 0 && columns >= 0 && matrix.count == rows * columns, "a matrix of another size")
  if rows == 0 || columns == 0 { return [] }
  // Fortran takes numbers by address: arrays of one. What is row-major here is the transpose to LAPACK, and has the same
  // singular values.
  let size = min(rows, columns)
  let (m, n, count, none, one) = ([Int32(columns)], [Int32(rows)], [Int32(size)], [Int32(0)], [Int32(1)])
  let work = AlignedBuffer<Double>(matrix.buffer)
  var values = [Double](repeating: 0, count: size)
  var besides = [Double](repeating: 0, count: size)
  var (left, right) = (values, values)
  // 64 columns at a time, for which dgebrd wants so much room; dbdsqr needs less.
  let room = 64 * (rows + columns)
  var scratch = [Double](repeating: 0, count: room)
  var status: Int32 = 0
  dgebrd_(
    m, n, work.pointer, m, &values, &besides, &left, &right, &scratch, [Int32(room)], &status)
  precondition(status == 0, "dgebrd was called with a wrong argument")
  dbdsqr_(
    columns >= rows ? "U" : "L", count, none, none, none, &values, &besides, nil, one, nil, one, nil, one,
    &scratch, &status, 1)
  guard status == 0 else {
    throw SingularValueError(
      description: "LAPACK's dbdsqr did not find the singular values of a matrix of \(rows) x \(columns)")
  }
  return values
}
