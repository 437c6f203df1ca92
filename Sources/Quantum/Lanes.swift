internal import CVector

/// Sixteen samples in single precision.
public struct FloatLanes: LaneVector {
  public static var laneCount: Int { 16 }
  public static var zero: Self { Self(repeating: 0) }

  public var lanes: SIMD16<Float>

  @inline(__always)
  public init(_ lanes: SIMD16<Float>) { self.lanes = lanes }

  @inline(__always)
  public init(repeating value: Float) { lanes = SIMD16<Float>(repeating: value) }

  @inline(__always)
  public static func + (left: Self, right: Self) -> Self { Self(vector_add_float16(left.lanes, right.lanes)) }

  @inline(__always)
  public static func - (left: Self, right: Self) -> Self {
    Self(vector_subtract_float16(left.lanes, right.lanes))
  }

  @inline(__always)
  public static func * (left: Self, right: Self) -> Self {
    Self(vector_multiply_float16(left.lanes, right.lanes))
  }

  @inline(__always)
  public func adding(_ left: Self, times right: Self) -> Self {
    Self(vector_add_product_float16(lanes, left.lanes, right.lanes))
  }

  @inline(__always)
  public func subtracting(_ left: Self, times right: Self) -> Self {
    Self(vector_subtract_product_float16(lanes, left.lanes, right.lanes))
  }

  @inline(__always)
  public static func pairwiseSums(_ left: Self, _ right: Self) -> Self {
    Self(vector_pairwise_sums_float16(left.lanes, right.lanes))
  }

  @inline(__always)
  public var pairwiseButterfly: Self { Self(vector_pairwise_butterfly_float16(lanes)) }
}

/// Eight samples in double precision.
public struct DoubleLanes: LaneVector {
  public static var laneCount: Int { 8 }
  public static var zero: Self { Self(repeating: 0) }

  public var lanes: SIMD8<Double>

  @inline(__always)
  public init(_ lanes: SIMD8<Double>) { self.lanes = lanes }

  @inline(__always)
  public init(repeating value: Double) { lanes = SIMD8<Double>(repeating: value) }

  @inline(__always)
  public static func + (left: Self, right: Self) -> Self { Self(vector_add_double8(left.lanes, right.lanes)) }

  @inline(__always)
  public static func - (left: Self, right: Self) -> Self {
    Self(vector_subtract_double8(left.lanes, right.lanes))
  }

  @inline(__always)
  public static func * (left: Self, right: Self) -> Self {
    Self(vector_multiply_double8(left.lanes, right.lanes))
  }

  @inline(__always)
  public func adding(_ left: Self, times right: Self) -> Self {
    Self(vector_add_product_double8(lanes, left.lanes, right.lanes))
  }

  @inline(__always)
  public func subtracting(_ left: Self, times right: Self) -> Self {
    Self(vector_subtract_product_double8(lanes, left.lanes, right.lanes))
  }

  @inline(__always)
  public static func pairwiseSums(_ left: Self, _ right: Self) -> Self {
    Self(vector_pairwise_sums_double8(left.lanes, right.lanes))
  }

  @inline(__always)
  public var pairwiseButterfly: Self { Self(vector_pairwise_butterfly_double8(lanes)) }
}
