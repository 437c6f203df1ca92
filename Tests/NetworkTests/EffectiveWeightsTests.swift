import Foundation
import Network
import Quantum
import Support
import TestSupport
import Testing

/// Weights that count, by numbers, against the algebra and against numpy.
@Suite struct EffectiveWeightsTests {
  static let circuits = [
    QDICircuit(depth: 1), QDICircuit(entangler: .linear, depth: 1), QDICircuit(rotation: .ry, depth: 1),
    QDICircuit(layout: .parallel), QDICircuit(rotation: .ry, layout: .parallel, depth: 2),
    QDICircuit(entangler: .linear, layout: .parallel, depth: 3),
  ]

  /// At angles drawn at random what is zero is what algebra says cannot be anything else; and where weights act
  /// through a sum, one direction is lost for each but one.
  @Test(arguments: circuits + [QDICircuit()])
  func atRandomAnglesTheNumbersShowTheAlgebra(circuit: QDICircuit) throws {
    let found = try EffectiveWeights(circuit, weights: nil, workers: Workers(count: 2))
    let sensitivity = circuit.sensitivity
    #expect(found.weightCount == circuit.weightCount && found.inputCount > found.weightCount)
    #expect(found.insensitiveWeights == sensitivity.insensitiveWeights)
    #expect(found.rank <= sensitivity.effectiveWeightCount)
    if circuit.layout == .lattice { #expect(found.rank == sensitivity.effectiveWeightCount) }
  }

  /// Angles at zero: RX leaves |0...0> times a phase as it is but for bits that cancel, and much has no effect at first
  /// order.
  @Test func atSpecialAnglesLessCounts() throws {
    let circuit = QDICircuit(depth: 1)
    let zero = [Double](repeating: 0, count: circuit.weightCount)
    let found = try EffectiveWeights(circuit, weights: zero, workers: .serial)
    #expect(Set(found.insensitiveWeights).isSuperset(of: circuit.sensitivity.insensitiveWeights))
    #expect(found.sensitiveCount < circuit.sensitivity.effectiveWeightCount)
    #expect(found.rank <= found.sensitiveCount)
  }

  @Test func workersDoNotMatter() throws {
    let circuit = QDICircuit(rotation: .ry, layout: .parallel, depth: 1)
    let serial = try EffectiveWeights(circuit, weights: nil, workers: .serial)
    #expect(try EffectiveWeights(circuit, weights: nil, workers: Workers(count: 3)) == serial)
  }

  /// The derivatives by the reference simulator, their rank by numpy.
  @Test(
    .enabled(if: Python.has("numpy"), "python3-numpy is needed"), arguments: circuits)
  func agreesWithNumPysRankOfTheReferencesDerivatives(circuit: QDICircuit) throws {
    var random = RandomStream(seed: 3, purpose: .testing)
    let count = 60
    let weights = (0..<circuit.weightCount).map { _ in random.uniform(from: 0, to: 6) }
    // Every third input is the one before, so that the rank is below the number of inputs.
    var features: [[Double]] = []
    for number in 0..<count {
      features.append(
        number % 3 == 2
          ? features[number - 1] : (0..<QDICircuit.featureCount).map { _ in random.uniform(from: -3, to: 3) })
    }
    let found = try EffectiveWeights(
      circuit, weights: weights, features: AlignedBuffer(features.flatMap { $0 }), count: count,
      workers: .serial)
    let reference = features.map { circuit.referenceGradient(weights: weights, features: $0).weights }
    let directory = try TemporaryDirectory()
    let file = directory.path("derivatives.bin")
    try reference.flatMap { $0 }.withUnsafeBytes { Data($0) }.write(to: URL(fileURLWithPath: file))
    // numpy's own tolerance is for a matrix that is exact: here elements are as exact as the reference.
    let result = try Python.run(
      """
      import sys, numpy
      a = numpy.fromfile(sys.argv[1]).reshape(\(count), -1)
      print(numpy.linalg.matrix_rank(a, tol=1e-11), *numpy.flatnonzero(abs(a).max(axis=0) < 1e-12))
      """, [file])
    let numbers = result.standardOutput.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
    try #require(!numbers.isEmpty, "\(result.standardError)")
    #expect(found.rank == numbers[0] && found.rank <= 40)
    #expect(found.insensitiveWeights == Array(numbers.dropFirst()))
  }
}
