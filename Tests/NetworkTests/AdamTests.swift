import Foundation
import Network
import Testing

/// Adam against sequences worked out by hand, and cut into ranges.
@Suite struct AdamTests {
  private struct State {
    var parameters: [Float]
    var first: [Float]
    var second: [Float]

    init(_ parameters: [Float]) {
      self.parameters = parameters
      first = parameters.map { _ in 0 }
      second = first
    }

    mutating func step(_ adam: Adam, _ number: Int64, _ gradient: [Float], ranges: [Range<Int>]) {
      for range in ranges {
        adam.step(
          number: number, range: range, parameters: &parameters, gradient: gradient, firstMoment: &first,
          secondMoment: &second)
      }
    }
  }

  /// beta1 = 1/2, beta2 = 3/4, epsilon = 0, learning rate 1, gradient 4 then -2:
  ///
  ///     t = 1: m = 2, v = 4; corrected 2 / (1/2) = 4 and 4 / (1/4) = 16; step 4 / 4 = 1
  ///     t = 2: m = 2 + (-2 - 2)/2 = 0, v = 3 + 1 = 4; step 0
  ///     t = 3, gradient 1: m = 1/2, v = 13/4; corrected (1/2)/(7/8) = 4/7, (13/4)/(37/64) = 208/37;
  ///            step (4/7) / sqrt(208/37) = 0.24101192...
  @Test func byHand() {
    let adam = Adam(learningRate: 1, beta1: 0.5, beta2: 0.75, epsilon: 0)
    var state = State([10])
    state.step(adam, 1, [4], ranges: [0..<1])
    #expect(state.parameters == [9] && state.first == [2] && state.second == [4])
    state.step(adam, 2, [-2], ranges: [0..<1])
    #expect(state.parameters == [9] && state.first == [0] && state.second == [4])
    state.step(adam, 3, [1], ranges: [0..<1])
    #expect(state.first == [0.5] && state.second == [3.25])
    let expected = 9 - (4.0 / 7) / (208.0 / 37).squareRoot()
    // Six roundings of a step below 1/4, and one of a result between 8 and 16.
    #expect(abs(Double(state.parameters[0]) - expected) <= 6 * 0x1p-26 + 0x1p-21)
  }

  /// The first step is the learning rate against the gradient's sign, whatever its size, until epsilon shows.
  @Test func firstStepIsTheLearningRate() {
    let adam = Adam(learningRate: 0.125, epsilon: 1e-8)
    var state = State([1, 1, 1])
    state.step(adam, 1, [1e3, -1e-3, 0], ranges: [0..<3])
    #expect(abs(state.parameters[0] - 0.875) <= 8 * Float.ulpOfOne)
    #expect(abs(state.parameters[1] - 1.125) <= 8 * Float.ulpOfOne + 0.125 * 1e-5)
    #expect(state.parameters[2] == 1)
    let large = Adam(learningRate: 0.125, epsilon: 1)
    var damped = State([1])
    large.step(
      number: 1, range: 0..<1, parameters: &damped.parameters, gradient: [1], firstMoment: &damped.first,
      secondMoment: &damped.second)
    #expect(abs(damped.parameters[0] - (1 - 0.0625)) <= 8 * Float.ulpOfOne)
  }

  @Test func cutsIntoRangesWithoutInfluence() {
    let count = 103
    let adam = Adam()
    var whole = State((0..<count).map { Float($0) * 0.01 })
    var cut = whole
    for number in 1...5 {
      let gradient = (0..<count).map { Float(($0 * 37 + Int(number) * 11) % 29 - 14) * 0.003 }
      whole.step(adam, Int64(number), gradient, ranges: [0..<count])
      cut.step(adam, Int64(number), gradient, ranges: [50..<count, 0..<1, 1..<17, 17..<50])
    }
    #expect(whole.parameters == cut.parameters && whole.first == cut.first && whole.second == cut.second)
    #expect(whole.parameters != (0..<count).map { Float($0) * 0.01 })
  }

  /// Vectors round every element as the formula in scalars does: no operation is fused or approximated.
  @Test func hasTheBitsOfTheFormula() {
    let adam = Adam()
    let start = (0..<37).map { Float($0 * 7 % 11) * 0.37 - 1 }
    var state = State(start)
    var (p, m, v) = (start, state.first, state.second)
    for number in 1...4 {
      let gradient = (0..<37).map { Float(($0 * 29 + number * 13) % 31 - 15) * 1.7e-3 }
      state.step(adam, Int64(number), gradient, ranges: [0..<37])
      let stepSize = Float(adam.learningRate / (1 - pow(adam.beta1, Double(number))))
      let root2 = Float((1 - pow(adam.beta2, Double(number))).squareRoot())
      for (index, g) in gradient.enumerated() {
        m[index] = m[index] + Float(1 - adam.beta1) * (g - m[index])
        v[index] = Float(adam.beta2) * v[index] + Float(1 - adam.beta2) * (g * g)
        p[index] = p[index] - stepSize * (m[index] / (v[index].squareRoot() / root2 + Float(adam.epsilon)))
      }
      #expect(state.parameters == p && state.first == m && state.second == v)
    }
  }

  @Test func stepsCountFromOne() async {
    await #expect(processExitsWith: .failure) {
      var parameters: [Float] = [1]
      var first: [Float] = [0]
      var second: [Float] = [0]
      Adam().step(
        number: 0, range: 0..<1, parameters: &parameters, gradient: [1], firstMoment: &first,
        secondMoment: &second)
    }
  }
}
