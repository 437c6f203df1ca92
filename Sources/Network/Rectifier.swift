/// The rectified linear unit, y = max(x, 0), with PyTorch's conventions: NaN passes, the derivative at 0 is 0.
enum Rectifier {
  /// y = max(x + b, 0), in place, for each of `rows` rows of `columns` numbers.
  @inline(__always)
  static func forward<Scalar: NetworkScalar>(
    _ x: UnsafeMutablePointer<Scalar>, rows: Int, columns: Int, bias: UnsafePointer<Scalar>
  ) {
    for row in 0..<rows { Scalar.rectify(x + row * columns, bias: bias, count: columns) }
  }

  /// dx = dy where y > 0 and 0 elsewhere, in place. y serves for x: it is positive where x is.
  @inline(__always)
  static func backward<Scalar: NetworkScalar>(
    dy: UnsafeMutablePointer<Scalar>, y: UnsafePointer<Scalar>, count: Int
  ) {
    Scalar.cut(dy, where: y, count: count)
  }
}
