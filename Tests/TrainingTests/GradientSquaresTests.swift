import Foundation
import Network
import Support
import TestSupport
import Testing
import Training

/// Sums of squares against Python's exact fractions and numpy's norms, and however they are cut.
@Suite struct GradientSquaresTests {
  /// Multiples of 2^-48 of all magnitudes that a gradient's element can have, in single precision.
  private static func values(_ count: Int) -> [Float] {
    var stream = RandomStream(seed: 8, purpose: .testing)
    let ends: [Float] = [0x1p-48, -0x1p-48, 0x1p14, -0x1p14, 0, 0x1p-24 + 0x1p-47]
    return ends
      + (ends.count..<count).map { _ in
        let value =
          stream.uniform(from: -1, to: 1)
          * Double(sign: .plus, exponent: -stream.integer(below: 48), significand: 0x1p14)
        return Float((value * 0x1p48).rounded() * 0x1p-48)
      }
  }

  @Test(.enabled(if: Python.has("numpy"), "python3-numpy is needed")) func theSumIsExact() throws {
    let values = Self.values(5000)
    var digits = [Int64](repeating: 0, count: ExactSum.squareDigitCount)
    ExactSum.addSquares(of: values, count: 17, to: &digits)
    values.withUnsafeBufferPointer {
      ExactSum.addSquares(of: $0.baseAddress! + 17, count: $0.count - 17, to: &digits)
    }
    let directory = try TemporaryDirectory()
    let path = directory.path("values")
    try Data(values.withUnsafeBytes(Array.init)).write(to: URL(fileURLWithPath: path))
    let script = """
      import sys, fractions, numpy
      values = numpy.fromfile(sys.argv[1], dtype=numpy.float32)
      exact = sum(fractions.Fraction(float(value)) ** 2 for value in values)
      digits = [int(digit) for digit in sys.argv[2:]]
      assert sum(fractions.Fraction(digit, 2 ** (4 + 32 * k)) for k, digit in enumerate(digits)) == exact
      print(repr(float(numpy.linalg.norm(values.astype(numpy.float64)))))
      """
    let result = try Python.run(script, [path] + digits.map(String.init))
    #expect(result.exitCode == 0, "\(result.standardError)")
    let norm = try #require(Double(result.standardOutput.trimmingCharacters(in: .newlines)))
    // numpy rounds 5000 squares and additions, half a unit each of the final sum at most, and the root halves the error.
    #expect(abs(ExactSum.norm(digits) - norm) <= 2500 * norm.ulp)
  }

  @Test func theSumIsExactForAsManyAsAreLargest() {
    // 2^30 squares of 2^28 each, added 2^16 at a time: their sum, 2^58, has the square root 2^29.
    let values = (0..<1 << 16).map { Float($0 % 2 == 0 ? 0x1p14 : -0x1p14) }
    var digits = [Int64](repeating: 0, count: ExactSum.squareDigitCount)
    for _ in 0..<1 << 14 { ExactSum.addSquares(of: values, count: values.count, to: &digits) }
    #expect(digits == [1 << 62, 0, 0, 0])
    #expect(ExactSum.norm(digits) == 0x1p29)
    digits = [0, 0, 0, 1]
    #expect(ExactSum.norm(digits) == 0x1p-50)
  }

  /// Two vectors of sums over all parameters, cut into ranges as ranks own them.
  @Test(arguments: [ModelArchitecture.Head.quantum, .classical], [1, 3])
  func whereverTheyAreCutGroupsComeOutTheSame(head: ModelArchitecture.Head, workers: Int) throws {
    let layout = try ModelArchitecture(featureCount: 200, head: head).parameterLayout
    var stream = RandomStream(seed: 9, purpose: .testing)
    let terms = (0..<2).map { _ in
      (0..<layout.count).map { _ in Int64(stream.normal() * 0x1p40) }
    }
    let squares = GradientSquares(layout: layout, workers: Workers(count: workers))
    func sums(_ range: Range<Int>) -> [Int64] {
      terms[0].withUnsafeBufferPointer { first in
        terms[1].withUnsafeBufferPointer { second in
          let pointers = [first, second].map { $0.baseAddress! + range.lowerBound }
          pointers.withUnsafeBufferPointer { squares.compute($0, range: range) }
        }
      }
      return squares.sums.elements
    }
    let whole = sums(0..<layout.count)
    let norms = (0...squares.groups.count).map(squares.norm)
    for cuts in [[1, 777, 5000], [layout.count / 2], [layout.count / 3, 2 * layout.count / 3]] {
      let bounds = [0] + cuts + [layout.count]
      var total = [Int64](repeating: 0, count: whole.count)
      for (lower, upper) in zip(bounds, bounds.dropFirst()) {
        for (index, sum) in sums(lower..<upper).enumerated() { total[index] += sum }
      }
      #expect(total == whole, "cut at \(cuts)")
    }
    let expected: [ParameterGroup] =
      [.drugBranch, .cellLineBranch]
      + (head == .quantum ? [.circuitAngles, .scaleAndOffset] : [.classicalHead])
    #expect(squares.groups.map(\.group) == expected)
    #expect(squares.groups.reduce(0) { $0 + $1.range.count } == layout.count)
    let gradient = zip(terms[0], terms[1]).map { Float(Double($0 + $1) * 0x1p-48) }
    for (index, range) in (squares.groups.map(\.range) + [0..<layout.count]).enumerated() {
      let norm = gradient[range].reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
      // As many roundings as elements, of half a unit of the sum each at most.
      #expect(abs(norms[index] - norm) <= Double(range.count) / 2 * norm.ulp, "\(index)")
    }
  }
}
