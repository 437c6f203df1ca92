import Network
import Testing

/// Which parameters decay, by how much, and that cutting changes nothing.
@Suite struct WeightDecayTests {
  private func names(_ head: ModelArchitecture.Head) throws -> Set<String> {
    let layout = try ModelArchitecture(featureCount: 200, head: head).parameterLayout
    let decay = WeightDecay(rate: 0.1, layout: layout)
    for range in decay.ranges { #expect(layout.entry(containing: range.lowerBound).range == range) }
    return Set(decay.ranges.map { layout.entry(containing: $0.lowerBound).name })
  }

  @Test func weightsAndKernelsDecayAndNothingElse() throws {
    let branches: Set = [
      "drug/gcn1/weight", "drug/gcn2/weight", "drug/gcn3/weight", "drug/dense1/weight", "drug/dense2/weight",
      "cell/conv1/weight", "cell/conv2/weight", "cell/conv3/weight", "cell/dense/weight",
    ]
    #expect(try names(.quantum) == branches)
    #expect(try names(.classical) == branches.union(["head/dense1/weight", "head/dense2/weight"]))
  }

  /// 1 - 0.5 x 0.25 = 7/8 of a weight is left.
  @Test func whatDecaysLosesItsPartWhereverItIsCut() throws {
    let layout = try ModelArchitecture(featureCount: 200, head: .quantum).parameterLayout
    let decay = WeightDecay(rate: 0.25, layout: layout)
    let start = (0..<layout.count).map { Float($0 % 61 - 30) }
    var decays = [Bool](repeating: false, count: layout.count)
    for entry in layout.entries where entry.name.hasSuffix("/weight") {
      for index in entry.range { decays[index] = true }
    }
    let expected = zip(start, decays).map { $1 ? $0 * 0.875 : $0 }
    for length in [layout.count, 4096, 1000] {
      var parameters = start
      for first in stride(from: 0, to: layout.count, by: length) {
        decay.apply(
          to: &parameters, in: first..<min(first + length, layout.count), learningRate: 0.5)
      }
      #expect(parameters == expected, "in pieces of \(length)")
    }
  }

  @Test func aRateOfZeroChangesNoBit() throws {
    let layout = try ModelArchitecture(featureCount: 200, head: .classical).parameterLayout
    let start = (0..<layout.count).map { Float($0) * 0.1 }
    var parameters = start
    WeightDecay(rate: 0, layout: layout).apply(to: &parameters, in: 0..<layout.count, learningRate: 1)
    #expect(parameters == start)
  }
}
