import Foundation
import Quantum
import Support
import TestSupport
import Testing

/// Depolarizing noise against PennyLane, against density matrices, and against the circuit without noise.
@Suite struct NoisyExpectationsTests {
  /// Fixtures/noise.json, written by make_noise.py.
  struct Fixture: Decodable {
    struct Case: Decodable {
      var circuit: QDICircuit
      var probability: Double
      var expectations: [Double]
    }
    var cases: [Case]
  }

  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
    "Fixtures")

  static func noise(_ probability: Double) -> DepolarizingNoise {
    DepolarizingNoise(probability: probability)!
  }

  static func values(
    _ circuit: QDICircuit, _ weights: [Double], _ features: [[Double]], _ probability: Double,
    workers: Int = 1
  ) -> [Double] {
    NoisyExpectations(circuit: circuit, weights: weights, noise: noise(probability))
      .values(
        features: AlignedBuffer(features.flatMap { $0 }), count: features.count,
        workers: Workers(count: workers)
      ).elements
  }

  /// Every gate turns coefficients in pairs, with two roundings of numbers of at most 1, in 200 layers of 8 rotations; a
  /// sum of 65,536 products of bounded norm follows. As they add up at random, sqrt(2 x 1600) x 2^-53 is 6e-15; a hundred
  /// times that is far below any mistake.
  static let tolerance = 1e-12

  /// PennyLane adds 1e-14 under the square root of each of the four Kraus operators, against infinite derivatives at p = 0.
  /// The identity grows by e = 4e-14 then, while what is left of the Pauli matrices stays the same: the channel is 1 + e
  /// times one that leaves 1 + e times less of them.
  static func asPennyLane(_ circuit: QDICircuit, _ probability: Double) -> (
    probability: Double, factor: Double
  ) {
    let excess = 4e-14
    let blocks = circuit.layout == .lattice ? QDICircuit.blockCount : 2
    let cnots = circuit.depth * blocks * (circuit.entangler == .ring ? 8 : 7) + 7
    let channels = 8 * circuit.depth * blocks + 8 * (blocks - 1) + 2 * cnots
    let remainder = (1 - 4 * probability / 3) / (1 + excess)
    return (3 * (1 - remainder) / 4, pow(1 + excess, Double(channels)))
  }

  @Test(arguments: QDICircuit.all) func agreesWithPennyLane(circuit: QDICircuit) throws {
    let golden = try GoldenTests.Fixture.load()
    let data = try Data(contentsOf: Self.folder.appendingPathComponent("noise.json"))
    let cases = try JSONDecoder().decode(Fixture.self, from: data).cases.filter { $0.circuit == circuit }
    try #require(cases.count == 1)
    let (probability, factor) = Self.asPennyLane(circuit, cases[0].probability)
    let values = Self.values(circuit, golden.weights, [golden.features[0]], probability).map { factor * $0 }
    try #require(values.count == cases[0].expectations.count && values.count == circuit.circuitCount)
    #expect(largestDifference(values, cases[0].expectations) <= Self.tolerance + GoldenTests.fixtureRounding)
    // The noise has left something to compare.
    #expect(values.contains { abs($0) > 1e-3 })
  }

  @Test(
    .enabled(if: Python.has("numpy"), "python3-numpy is needed"),
    arguments: [
      (QDICircuit(), 0.001, nil), (QDICircuit(rotation: .ry, entangler: .linear), 0.0005, nil),
      (QDICircuit(entangler: .linear, layout: .parallel), 0.02, [0, 17, 31]),
      (QDICircuit(rotation: .ry, layout: .parallel, depth: 2), 0.02, [0, 31]),
      (QDICircuit(depth: 1), 0.002, nil),
    ] as [(QDICircuit, Double, [Int]?)])
  func agreesWithDensityMatrices(circuit: QDICircuit, probability: Double, chosen: [Int]?) throws {
    struct Case: Encodable {
      var weights: [Double]
      var features: [Double]
      var circuit: QDICircuit
      var probability: Double
      var circuits: [Int]
    }
    let inputs = LayerInputs(seed: 91, batch: 1, depth: circuit.depth)
    let numbers = chosen ?? [0]
    let directory = try TemporaryDirectory()
    try JSONEncoder().encode(
      Case(
        weights: inputs.weights, features: inputs.features[0], circuit: circuit, probability: probability,
        circuits: numbers)
    ).write(to: URL(fileURLWithPath: directory.path("case.json")))
    let result = try ProcessRunner.run(
      Python.path,
      [Self.folder.appendingPathComponent("density_matrix.py").path, directory.path("case.json")],
      environment: ["OMP_NUM_THREADS": "1"], timeout: 600)
    try #require(result.exitCode == 0, "\(result.standardError)")
    let expected = result.standardOutput.split(separator: "\n").compactMap { Double($0) }
    let values = Self.values(circuit, inputs.weights, inputs.features, probability)
    #expect(largestDifference(numbers.map { values[$0] }, expected) <= Self.tolerance)
  }

  @Test(
    arguments: QDICircuit.all + [
      QDICircuit(depth: 2), QDICircuit(rotation: .ry, layout: .parallel, depth: 9),
    ])
  func withoutNoiseNothingChanges(circuit: QDICircuit) {
    let inputs = LayerInputs(seed: 5, batch: 3, depth: circuit.depth)
    let exact = CircuitExpectations(circuit: circuit, weights: inputs.weights)
      .values(features: AlignedBuffer(inputs.features.flatMap { $0 }), count: 3, workers: .serial).elements
    let values = Self.values(circuit, inputs.weights, inputs.features, 0)
    #expect(values.count == 3 * circuit.circuitCount)
    #expect(largestDifference(values, exact) <= Self.tolerance)
  }

  /// p = 3/4 replaces a qubit by the maximally mixed state.
  @Test(arguments: QDICircuit.all) func fullNoiseLeavesNothing(circuit: QDICircuit) {
    let inputs = LayerInputs(seed: 5, batch: 1)
    #expect(Self.values(circuit, inputs.weights, inputs.features, 0.75).allSatisfy { $0 == 0 })
  }

  @Test func workersDoNotMatter() {
    let inputs = LayerInputs(seed: 6, batch: 4)
    for circuit in [QDICircuit(), QDICircuit(rotation: .ry, layout: .parallel)] {
      let serial = Self.values(circuit, inputs.weights, inputs.features, 0.001)
      #expect(Self.values(circuit, inputs.weights, inputs.features, 0.001, workers: 3) == serial)
      // Nor do the sample's neighbours.
      let alone = Self.values(circuit, inputs.weights, [inputs.features[2]], 0.001)
      #expect(alone == Array(serial[(2 * circuit.circuitCount)..<(3 * circuit.circuitCount)]))
    }
  }

  @Test func whatIsNoProbabilityIsRefused() {
    for value in [-0.1, 1.1, .nan, .infinity] { #expect(DepolarizingNoise(probability: value) == nil) }
  }
}
