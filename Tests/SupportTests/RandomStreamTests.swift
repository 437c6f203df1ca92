import Support
import Testing

@Suite struct RandomStreamTests {
  // The known-answer vectors of the authors' Random123 distribution (kat_vectors, philox4x32, 10 rounds).
  @Test func philoxKnownAnswers() {
    #expect(
      Philox4x32.block(counter: (0, 0, 0, 0), key: (0, 0))
        == (0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8))
    let ones = UInt32.max
    #expect(
      Philox4x32.block(counter: (ones, ones, ones, ones), key: (ones, ones))
        == (0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd))
    #expect(
      Philox4x32.block(
        counter: (0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344), key: (0xa409_3822, 0x299f_31d0))
        == (0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1))
  }

  @Test func streamsDiffer() {
    var first = RandomStream(seed: 1, purpose: .split)
    var second = RandomStream(seed: 1, purpose: .shuffle)
    var third = RandomStream(seed: 1, purpose: .split, index: 1)
    let draws = [first.next(), second.next(), third.next()]
    #expect(Set(draws).count == 3)
  }

  @Test func shuffleIsAPermutationAndDependsOnTheStreamAlone() {
    var first = Array(0..<1000)
    var second = Array(0..<1000)
    var stream = RandomStream(seed: 7, purpose: .shuffle, index: 3)
    stream.shuffle(&first)
    stream = RandomStream(seed: 7, purpose: .shuffle, index: 3)
    stream.shuffle(&second)
    #expect(first == second)
    #expect(first != Array(0..<1000))
    #expect(first.sorted() == Array(0..<1000))
  }

  // 6 standard deviations of the mean and of the variance of 100,000 draws.
  @Test func momentsOfNormalAndUniform() {
    var stream = RandomStream(seed: 11, purpose: .testing)
    let count = 100_000
    let normal = (0..<count).map { _ in stream.normal() }
    #expect(abs(normal.reduce(0, +) / Double(count)) < 6 / Double(count).squareRoot())
    #expect(
      abs(normal.reduce(0) { $0 + $1 * $1 } / Double(count) - 1) < 6 * (2 / Double(count)).squareRoot())
    let uniform = (0..<count).map { _ in stream.uniform() }
    #expect(abs(uniform.reduce(0, +) / Double(count) - 0.5) < 6 * (1 / 12 / Double(count)).squareRoot())
    #expect(uniform.allSatisfy { (0..<1).contains($0) })
  }
}
