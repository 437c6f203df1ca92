import Foundation
import Quantum
import TestSupport
import Testing

/// Comparison with PennyLane.
@Suite struct GoldenTests {
  /// Fixtures/golden.json, written by make_golden.py.
  struct Fixture: Decodable {
    struct Case: Decodable {
      var circuit: QDICircuit
      var sample: Int
      var expectation: Double
      var weightGradient: [Double]
      var featureGradient: [Double]
    }
    var weights: [Double]
    var features: [[Double]]
    var cases: [Case]

    static func load() throws -> Fixture {
      let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Fixtures/golden.json")
      return try JSONDecoder().decode(Fixture.self, from: Data(contentsOf: url))
    }
  }

  /// The fixture's results are rounded to twelve decimals.
  static let fixtureRounding = 0.5e-12

  @Test(arguments: QDICircuit.all)
  func layerAgreesWithPennyLane(circuit: QDICircuit) throws {
    let fixture = try Fixture.load()
    let cases = fixture.cases.filter { $0.circuit == circuit }
    try #require(cases.count == 2)
    for golden in cases {
      let inputs = LayerInputs(
        weights: fixture.weights, features: [fixture.features[golden.sample]], upstream: [1])
      check(
        inputs.evaluate(Double.self, circuit), golden, circuit.tolerance(Double.self) + Self.fixtureRounding)
      // The inputs are not exact in single precision: each of the angles on the way is off by up to half an ulp
      // of its size, below 8, and the derivatives of an expectation with respect to an angle are at most 1.
      let angles = Double(circuit.layout == .lattice ? 1320 + 256 : 88).squareRoot()
      let inputError = angles * 4 * Double(Float.ulpOfOne) / 2
      check(inputs.evaluate(Float.self, circuit), golden, circuit.tolerance(Float.self) + inputError)
    }
  }

  @Test(arguments: QDICircuit.all)
  func referenceAgreesWithPennyLane(circuit: QDICircuit) throws {
    let fixture = try Fixture.load()
    for golden in fixture.cases where golden.circuit == circuit {
      let result = circuit.referenceGradient(
        weights: fixture.weights, features: fixture.features[golden.sample])
      let tolerance = circuit.referenceTolerance + Self.fixtureRounding
      #expect(abs(result.expectation - golden.expectation) <= tolerance)
      #expect(largestDifference(result.weights, golden.weightGradient) <= tolerance)
      #expect(largestDifference(result.features, golden.featureGradient) <= tolerance)
    }
  }

  /// Circuits of other depths, which PennyLane computes now.
  @Test(
    .enabled(if: PeerPython.has("pennylane"), "a Python with PennyLane is needed (HQNN_PYTHON)"),
    arguments: [
      QDICircuit(depth: 2), QDICircuit(rotation: .ry, entangler: .linear, depth: 1),
      QDICircuit(entangler: .linear, layout: .parallel, depth: 7),
      QDICircuit(rotation: .ry, layout: .parallel, depth: 3),
    ])
  func otherDepthsAgreeWithPennyLane(circuit: QDICircuit) throws {
    struct Inputs: Encodable {
      var circuit: QDICircuit
      var weights: [Double]
      var features: [[Double]]
    }
    var inputs = LayerInputs(seed: 77, batch: 1, depth: circuit.depth)
    inputs.upstream = [1]
    let directory = try TemporaryDirectory()
    let file = directory.path("inputs.json")
    try JSONEncoder().encode(
      Inputs(circuit: circuit, weights: inputs.weights, features: inputs.features)
    ).write(to: URL(fileURLWithPath: file))
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Fixtures/make_golden.py").path
    let result = try ProcessRunner.run(
      PeerPython.path, [script, file], environment: ["OMP_NUM_THREADS": "1"], timeout: 600)
    try #require(result.exitCode == 0, "\(result.standardError)")
    let golden = try JSONDecoder().decode(Fixture.Case.self, from: Data(result.standardOutput.utf8))
    check(
      inputs.evaluate(Double.self, circuit), golden, circuit.tolerance(Double.self) + Self.fixtureRounding)
  }

  private func check<S: QuantumScalar>(_ result: LayerResult<S>, _ golden: Fixture.Case, _ tolerance: Double)
  {
    #expect(largestDifference(result.expectations, [golden.expectation]) <= tolerance)
    #expect(largestDifference(result.weightGradient, golden.weightGradient) <= tolerance)
    #expect(largestDifference(result.featureGradient[0], golden.featureGradient) <= tolerance)
  }

  /// Reference values that may lie beside the checkout.
  struct SharedValues: Decodable {
    var weights: [[Double]]
    var features: [[Double]]
    var expectation: [Double]
    var weightGradients: [[[Double]]]
    var featureGradients: [[Double]]

    enum CodingKeys: String, CodingKey {
      case weights, features, expectation
      case weightGradients = "grad_weights"
      case featureGradients = "grad_features"
    }
  }

  @Test(
    .enabled(if: SharedMaterial.path("golden") != nil),
    arguments: [
      ("golden_rx", QDICircuit()), ("golden_ry", QDICircuit(rotation: .ry)),
      ("golden_rx_linear", QDICircuit(entangler: .linear)),
    ])
  func layerAgreesWithSharedValues(name: String, circuit: QDICircuit) throws {
    let path = try #require(SharedMaterial.path("golden/\(name).json"))
    let values = try JSONDecoder().decode(
      SharedValues.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
    func check<S: QuantumScalar>(_: S.Type, _ tolerance: Double) {
      for sample in values.features.indices {
        let inputs = LayerInputs(
          weights: values.weights.flatMap { $0 }, features: [values.features[sample]], upstream: [1])
        let result = inputs.evaluate(S.self, circuit)
        #expect(largestDifference(result.expectations, [values.expectation[sample]]) <= tolerance)
        #expect(
          largestDifference(result.weightGradient, values.weightGradients[sample].flatMap { $0 }) <= tolerance
        )
        #expect(largestDifference(result.featureGradient[0], values.featureGradients[sample]) <= tolerance)
      }
    }
    check(Double.self, 1e-10)
    check(Float.self, 1e-5)
  }
}
