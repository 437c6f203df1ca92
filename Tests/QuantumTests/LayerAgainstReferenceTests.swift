import Quantum
import Support
import Testing

/// The fast kernels against the gate-by-gate simulator.
@Suite struct LayerAgainstReferenceTests {
  @Test(arguments: QDICircuit.all)
  func allBatchSizes(circuit: QDICircuit) {
    let inputs = LayerInputs(seed: 11, batch: 33)
    let references = inputs.features.map {
      circuit.referenceGradient(weights: inputs.weights, features: $0)
    }
    for batch in [1, 16, 17, 33] {
      let part = inputs.prefix(batch)
      check(part.evaluate(Double.self, circuit), part, references, circuit)
      check(part.evaluate(Float.self, circuit, spareCapacity: 20), part, references, circuit)
    }
  }

  @Test(arguments: QDICircuit.otherDepths)
  func otherDepths(circuit: QDICircuit) {
    let inputs = LayerInputs(seed: 14, batch: 9, depth: circuit.depth)
    let references = inputs.features.map {
      circuit.referenceGradient(weights: inputs.weights, features: $0)
    }
    check(inputs.evaluate(Double.self, circuit), inputs, references, circuit)
    check(inputs.evaluate(Float.self, circuit), inputs, references, circuit)
  }

  private func check<S: QuantumScalar>(
    _ result: LayerResult<S>, _ inputs: LayerInputs, _ references: [CircuitGradient<Double>],
    _ circuit: QDICircuit, tolerance: Double? = nil
  ) {
    let tolerance = tolerance ?? circuit.tolerance(S.self) + circuit.referenceTolerance
    var weightGradient = [Double](repeating: 0, count: circuit.weightCount)
    for sample in inputs.features.indices {
      let (reference, upstream) = (references[sample], inputs.upstream[sample])
      #expect(abs(Double(result.expectations[sample]) - reference.expectation) <= tolerance)
      #expect(
        largestDifference(result.featureGradient[sample], reference.features.map { upstream * $0 })
          <= tolerance * abs(upstream))
      for index in weightGradient.indices { weightGradient[index] += upstream * reference.weights[index] }
    }
    // Errors of the samples add up at worst; so do those of the sum, a tree in each group and then one by one.
    let scale = inputs.upstream.map(abs).reduce(0, +)
    let additions = Double(4 + inputs.features.count) * Double(S.ulpOfOne) / 2
    #expect(largestDifference(result.weightGradient, weightGradient) <= (tolerance + additions) * scale)
  }

  /// Sines and cosines of half the angles, of their sums and of their differences that vanish or are 1.
  @Test(arguments: QDICircuit.all)
  func quarterTurns(circuit: QDICircuit) {
    var inputs = LayerInputs(seed: 12, batch: 2)
    // Multiples of a quarter turn in single precision, so that both precisions see the same.
    func quarter(_ number: Int) -> Double { Double(Float(Double(number) * .pi / 2)) }
    for index in inputs.weights.indices { inputs.weights[index] = quarter(index * index % 11 - 5) }
    for index in 0..<QDICircuit.featureCount { inputs.features[0][index] = quarter(index * 7 % 9 - 4) }
    let references = inputs.features.map {
      circuit.referenceGradient(weights: inputs.weights, features: $0)
    }
    // The same few coefficients come again and again, and their errors with the same sign. The
    // reference rounds twice in each of 48 rotations a block.
    let reference =
      3 * Double(circuit.layout == .lattice ? QDICircuit.blockCount : 2) * 96 * Double.ulpOfOne / 2
    check(
      inputs.evaluate(Double.self, circuit), inputs, references, circuit,
      tolerance: circuit.worstTolerance(Double.self) + reference)
    check(
      inputs.evaluate(Float.self, circuit), inputs, references, circuit,
      tolerance: circuit.worstTolerance(Float.self) + reference)
  }

  @Test func emptyBatchHasNoGradient() {
    let result = LayerInputs(seed: 1, batch: 0).evaluate(Float.self, QDICircuit())
    #expect(result.weightGradient.allSatisfy { $0 == 0 })
    #expect(result.expectations.isEmpty)
  }

  @Test(arguments: QDICircuit.all)
  func zeroUpstreamHasNoGradient(circuit: QDICircuit) {
    var inputs = LayerInputs(seed: 2, batch: 3)
    inputs.upstream = [0, 0, 0]
    let result = inputs.evaluate(Float.self, circuit)
    #expect(result.weightGradient.allSatisfy { $0 == 0 })
    #expect(result.featureGradient.allSatisfy { $0.allSatisfy { $0 == 0 } })
  }

  /// Angles count modulo 4 pi for the state and modulo 2 pi for the expectation.
  @Test(arguments: QDICircuit.all)
  func expectationIsPeriodic(circuit: QDICircuit) {
    let inputs = LayerInputs(seed: 3, batch: 1)
    var shifted = inputs
    for index in stride(from: 0, to: circuit.weightCount, by: 7) { shifted.weights[index] += 2 * .pi }
    for index in stride(from: 0, to: QDICircuit.featureCount, by: 5) { shifted.features[0][index] -= 2 * .pi }
    let a = inputs.evaluate(Double.self, circuit)
    let b = shifted.evaluate(Double.self, circuit)
    // A shifted angle is itself rounded, by up to half an ulp of 16.
    let tolerance =
      2 * circuit.tolerance(Double.self) + (1320.0 / 7 + 256.0 / 5).squareRoot() * 8 * Double.ulpOfOne
    #expect(largestDifference(a.expectations, b.expectations) <= tolerance)
    #expect(largestDifference(a.weightGradient, b.weightGradient) <= tolerance)
  }
}
