import CExactSum
import Support

/// Sums of floating-point vectors that do not depend on the order of the terms: 64-bit fixed point.
///
/// Each term is rounded once to a multiple of 2^-48 and added as an integer. Integer addition is associative, so
/// that threads and ranks may add in any order and get the same bits.
/// - Error: at most 2^-49 = 1.8e-15 a term.
/// - Range: a term's magnitude must stay below 2^14 / n, where n is the number of terms that are ever added up
///   (over all threads and ranks): then no partial sum can leave the 64 bits. Anything else, NaN and infinity
///   included, is refused.
public struct ExactSum {
  public static let scale: Float = 0x1p48

  /// The magnitude that terms must stay below when `terms` of them are added.
  public static func limit(terms: Int) -> Float { 0x1p14 / Float(max(1, terms)) }

  /// Sums of squared errors are larger than gradients and need fewer places: multiples of 2^-36, with room for a
  /// sum of 2^26.
  public static let errorScale = 0x1p36

  /// A term that cannot be added: its index and value.
  public struct Refusal: Equatable {
    public let index: Int
    public let value: Float
  }

  /// Adds `count` terms to `sums`. On a refusal `sums` holds nothing of use.
  ///
  /// - Parameters:
  ///   - terms: [count]
  ///   - count: terms.
  ///   - sums: [count], fixed-point numbers of `scale`.
  ///   - limit: the largest magnitude of a term.
  ///   - isFirst: whether the terms are the first: then `sums` is overwritten, whatever it held.
  public static func add(
    _ terms: UnsafePointer<Float>, count: Int, to sums: UnsafeMutablePointer<Int64>, limit: Float,
    isFirst: Bool = false
  ) -> Refusal? {
    let index =
      isFirst
      ? exact_sum_begin(terms, sums, count, scale, limit) : exact_sum_add(terms, sums, count, scale, limit)
    return index < 0 ? nil : Refusal(index: index, value: terms[index])
  }

  /// The values of a part of the sum of several vectors of sums, rounded to double precision and from there to
  /// single: adding and using the sum is one pass over memory.
  ///
  /// - Parameters:
  ///   - terms: at least one.
  ///   - range: the elements of the sums.
  ///   - values: [range.count]
  public static func values(
    _ terms: UnsafeBufferPointer<UnsafePointer<Int64>>, range: Range<Int>,
    into values: UnsafeMutablePointer<Float>
  ) {
    precondition(!terms.isEmpty && range.lowerBound >= 0)
    terms.withMemoryRebound(to: UnsafePointer<Int64>?.self) { terms in
      exact_sum_values(
        terms.baseAddress, terms.count, range.lowerBound, range.count, values, 1 / Double(scale))
    }
  }

  /// A sum of squared errors in units of 1 / `errorScale`; nil if it is not finite or not below 2^26 / `terms`, the
  /// share of one of `terms` sums.
  public static func fixedPointError(_ value: Double, terms: Int) -> Int64? {
    guard value.magnitude < 0x1p26 / Double(max(1, terms)) else { return nil }
    return Int64((value * errorScale).rounded(.toNearestOrEven))
  }

  public static func errorValue(_ sum: Int64) -> Double { Double(sum) / errorScale }

  public static func value(_ sum: Int64) -> Double { Double(sum) / Double(scale) }
}
