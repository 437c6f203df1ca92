import CExactSum

/// Sums of squares of a gradient's elements: exact, and so the same in any order.
///
/// An element is a multiple of 2^-48 below 2^14, its square a multiple of 2^-96 below 2^28. Such squares do not fit 64
/// bits; each is cut into four digits of base 2^32, whose sums do, for up to 2^30 elements.
extension ExactSum {
  /// The integers that a sum of squares consists of. Sums are added digit by digit.
  package static let squareDigitCount = 4

  /// Adds the squares of `count` values to a sum.
  ///
  /// - Parameter digits: [`squareDigitCount`], zero for an empty sum.
  package static func addSquares(
    of values: UnsafePointer<Float>, count: Int, to digits: UnsafeMutablePointer<Int64>
  ) {
    exact_sum_squares(values, count, digits)
  }

  /// The root of a sum of squares: the 2-norm, of a relative error of some units in the last place.
  package static func norm(_ digits: UnsafePointer<Int64>) -> Double {
    // From the smallest digit up, each addition is rounded relative to the sum so far.
    var sum = Double(digits[3]) * 0x1p-100
    sum += Double(digits[2]) * 0x1p-68
    sum += Double(digits[1]) * 0x1p-36
    sum += Double(digits[0]) * 0x1p-4
    return sum.squareRoot()
  }
}
