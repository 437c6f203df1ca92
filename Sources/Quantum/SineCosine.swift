import Foundation

extension DoubleLanes {
  /// The cosine and sine of each lane, in radians, within 2^-52 of the exact value.
  ///
  /// Cody and Waite's reduction to |r| <= pi/4 and the minimax polynomials of fdlibm (k_sin.c, k_cos.c). With
  /// fused multiply-add the first reduction step is exact: x - n p1 is a multiple of 2^-52 below 1 for |x| >= 1,
  /// and n <= 1 below that. What p1 + p2 + p3 lack of pi/2 is below 2^-163, so that even n = 2^20 and the smallest
  /// r, above 2^-62, leave a relative error below an ulp. Each of the roundings that follow (r, the polynomial, the
  /// last sum) is at most half an ulp of a number of at most 1, 2^-54. Larger angles, infinities and NaN take the
  /// C library's way, lane by lane. Every step is exactly rounded by IEEE 754: the same bits on
  /// all machines and instruction sets, up to that threshold.
  public var cosineAndSine: (cosine: Self, sine: Self) {
    let result = reducedCosineAndSine
    // Any lane above the threshold, or not a number, fails this comparison.
    if all(magnitudes .<= SIMD8(repeating: Self.threshold)) { return result }
    return replacingLargeAngles(result)
  }

  private static var threshold: Double { 0x1p20 }

  @inline(__always)
  private var reducedCosineAndSine: (cosine: Self, sine: Self) {
    // Adding 1.5 * 2^52 rounds to the nearest integer, which then stands in the lowest bits.
    let shifter = Self(repeating: 0x1.8p52)
    let shifted = shifter.adding(self, times: Self(repeating: 0x1.45f306dc9c883p-1))  // 2/pi
    let quadrant = unsafeBitCast(shifted.lanes, to: SIMD8<UInt64>.self)
    let n = shifted - shifter
    let r = subtracting(n, times: Self(repeating: 0x1.921fb54442d18p0))
      .subtracting(n, times: Self(repeating: 0x1.1a62633145c07p-54))
      .subtracting(n, times: Self(repeating: -0x1.f1976b7ed8fbcp-110))
    let z = r * r

    var p = Self(repeating: 1.58969099521155010221e-10)
    p = Self(repeating: -2.50507602534068634195e-08).adding(p, times: z)
    p = Self(repeating: 2.75573137070700676789e-06).adding(p, times: z)
    p = Self(repeating: -1.98412698298579493134e-04).adding(p, times: z)
    p = Self(repeating: 8.33333333332248946124e-03).adding(p, times: z)
    p = Self(repeating: -1.66666666666666324348e-01).adding(p, times: z)
    let sine = r.adding(r * z, times: p)

    var q = Self(repeating: -1.13596475577881948265e-11)
    q = Self(repeating: 2.08757232129817482790e-09).adding(q, times: z)
    q = Self(repeating: -2.75573143513906633035e-07).adding(q, times: z)
    q = Self(repeating: 2.48015872894767294178e-05).adding(q, times: z)
    q = Self(repeating: -1.38888888888741095749e-03).adding(q, times: z)
    q = Self(repeating: 4.16666666666666019037e-02).adding(q, times: z)
    let cosine = Self(repeating: 1).adding(Self(repeating: -0.5), times: z).adding(z * z, times: q)

    // Quadrants 1 and 3 exchange the two; 2 and 3 negate the sine, 1 and 2 the cosine.
    let exchanged = (quadrant & 1) .== SIMD8<UInt64>(repeating: 1)
    let sineSign = (quadrant & 2) &<< 62
    let cosineSign = ((quadrant &+ 1) & 2) &<< 62
    return (
      Self(cosine.lanes.replacing(with: sine.lanes, where: exchanged)).flippingSign(cosineSign),
      Self(sine.lanes.replacing(with: cosine.lanes, where: exchanged)).flippingSign(sineSign)
    )
  }

  @inline(__always)
  private func flippingSign(_ sign: SIMD8<UInt64>) -> Self {
    Self(unsafeBitCast(unsafeBitCast(lanes, to: SIMD8<UInt64>.self) ^ sign, to: SIMD8<Double>.self))
  }

  @inline(__always)
  private var magnitudes: SIMD8<Double> {
    unsafeBitCast(
      unsafeBitCast(lanes, to: SIMD8<UInt64>.self) & SIMD8(repeating: 0x7fff_ffff_ffff_ffff),
      to: SIMD8<Double>.self)
  }

  /// The other lanes keep their bits: a sample's result must not depend on its neighbours.
  @inline(never)
  private func replacingLargeAngles(_ result: (cosine: Self, sine: Self)) -> (cosine: Self, sine: Self) {
    var result = result
    for lane in 0..<Self.laneCount where !(abs(lanes[lane]) <= Self.threshold) {
      result.cosine.lanes[lane] = cos(lanes[lane])
      result.sine.lanes[lane] = sin(lanes[lane])
    }
    return result
  }
}

extension FloatLanes {
  /// By way of double precision: the same bits on every machine, and no loss when angles are large.
  public var cosineAndSine: (cosine: Self, sine: Self) {
    let low = DoubleLanes(SIMD8(lanes.lowHalf)).cosineAndSine
    let high = DoubleLanes(SIMD8(lanes.highHalf)).cosineAndSine
    return (
      Self(SIMD16(lowHalf: SIMD8(low.cosine.lanes), highHalf: SIMD8(high.cosine.lanes))),
      Self(SIMD16(lowHalf: SIMD8(low.sine.lanes), highHalf: SIMD8(high.sine.lanes)))
    )
  }
}
