import Network
import Support
import Testing

/// The forward pass against the model's description.
@Suite struct ForwardTests {
  /// Roundings a value meets on its longest way through a branch and the classical head: one for each term of
  /// each sum. With values of order one, u times this bounds the error to first order.
  static func roundings(featureCount: Int, hidden: HiddenLayers = .paper) -> Double {
    let drug = 4 * 78 + 2 * 156 + 312 + 1024
    let cell = 8 + 8 * 32 + 8 * 64 + featureCount / 27 * 128
    return Double(max(drug, cell) + 256 + hidden.widths.reduce(0, +))
  }

  @Test(arguments: [118, 119, 131, 693, 735], [false, true])
  func agreesWithTheDescription(featureCount: Int, isAlike: Bool) throws {
    try check(featureCount, isAlike, Double.self)
    try check(featureCount, isAlike, Float.self)
  }

  @Test(arguments: ["5", "40,9", "8,7,6,5"]) func otherWidthsAgreeToo(hidden: String) throws {
    try check(118, false, hidden: try #require(HiddenLayers(hidden)), Double.self)
    try check(118, false, hidden: try #require(HiddenLayers(hidden)), Float.self)
  }

  private func check<Scalar: NetworkScalar>(
    _ featureCount: Int, _ isAlike: Bool, hidden: HiddenLayers = .paper, _: Scalar.Type
  ) throws {
    let fixture = try ModelFixture<Scalar>(
      .classical, featureCount: featureCount, hidden: hidden, atomCounts: [7, 1, 12, 40], isAlike: isAlike)
    let naive = NaiveModel(
      layout: fixture.model.layout, parameters: fixture.parameters.elements.map { Double($0) },
      inputs: fixture.inputs)
    let predictions = fixture.predict(fixture.makeWorkspace())
    let bound =
      2 * Self.roundings(featureCount: featureCount, hidden: hidden) * Double(Scalar.ulpOfOne) / 2
    for sample in 0..<fixture.count {
      let expected = naive.predict(drug: Int(fixture.drugs[sample]), cellLine: Int(fixture.cellLines[sample]))
      #expect(abs(Double(predictions[sample]) - expected) <= bound)
    }

    let workspace = fixture.makeWorkspace(capacity: 2)
    let embeddings = AlignedBuffer<Scalar>(count: 128 * fixture.count)
    fixture.model.drugEmbeddings(
      fixture.drugs, count: fixture.count, into: embeddings.pointer, workspace: workspace)
    for (sample, drug) in fixture.drugs.enumerated() {
      for (index, expected) in naive.drugEmbedding(Int(drug)).enumerated() {
        #expect(abs(Double(embeddings[128 * sample + index]) - expected) <= bound)
      }
    }
    fixture.model.cellLineEmbeddings(
      fixture.cellLines, count: fixture.count, into: embeddings.pointer, workspace: workspace)
    for (sample, line) in fixture.cellLines.enumerated() {
      for (index, expected) in naive.cellLineEmbedding(Int(line)).enumerated() {
        #expect(abs(Double(embeddings[128 * sample + index]) - expected) <= bound)
      }
    }
  }

  /// Embeddings of the same shard give the very bits of `predict`: the same products of the same matrices.
  @Test(arguments: ModelArchitecture.Head.allCases)
  func embeddingsOfTheSameShardPredictTheSameBits(head: ModelArchitecture.Head) throws {
    let fixture = try ModelFixture<Float>(head, featureCount: 131)
    #expect(
      predictFromEmbeddings(fixture, capacity: fixture.count) == fixture.predict(fixture.makeWorkspace()))
  }

  /// In other shards, matrix products have other sizes and may sum in another order.
  @Test(arguments: ModelArchitecture.Head.allCases)
  func embeddingsOfOtherShardsPredictTheSameWithinRounding(head: ModelArchitecture.Head) throws {
    let fixture = try ModelFixture<Double>(head, featureCount: 131)
    let whole = fixture.predict(fixture.makeWorkspace())
    // The circuit's expectation is a sum of sines of its 256 input angles: at most as sensitive to each as 1.
    let sensitivity = head == .quantum ? 256.0 : 1
    let bound = 2 * sensitivity * Self.roundings(featureCount: 131) * Double.ulpOfOne / 2
    for capacity in 1...3 {
      for (a, b) in zip(predictFromEmbeddings(fixture, capacity: capacity), whole) {
        #expect(abs(a - b) <= bound)
      }
      for (a, b) in zip(fixture.predict(fixture.makeWorkspace(capacity: capacity)), whole) {
        #expect(abs(a - b) <= bound)
      }
    }
  }

  private func predictFromEmbeddings<Scalar: NetworkScalar>(_ fixture: ModelFixture<Scalar>, capacity: Int)
    -> [Scalar]
  {
    let workspace = fixture.makeWorkspace(capacity: capacity)
    let count = fixture.count
    let drug = AlignedBuffer<Scalar>(count: 128 * count)
    let line = AlignedBuffer<Scalar>(count: 128 * count)
    fixture.model.drugEmbeddings(fixture.drugs, count: count, into: drug.pointer, workspace: workspace)
    fixture.model.cellLineEmbeddings(
      fixture.cellLines, count: count, into: line.pointer, workspace: workspace)
    let joint = AlignedBuffer<Scalar>(count: 256 * count)
    for sample in 0..<count {
      for index in 0..<128 {
        joint[256 * sample + index] = drug[128 * sample + index]
        joint[256 * sample + 128 + index] = line[128 * sample + index]
      }
    }
    let predictions = AlignedBuffer<Scalar>(count: count)
    fixture.model.headPredictions(
      joint.pointer, count: count, predictions: predictions.pointer, workspace: workspace, workers: .serial)
    return predictions.elements
  }

  /// A parameter that is not a number must show in the loss, not be cut off by a ReLU or lost in a pool.
  @Test(arguments: [
    "drug/gcn1/bias", "drug/gcn3/weight", "cell/conv1/weight", "cell/conv3/bias", "cell/dense/bias",
  ])
  func notANumberReachesThePrediction(name: String) throws {
    let fixture = try ModelFixture<Float>(.classical, featureCount: 131)
    fixture.parameters[fixture.model.layout.entry(named: name)!.offset] = .nan
    fixture.model.setParameters(fixture.parameters.pointer)
    #expect(fixture.predict(fixture.makeWorkspace()).allSatisfy { $0.isNaN })
  }
}
