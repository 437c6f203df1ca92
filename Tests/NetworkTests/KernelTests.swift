import Network
import Support
import Testing

/// The network's own inner loops against their definitions, in both precisions and at awkward lengths.
@Suite struct KernelTests {
  @Test(arguments: [0, 1, 3, 4, 7, 8, 15, 16, 78, 127, 128, 129, 156, 256, 512])
  func sumsOfScaledRows(length: Int) {
    checkSum(length, Float.self)
    checkSum(length, Double.self)
  }

  /// Bit for bit: terms in order, each with one rounding.
  private func checkSum<Scalar: NetworkScalar>(_ length: Int, _: Scalar.Type) {
    var random = RandomStream(seed: UInt64(length), purpose: .testing)
    let rows = (0..<1000 + length).map { _ in Scalar(random.uniform(from: -1, to: 1)) }
    for terms in [0, 1, 2, 5, 40] {
      // Rows may overlap and start anywhere.
      let offsets = (0..<terms).map { _ in Int32(random.integer(below: 1000)) }
      let coefficients = (0..<terms).map { _ in Scalar(random.uniform(from: -1, to: 1)) }
      let before = (0...length).map { _ in Scalar(random.uniform(from: -1, to: 1)) }
      var sum = before
      Scalar.accumulateRows(
        rows, offsets: offsets, coefficients: coefficients, terms: terms, length: length, into: &sum)
      for index in 0..<length {
        var expected = before[index]
        for term in 0..<terms { expected.addProduct(coefficients[term], rows[Int(offsets[term]) + index]) }
        #expect(sum[index] == expected)
      }
      #expect(sum[length] == before[length])
    }
  }

  /// The first of equal values wins, a maximum that does not exceed zero is dead, NaN wins over all.
  @Test func maximaOfThree() {
    checkMaxima(Float.self)
    checkMaxima(Double.self)
  }

  private func checkMaxima<Scalar: NetworkScalar>(_: Scalar.Type) {
    let nan = Scalar.nan
    let cases: [(a: Scalar, b: Scalar, c: Scalar, bias: Scalar, value: Scalar, choice: UInt8)] = [
      (1, 2, 3, 0, 3, 2), (1, 3, 2, 0, 3, 1), (3, 2, 1, 0, 3, 0), (2, 2, 2, 1, 3, 0), (1, 2, 2, 0, 2, 1),
      (-1, -2, -3, 0, 0, 3), (-1, -2, -3, 2, 1, 0), (1, 2, 3, -3, 0, 3), (0, 0, 0, 0, 0, 3),
      (nan, 1, 2, 0, nan, 0), (1, nan, 2, 0, nan, 1), (1, 2, nan, 0, nan, 2), (1, 2, 3, nan, nan, 2),
    ]
    // More than one vector of them, and a rest.
    let many = (0..<5).flatMap { _ in cases }
    var values = many.map { _ in Scalar(-9) }
    var choices = many.map { _ in UInt8(9) }
    Scalar.rectifiedMaximum(
      many.map(\.a), many.map(\.b), many.map(\.c), bias: many.map(\.bias), count: many.count, value: &values,
      choice: &choices)
    for (index, expected) in many.enumerated() {
      #expect(values[index] == expected.value || (values[index].isNaN && expected.value.isNaN))
      #expect(choices[index] == expected.choice)
    }
  }

  /// What comes back goes to the row that was chosen, and nowhere if ReLU cut it off.
  @Test func backThroughMaximaOfThree() {
    checkSpread(Float.self)
    checkSpread(Double.self)
  }

  private func checkSpread<Scalar: NetworkScalar>(_: Scalar.Type) {
    let count = 37
    let dy = (0..<count).map { Scalar($0) - 5.5 }
    let choice = (0..<count).map { UInt8($0 % 4) }
    var rows = [Scalar](repeating: .nan, count: 3 * count)
    var sum = [Scalar](repeating: 1, count: count)
    Scalar.spread(dy, choice: choice, count: count, into: &rows, sum: &sum)
    for index in 0..<count {
      for row in 0..<3 { #expect(rows[row * count + index] == (Int(choice[index]) == row ? dy[index] : 0)) }
      #expect(sum[index] == (choice[index] == 3 ? 1 : 1 + dy[index]))
    }
  }

  /// A row that is named twice receives both terms; what lies beyond the length is left alone.
  @Test(arguments: [1, 8, 32, 64, 78, 128, 156])
  func additionToRows(length: Int) {
    checkAddition(length, Float.self)
    checkAddition(length, Double.self)
  }

  private func checkAddition<Scalar: NetworkScalar>(_ length: Int, _: Scalar.Type) {
    let values = (0..<length).map { Scalar($0) + 0.5 }
    let offsets: [Int32] = [0, Int32(2 * length + 2), 0, Int32(length + 1)]
    let coefficients: [Scalar] = [1, -2, 0.25, 4]
    let before = (0..<3 * (length + 1)).map { Scalar($0 % 7) }
    var plain = before
    Scalar.addToRows(
      values, scaledBy: [1, 1, 1, 1], offsets: offsets, terms: 4, length: length, rows: &plain)
    var scaled = before
    Scalar.addToRows(
      values, scaledBy: coefficients, offsets: offsets, terms: 4, length: length, rows: &scaled)
    var expectedPlain = before
    var expectedScaled = before
    for (offset, coefficient) in zip(offsets, coefficients) {
      for index in 0..<length {
        // All of these numbers are multiples of 1/8 below 2^16: every operation is exact.
        expectedPlain[Int(offset) + index] += values[index]
        expectedScaled[Int(offset) + index] += coefficient * values[index]
      }
    }
    #expect(plain == expectedPlain)
    #expect(scaled == expectedScaled)
  }
}
