import Foundation
import Network
import Support
import Testing

/// The parameters that training starts from.
@Suite struct InitialisationTests {
  private func start(
    _ head: ModelArchitecture.Head, seed: UInt64 = 7, _ options: InitialisationOptions = .init(offset: 0.25)
  ) throws -> (ParameterLayout, [Float]) {
    let architecture = try ModelArchitecture(featureCount: 735, head: head)
    return (architecture.parameterLayout, architecture.initialParameters(seed: seed, options: options))
  }

  @Test func bothHeadsStartFromTheSameBranches() throws {
    let (quantumLayout, quantum) = try start(.quantum)
    let (classicalLayout, classical) = try start(.classical)
    let branches = try #require(quantumLayout.entry(named: "head/quantum/weights")).offset
    #expect(classicalLayout.entry(named: "head/dense1/weight")?.offset == branches)
    #expect(quantum[..<branches] == classical[..<branches])
    #expect(quantum.count == quantumLayout.count && classical.count == classicalLayout.count)
    #expect(try start(.quantum).1 == quantum)
    #expect(try start(.quantum, seed: 8).1 != quantum)
  }

  /// Within the bound, and filling it: of n uniform numbers the largest is below (1 - d) of the bound with
  /// probability (1 - d)^n, below 1e-9 for d = 21 / n.
  @Test func classicalLayersAreUniformWithinTheirBounds() throws {
    let bounds: [(String, Double)] = [
      ("drug/gcn1/weight", (6.0 / 156).squareRoot()), ("drug/gcn2/weight", (6.0 / 234).squareRoot()),
      ("drug/gcn3/weight", (6.0 / 468).squareRoot()), ("drug/dense1/weight", 1 / 312.0.squareRoot()),
      ("drug/dense1/bias", 1 / 312.0.squareRoot()), ("drug/dense2/weight", 1 / 32),
      ("drug/dense2/bias", 1 / 32), ("cell/conv1/weight", 1 / 8.0.squareRoot()),
      ("cell/conv1/bias", 1 / 8.0.squareRoot()), ("cell/conv2/weight", 1 / 16), ("cell/conv2/bias", 1 / 16),
      ("cell/conv3/weight", 1 / 512.0.squareRoot()), ("cell/conv3/bias", 1 / 512.0.squareRoot()),
      ("cell/dense/weight", 1 / 2944.0.squareRoot()), ("cell/dense/bias", 1 / 2944.0.squareRoot()),
      ("head/dense1/weight", 1 / 16), ("head/dense1/bias", 1 / 16),
      ("head/dense2/weight", 1 / 8.0.squareRoot()),
    ]
    let (layout, parameters) = try start(.classical)
    for (name, bound) in bounds {
      let values = parameters[try #require(layout.entry(named: name)).range]
      let bound = Float(bound)
      #expect(values.allSatisfy { abs($0) <= bound }, "\(name)")
      let slack = 21 / Float(values.count)
      if slack < 1 { #expect(values.map { abs($0) }.max()! >= bound * (1 - slack), "\(name)") }
      // The sum of n uniform numbers has standard deviation bound sqrt(n / 3): six of them.
      let n = Float(values.count)
      #expect(abs(values.reduce(0, +)) <= 6 * bound * (n / 3).squareRoot(), "\(name)")
    }
    for number in 1...3 {
      #expect(parameters[layout.entry(named: "drug/gcn\(number)/bias")!.range].allSatisfy { $0 == 0 })
    }
  }

  /// Each layer has numbers of its own, and those that both have are the same whatever comes after.
  @Test func layersOfOtherHeadsStartApart() throws {
    let architecture = try ModelArchitecture(
      featureCount: 118, head: .classical, hidden: try #require(HiddenLayers("16,16,16,16")))
    let (layout, options) = (architecture.parameterLayout, InitialisationOptions(offset: 0))
    let parameters = architecture.initialParameters(seed: 7, options: options)
    func values(_ name: String) throws -> [Float] {
      Array(parameters[try #require(layout.entry(named: name)).range])
    }
    let layers = try (2...4).map { try values("head/dense\($0)/weight") }
    #expect(layers[0] != layers[1] && layers[1] != layers[2] && layers[0] != layers[2])
    #expect(try values("head/dense5/bias") != values("head/dense4/bias"))
    let shallow = try ModelArchitecture(
      featureCount: 118, head: .classical, hidden: try #require(HiddenLayers("16,16")))
    let first = try #require(shallow.parameterLayout.entry(named: "head/dense2/bias")).range
    #expect(
      Array(shallow.initialParameters(seed: 7, options: options)[first]) == (try values("head/dense2/bias")))
    // Every number lies within 1 / sqrt(inputs), as torch.nn.Linear's do.
    #expect(try values("head/dense5/weight").allSatisfy { abs($0) <= 0.25 })
  }

  @Test func circuitStartsByTheOptions() throws {
    func angles(_ weights: InitialisationOptions.CircuitWeights) throws -> [Float] {
      let (layout, parameters) = try start(
        .quantum, .init(circuitWeights: weights, scale: 0.5, offset: 0.25))
      #expect(parameters[layout.entry(named: "head/quantum/scale")!.offset] == 0.5)
      #expect(parameters[layout.entry(named: "head/quantum/offset")!.offset] == 0.25)
      return Array(parameters[layout.entry(named: "head/quantum/weights")!.range])
    }
    let turn = try angles(.fullTurn)
    #expect(turn.allSatisfy { 0 <= $0 && $0 <= Float(2 * Double.pi) })
    #expect(turn.min()! < 0.1 && turn.max()! > 6.18)
    let narrow = try angles(.uniform(bound: 0.01))
    #expect(narrow.allSatisfy { abs($0) <= 0.01 } && narrow.contains { $0 < 0 } && narrow.contains { $0 > 0 })
    #expect(try angles(.zero) == [Float](repeating: 0, count: 1320))
    // The mean square of n normal numbers is 1 +- sqrt(2 / n): six of them.
    let normal = try angles(.normal(standardDeviation: 0.1))
    let square = normal.reduce(0) { $0 + $1 * $1 } / 1320
    #expect(abs(square / 0.01 - 1) <= 6 * Float(2.0 / 1320).squareRoot())
  }

  @Test func optionsSurviveEncoding() throws {
    for weights: InitialisationOptions.CircuitWeights in [
      .fullTurn, .zero, .uniform(bound: 0.5), .normal(standardDeviation: 0.1),
    ] {
      let options = InitialisationOptions(circuitWeights: weights, scale: 2, offset: 0.5)
      let copy = try JSONDecoder().decode(
        InitialisationOptions.self, from: try JSONEncoder().encode(options))
      #expect(copy == options)
    }
  }
}
