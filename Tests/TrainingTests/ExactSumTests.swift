import Foundation
import Support
import Testing
import Training

@Suite struct ExactSumTests {
  static func randomTerms(_ vectors: Int, _ count: Int) -> [[Float]] {
    var stream = RandomStream(seed: 5, purpose: .testing)
    return (0..<vectors).map { _ in
      // Magnitudes over twelve decades, of both signs.
      (0..<count).map { _ in
        let exponent = stream.uniform(from: -12, to: 0) * 2.302585093
        return Float((stream.uniform() < 0.5 ? -1 : 1) * Foundation.exp(exponent))
      }
    }
  }

  static func sums(of vectors: [[Float]], limit: Float) -> [Int64]? {
    let sums = AlignedBuffer<Int64>(count: vectors[0].count)
    for vector in vectors
    where ExactSum.add(vector, count: vector.count, to: sums.pointer, limit: limit) != nil {
      return nil
    }
    return sums.elements
  }

  @Test(arguments: [1, 7, 4096, 10_001]) func orderDoesNotMatter(count: Int) throws {
    let vectors = Self.randomTerms(9, count)
    let limit = ExactSum.limit(terms: vectors.count)
    let forward = try #require(Self.sums(of: vectors, limit: limit))
    #expect(Self.sums(of: vectors.reversed(), limit: limit) == forward)
    for index in 0..<count {
      // Each term is off by at most 2^-49; the sum of the doubles by at most 9 ulps of its largest partial sum.
      let exact = vectors.reduce(0.0) { $0 + Double($1[index]) }
      let bound = 9 * 0x1p-49 + 9 * 9 * 0x1p-52
      #expect(abs(ExactSum.value(forward[index]) - exact) <= bound)
    }
  }

  @Test func roundsToNearestEven() {
    let unit: Float = 0x1p-48
    let sums =
      Self.sums(of: [[unit / 2, unit * 1.5, unit * 0.75, -unit / 2, -unit * 1.5]], limit: 1)
    #expect(sums == [0, 2, 1, 0, -2])
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity, 1, -1]) func refusesWhatCannotBeAdded(value: Float) {
    var terms = [Float](repeating: 0.5, count: 9000)
    terms[8191] = value
    let sums = AlignedBuffer<Int64>(count: terms.count)
    let refusal = ExactSum.add(terms, count: terms.count, to: sums.pointer, limit: 1)
    #expect(refusal?.index == 8191)
    #expect(ExactSum.fixedPointError(Double(value) * 0x1p26, terms: 1) == nil)
  }

  /// The terms are scaled and rounded in single precision; that must be the one rounding that double precision makes,
  /// for every exponent, subnormal numbers included.
  @Test func roundsAsDoublePrecisionDoes() {
    var stream = RandomStream(seed: 6, purpose: .testing)
    var terms: [Float] = [.leastNonzeroMagnitude, -.leastNormalMagnitude, 0, -0.0, Float(0x1p14).nextDown]
    for exponent in -149...13 {
      for _ in 0..<20 {
        let magnitude = Float(sign: .plus, exponent: exponent, significand: 1)
        terms.append(Float(stream.uniform(from: -2, to: 2)) * magnitude)
      }
    }
    let accepted = terms.filter { $0.magnitude < ExactSum.limit(terms: 1) }
    let expected = accepted.map { Int64((Double($0) * 0x1p48).rounded(.toNearestOrEven)) }
    #expect(accepted.count > 3000 && Set(expected).count > 1000)
    #expect(Self.sums(of: [accepted], limit: ExactSum.limit(terms: 1)) == expected)
  }

  @Test(arguments: [1, 15, 4097]) func theFirstTermsOverwrite(count: Int) throws {
    let vectors = Self.randomTerms(2, count)
    let sums = AlignedBuffer<Int64>((0..<count).map { Int64.max - Int64($0) })
    #expect(ExactSum.add(vectors[0], count: count, to: sums.pointer, limit: 2, isFirst: true) == nil)
    #expect(sums.elements == Self.sums(of: [vectors[0]], limit: 2))
    #expect(ExactSum.add(vectors[1], count: count, to: sums.pointer, limit: 2) == nil)
    #expect(sums.elements == Self.sums(of: vectors, limit: 2))
  }

  /// Sums beyond 2^53 are rounded twice, to double and to single precision, in that order.
  @Test(arguments: [1, 2, 5]) func valuesAreThoseOfTheWholeSum(count: Int) {
    let range = 7..<1500
    var stream = RandomStream(seed: 7, purpose: .testing)
    let vectors = (0..<count).map { _ in
      AlignedBuffer<Int64>((0..<2000).map { Int64(bitPattern: stream.next()) >> Int64(3 + $0 % 56) })
    }
    let values = AlignedBuffer<Float>(count: range.count)
    let terms = vectors.map { UnsafePointer($0.pointer) }
    terms.withUnsafeBufferPointer { ExactSum.values($0, range: range, into: values.pointer) }
    let expected = range.map { index in
      Float(Double(vectors.reduce(0) { $0 + $1[index] }) * 0x1p-48)
    }
    #expect(values.elements == expected)
  }

  // The largest terms allowed, all of one sign: the sum must not wrap.
  @Test func largestSumFits() throws {
    let terms = 1000
    let limit = ExactSum.limit(terms: terms)
    let largest = limit.nextDown
    let sums = AlignedBuffer<Int64>(count: 1)
    for _ in 0..<terms { #expect(ExactSum.add([largest], count: 1, to: sums.pointer, limit: limit) == nil) }
    #expect(ExactSum.value(sums[0]) > Double(limit) * Double(terms) * 0.999)
  }
}
