import Quantum
import Testing

/// Which parameters cannot matter: the algebra against the numbers.
@Suite struct SensitivityTests {
  /// [samples][weights] and [samples][256] derivatives at random points.
  func derivatives(_ circuit: QDICircuit) -> (weights: [[Double]], features: [[Double]]) {
    var weights: [[Double]] = []
    var features: [[Double]] = []
    for seed in 41..<44 as Range<UInt64> {
      var inputs = LayerInputs(seed: seed, batch: 1, depth: circuit.depth)
      inputs.upstream = [1]
      let result = inputs.evaluate(Double.self, circuit)
      weights.append(result.weightGradient)
      features.append(result.featureGradient[0])
    }
    return (weights, features)
  }

  func vanishing(_ gradients: [[Double]], _ tolerance: Double) -> [Int] {
    gradients[0].indices.filter { index in gradients.allSatisfy { abs($0[index]) <= tolerance } }
  }

  @Test(arguments: QDICircuit.all + QDICircuit.otherDepths)
  func algebraFindsWhatTheNumbersShow(circuit: QDICircuit) {
    let sensitivity = circuit.sensitivity
    let (weights, features) = derivatives(circuit)
    let tolerance = circuit.tolerance(Double.self)
    #expect(vanishing(weights, tolerance) == sensitivity.insensitiveWeights)
    #expect(vanishing(features, tolerance) == sensitivity.insensitiveFeatures)
  }

  @Test(arguments: [
    (QDICircuit.Rotation.rx, QDICircuit.Entangler.ring, 24, 0), (.rx, .linear, 24, 1), (.ry, .ring, 4, 0),
    (.ry, .linear, 4, 0),
  ])
  func numberOfInsensitiveParameters(
    rotation: QDICircuit.Rotation, entangler: QDICircuit.Entangler, weights: Int, features: Int
  ) {
    // In `parallel`, every circuit ends in a last block of its own.
    for (layout, count) in [(QDICircuit.Layout.lattice, 1), (.parallel, 32)] {
      let sensitivity = QDICircuit(rotation: rotation, entangler: entangler, layout: layout).sensitivity
      #expect(sensitivity.insensitiveWeights.count == count * weights)
      #expect(sensitivity.insensitiveFeatures.count == count * features)
    }
  }

  /// With the chain, the 40 X-strings of a block are only 31 different ones.
  @Test func chainRepeatsStrings() {
    let circuit = QDICircuit(entangler: .linear)
    let sensitivity = circuit.sensitivity
    for block in 0..<QDICircuit.blockCount - 1 {
      let weights = circuit.blockWeightCount * block..<circuit.blockWeightCount * (block + 1)
      #expect(sensitivity.redundantWeights.count { weights.contains($0) } == 9)
    }
    #expect(QDICircuit().sensitivity.redundantWeights.isEmpty)
    #expect(
      sensitivity.effectiveWeightCount + sensitivity.insensitiveWeights.count
        + sensitivity.redundantWeights.count == 1320)
    #expect(sensitivity.effectiveWeightCount == 1002)
  }

  /// A redundant weight acts through a sum: it has the derivative of another weight of its block, everywhere.
  @Test(arguments: QDICircuit.all + QDICircuit.otherDepths)
  func redundantWeightsShareTheirDerivative(circuit: QDICircuit) {
    let (gradients, _) = derivatives(circuit)
    let tolerance = 2 * circuit.tolerance(Double.self)
    for weight in circuit.sensitivity.redundantWeights {
      let start = weight - weight % circuit.blockWeightCount
      let hasPartner = (start..<start + circuit.blockWeightCount).contains { other in
        other != weight && gradients.allSatisfy { abs(abs($0[other]) - abs($0[weight])) <= tolerance }
      }
      #expect(hasPartner, "weight \(weight)")
    }
  }
}
