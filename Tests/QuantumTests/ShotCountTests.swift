import Foundation
import Quantum
import Support
import Testing

/// The number of shots that come out one way is distributed binomially.
@Suite struct ShotCountTests {
  static func draws(_ shots: Int, _ probability: Double, count: Int, seed: UInt64 = 11) -> [Int] {
    (0..<count).map { index in
      var random = RandomStream(seed: seed, purpose: .testing, index: UInt64(index))
      return ShotCount.draw(shots, probability: probability, &random)
    }
  }

  @Test func certainEventsAreCertain() {
    for shots in [0, 1, 63, 64, 65, 1000] {
      for (probability, expected) in [(0.0, 0), (-1e-17, 0), (1.0, shots), (1 + 1e-15, shots), (.nan, 0)] {
        #expect(Self.draws(shots, probability, count: 3).allSatisfy { $0 == expected })
      }
    }
  }

  /// Mean and variance of n draws of a binomial: standard deviations sqrt(v/n), and for the variance
  /// sqrt((m4 - v^2)/n) with the fourth central moment m4 = v (1 + 3 v (1 - 2/N)), v = N p q. A test of fixed seeds does not
  /// fail by chance; five deviations are what would do so once in two million.
  @Test(
    arguments: [1, 2, 64, 100, 1000, 100_000], [0.5, 0.25, 0.1, 1 / 3.0, 0.9999, 1e-3])
  func momentsAreTheBinomials(shots: Int, probability: Double) {
    let count = 4000
    let values = Self.draws(shots, probability, count: count).map(Double.init)
    let (trials, n) = (Double(shots), Double(count))
    let variance = trials * probability * (1 - probability)
    let mean = values.reduce(0, +) / n
    #expect(abs(mean - trials * probability) <= 5 * (variance / n).squareRoot())
    let spread = values.reduce(0) { $0 + ($1 - trials * probability) * ($1 - trials * probability) } / n
    let fourth = variance * (1 + 3 * variance * (1 - 2 / trials))
    #expect(abs(spread - variance) <= 5 * ((fourth - variance * variance) / n).squareRoot())
  }

  /// Each outcome's frequency, for few shots: Pearson's chi-squared over N + 1 outcomes has mean N and deviation sqrt(2 N).
  @Test(arguments: [0.5, 0.3, 0.71]) func outcomesHaveTheirFrequencies(probability: Double) {
    let (shots, count) = (5, 20_000)
    var frequencies = [Int](repeating: 0, count: shots + 1)
    for value in Self.draws(shots, probability, count: count) { frequencies[value] += 1 }
    var chiSquared = 0.0
    for (outcome, frequency) in frequencies.enumerated() {
      let ways = [1.0, 5, 10, 10, 5, 1][outcome]
      let expected =
        Double(count) * ways * pow(probability, Double(outcome))
        * pow(1 - probability, Double(shots - outcome))
      chiSquared += (Double(frequency) - expected) * (Double(frequency) - expected) / expected
    }
    #expect(chiSquared <= Double(shots) + 5 * (2 * Double(shots)).squareRoot(), "\(chiSquared)")
  }

  @Test func drawsFollowFromTheStream() {
    #expect(Self.draws(1000, 0.4, count: 20) == Self.draws(1000, 0.4, count: 20))
    #expect(Self.draws(1000, 0.4, count: 20) != Self.draws(1000, 0.4, count: 20, seed: 12))
  }
}
