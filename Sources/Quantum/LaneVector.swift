/// The vector register that the circuit kernels work in: one sample a lane, 64 bytes, 16 samples in single and 8
/// in double precision. The samples never mix, so no kernel needs shuffles, and a sample's result depends neither
/// on its lane nor on its neighbours.
///
/// The operations are not those of `SIMD`: a kernel specialised for one precision gets one machine instruction each,
/// and not the standard library's generic loop over lanes.
public protocol LaneVector: BitwiseCopyable, Sendable {
  associatedtype Scalar

  /// Samples in a vector.
  static var laneCount: Int { get }
  init(repeating value: Scalar)
  static var zero: Self { get }
  static func + (left: Self, right: Self) -> Self
  static func - (left: Self, right: Self) -> Self
  static func * (left: Self, right: Self) -> Self
  /// self + left * right, rounded once.
  func adding(_ left: Self, times right: Self) -> Self
  /// self - left * right, rounded once.
  func subtracting(_ left: Self, times right: Self) -> Self
  /// Lanes 0 + 1, 2 + 3, ... of `left`, then of `right`.
  static func pairwiseSums(_ left: Self, _ right: Self) -> Self
  /// Lanes 0 + 1, 2 + 3, ..., then 0 - 1, 2 - 3, ...: a Walsh-Hadamard butterfly on the lowest bit of the lane's
  /// number, which becomes the highest.
  var pairwiseButterfly: Self { get }
  /// The cosine and sine of each lane, in radians: within 2^-52 in double precision and 0.51 ulp in single.
  var cosineAndSine: (cosine: Self, sine: Self) { get }
}

/// A precision that circuits can be run in: `Float` or `Double`.
public protocol QuantumScalar: BinaryFloatingPoint, BitwiseCopyable, Sendable {
  associatedtype Lanes: LaneVector where Lanes.Scalar == Self
}

extension Float: QuantumScalar { public typealias Lanes = FloatLanes }
extension Double: QuantumScalar { public typealias Lanes = DoubleLanes }
