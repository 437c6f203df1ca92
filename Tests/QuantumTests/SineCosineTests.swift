import Foundation
import Quantum
import Support
import Testing

@Suite struct SineCosineTests {
  /// Angles of all sizes, near multiples of pi/2 too.
  static let angles: [Double] = {
    var random = RandomStream(seed: 51, purpose: .testing)
    var angles: [Double] = [
      0, -0.0, 1e-300, .pi, -.pi, .pi / 2, 0x1p20, -0x1p20, 0x1.0000000000001p20, 1e9, 1e300,
    ]
    for exponent in -30...24 {
      for _ in 0..<200 { angles.append(random.uniform(from: -1, to: 1) * exp2(Double(exponent))) }
    }
    for quarter in -3000...3000 {
      let near = Double(quarter) * .pi / 2
      angles += [near.nextDown, near, near.nextUp]
    }
    for _ in 0..<2000 {
      angles.append((Double(random.integer(below: 600_000)) * .pi / 2).nextUp)
    }
    return angles
  }()

  /// The C library is within an ulp, 2^-53 for numbers below 1; the kernel's own bound is 2^-52.
  @Test func doublePrecision() {
    var largest = 0.0
    for angle in Self.angles {
      let result = DoubleLanes(repeating: angle).cosineAndSine
      largest = max(largest, abs(result.cosine.lanes[7] - cos(angle)), abs(result.sine.lanes[0] - sin(angle)))
    }
    #expect(largest <= 0x1p-52 + 0x1p-53)
  }

  /// Small results keep their relative precision: a sine near a multiple of pi is not lost to cancellation.
  @Test func smallSinesAreRelativelyExact() {
    for angle in Self.angles where abs(sin(angle)) < 0x1p-10 {
      let sine = DoubleLanes(repeating: angle).cosineAndSine.sine.lanes[3]
      #expect(abs(sine - sin(angle)) <= 3 * sin(angle).ulp, "\(angle)")
    }
  }

  /// Half an ulp for the rounding to single precision, and next to nothing for the rest.
  @Test func singlePrecision() {
    for angle in Self.angles.map({ Float($0) }) where angle.isFinite {
      let result = FloatLanes(repeating: angle).cosineAndSine
      let (cosine, sine) = (cos(Double(angle)), sin(Double(angle)))
      #expect(abs(Double(result.cosine.lanes[15]) - cosine) <= 0.51 * Double(Float(cosine).ulp))
      #expect(abs(Double(result.sine.lanes[0]) - sine) <= 0.51 * Double(Float(sine).ulp))
    }
  }

  /// A lane's result does not depend on the others, even where one of them is beyond the kernel's range.
  @Test func lanesAreIndependent() {
    var mixed = DoubleLanes(repeating: 0)
    let values = (0..<8).map { Double($0 * $0) * 0.77 - 9 }
    for lane in 0..<8 { mixed.lanes[lane] = values[lane] }
    mixed.lanes[5] = 1e20
    let result = mixed.cosineAndSine
    for lane in 0..<8 where lane != 5 {
      let alone = DoubleLanes(repeating: values[lane]).cosineAndSine
      #expect(result.cosine.lanes[lane] == alone.cosine.lanes[0])
      #expect(result.sine.lanes[lane] == alone.sine.lanes[0])
    }
  }

  @Test(arguments: [Double.infinity, -.infinity, .nan])
  func notANumber(angle: Double) {
    let result = DoubleLanes(repeating: angle).cosineAndSine
    #expect(result.cosine.lanes[0].isNaN && result.sine.lanes[0].isNaN)
  }
}
