import Quantum
import Testing

/// What must be the same bits.
@Suite struct LayerBitsTests {
  @Test(arguments: QDICircuit.all)
  func anyNumberOfWorkers(circuit: QDICircuit) {
    let inputs = LayerInputs(seed: 21, batch: 50)
    func check<S: QuantumScalar>(_: S.Type) {
      let serial = inputs.evaluate(S.self, circuit)
      for workers in [2, 3, 5] {
        #expect(inputs.evaluate(S.self, circuit, workers: workers) == serial)
      }
    }
    check(Float.self)
    check(Double.self)
  }

  @Test(arguments: QDICircuit.all)
  func sampleAloneAndInBatch(circuit: QDICircuit) {
    var inputs = LayerInputs(seed: 22, batch: 19)
    // Beyond the range of the kernel's own sine and cosine.
    inputs.features[6][0] = 0x1p30
    func check<S: QuantumScalar>(_: S.Type) {
      let whole = inputs.evaluate(S.self, circuit)
      for sample in [0, 5, 6, 15, 16, 18] {
        let alone = LayerInputs(
          weights: inputs.weights, features: [inputs.features[sample]], upstream: [inputs.upstream[sample]]
        ).evaluate(S.self, circuit)
        #expect(alone.expectations[0] == whole.expectations[sample])
        #expect(alone.featureGradient[0] == whole.featureGradient[sample])
      }
    }
    check(Float.self)
    check(Double.self)
  }

  /// The states of a large batch's last samples are not kept but computed again.
  @Test(arguments: QDICircuit.all)
  func largeBatch(circuit: QDICircuit) {
    let inputs = LayerInputs(seed: 26, batch: 70)
    func check<S: QuantumScalar>(_: S.Type) {
      let whole = inputs.evaluate(S.self, circuit)
      #expect(inputs.evaluate(S.self, circuit, workers: 3, repeats: 2) == whole)
      for sample in [0, 31, 32, 63, 64, 69] {
        let alone = LayerInputs(
          weights: inputs.weights, features: [inputs.features[sample]], upstream: [inputs.upstream[sample]]
        ).evaluate(S.self, circuit)
        #expect(alone.expectations[0] == whole.expectations[sample])
        #expect(alone.featureGradient[0] == whole.featureGradient[sample])
      }
    }
    check(Float.self)
    check(Double.self)
  }

  /// A used workspace, larger than the batch, changes nothing.
  @Test(arguments: QDICircuit.all)
  func usedWorkspace(circuit: QDICircuit) {
    let inputs = LayerInputs(seed: 23, batch: 18)
    let fresh = inputs.evaluate(Float.self, circuit)
    #expect(inputs.evaluate(Float.self, circuit, spareCapacity: 40, repeats: 3) == fresh)
  }

  @Test func newWeightsReplaceOldOnes() {
    let (first, second) = (LayerInputs(seed: 24, batch: 1), LayerInputs(seed: 25, batch: 1))
    for circuit in QDICircuit.all {
      let layer = QDILayer<Float>(circuit: circuit)
      let workspace = QDILayer<Float>.Workspace(circuit: circuit, capacity: 1)
      var expectation: Float = .nan
      for weights in [first.weights, second.weights] {
        layer.setWeights(weights.map { Float($0) })
        layer.forward(
          features: second.features[0].map { Float($0) }, batch: 1, expectations: &expectation,
          workspace: workspace, workers: .serial)
      }
      #expect([expectation] == second.evaluate(Float.self, circuit).expectations)
    }
  }
}
