import Network
import Quantum
import Support
import Testing

/// The gradient of the whole model against central differences, in double precision, parameter by parameter. A
/// layer's gradient by its input is covered by the parameters of the layer before.
///
/// As long as no ReLU and no maximum changes sides, which is checked, the classical part is affine in each one
/// parameter (and in each one tensor), so that the loss is a polynomial of degree two in the step: central
/// differences are exact and only rounding remains. The circuit's expectation is a sinusoid in each angle; for it
/// the third derivative times h²/6 is added.
@Suite struct GradientTests {
  @Test(arguments: [118, 131]) func classicalHead(featureCount: Int) throws {
    try check(ModelFixture(.classical, featureCount: featureCount), elements: 5)
  }

  @Test(arguments: ["5", "17,6", "9,12,3,2"]) func classicalHeadsOfOtherWidths(hidden: String) throws {
    try check(
      ModelFixture(.classical, featureCount: 118, hidden: try #require(HiddenLayers(hidden))), elements: 5)
  }

  @Test(arguments: [735, 693]) func classicalHeadAtFullLength(featureCount: Int) throws {
    try check(ModelFixture(.classical, featureCount: featureCount), elements: 1)
  }

  /// Equal stretches of cell lines and equal atoms are computed once: their gradients have to add up.
  @Test(arguments: [131, 735]) func whereMuchIsAlike(featureCount: Int) throws {
    try check(
      ModelFixture(
        .classical, featureCount: featureCount, atomCounts: [9, 14, 30, 9], lineCount: 4,
        drugs: [0, 1, 2, 3, 1], cellLines: [0, 1, 2, 3, 2], isAlike: true), elements: 3)
  }

  @Test func oneAtomWithoutBonds() throws {
    try check(
      ModelFixture(
        .classical, featureCount: 118, atomCounts: [1], lineCount: 1, drugs: [0], cellLines: [0]), elements: 3
    )
  }

  @Test func oneDrugAndOneCellLineThroughout() throws {
    try check(
      ModelFixture(
        .classical, featureCount: 119, drugs: [2, 2, 2, 2], cellLines: [1, 1, 1, 1]), elements: 3)
  }

  @Test(arguments: QDICircuit.Layout.allCases) func quantumHead(layout: QDICircuit.Layout) throws {
    try check(
      ModelFixture(.quantum, featureCount: 118, circuit: QDICircuit(layout: layout)), elements: 3)
  }

  @Test(arguments: QDICircuit.Rotation.allCases, QDICircuit.Entangler.allCases)
  func quantumHeadOfOtherCircuits(rotation: QDICircuit.Rotation, entangler: QDICircuit.Entangler) throws {
    try check(
      ModelFixture(
        .quantum, featureCount: 118, circuit: QDICircuit(rotation: rotation, entangler: entangler)),
      elements: 1)
  }

  @Test(arguments: [1, 6]) func quantumHeadOfOtherDepths(depth: Int) throws {
    try check(
      ModelFixture(.quantum, featureCount: 118, circuit: QDICircuit(rotation: .ry, depth: depth)), elements: 2
    )
  }

  @Test(arguments: QDICircuit.Layout.allCases, EncodingTests.encodings)
  func quantumHeadOfOtherEncodings(layout: QDICircuit.Layout, encoding: AngleEncoding) throws {
    var fixture = try ModelFixture<Double>(
      .quantum, featureCount: 118, circuit: QDICircuit(layout: layout), encoding: encoding)
    try check(fixture, elements: 2)
    fixture.mask = DropoutTests.mask(rate: 0.3, rows: fixture.count)
    try check(fixture, elements: 1)
  }

  /// With numbers of the joined embeddings dropped out, other ones of each sample.
  @Test(arguments: ModelArchitecture.Head.allCases) func withDropout(head: ModelArchitecture.Head) throws {
    var fixture = try ModelFixture<Double>(head, featureCount: 118)
    fixture.mask = DropoutTests.mask(rate: 0.3, rows: fixture.count)
    try check(fixture, elements: 3)
  }

  /// Checks, for each parameter tensor, some elements at random and one random direction of all its elements.
  private func check(_ fixture: ModelFixture<Double>, elements: Int) throws {
    let workspace = fixture.makeWorkspace()
    let (predictions, gradient) = fixture.lossGradient(workspace)
    let pattern = fixture.model.activationPattern(in: workspace)
    #expect(predictions == fixture.predict(workspace))
    var random = RandomStream(seed: 5, purpose: .testing, index: 2)
    for entry in fixture.model.layout.entries {
      for trial in 0...elements {
        var direction = [Double](repeating: 0, count: entry.count)
        if trial < elements {
          direction[random.integer(below: entry.count)] = 1
        } else {
          for index in direction.indices {
            direction[index] = random.normal() / Double(entry.count).squareRoot()
          }
        }
        let expected = zip(direction, gradient[entry.range]).reduce(0) { $0 + $1.0 * $1.1 }
        try compare(fixture, workspace, entry, direction, pattern, expected: expected)
      }
    }
  }

  private func compare(
    _ fixture: ModelFixture<Double>, _ workspace: HybridModel<Double>.Workspace,
    _ entry: ParameterLayout.Entry, _ direction: [Double], _ pattern: [Int32], expected: Double
  ) throws {
    // Halve the step until both ends lie on the same side of every ReLU and maximum.
    for exponent in 14...30 {
      let step = Double(sign: .plus, exponent: -exponent, significand: 1)
      guard let above = try loss(fixture, workspace, entry, direction, step, pattern),
        let below = try loss(fixture, workspace, entry, direction, -step, pattern)
      else { continue }
      let isQuantum = fixture.model.architecture.head == .quantum
      // Values are of order one, so is the loss's derivative by a prediction; see ForwardTests for the roundings,
      // and for the sensitivity to the circuit's angles.
      let roundings =
        ForwardTests.roundings(featureCount: fixture.inputs.featureCount) * (isQuantum ? 256 : 1)
      let rounding = roundings * Double.ulpOfOne / step
      // The angles move by at most the embedding's sensitivity, of order one each, times the step.
      let truncation = isQuantum ? 8 * 256 * step * step : 0
      #expect(abs((above - below) / (2 * step) - expected) <= rounding + truncation, "\(entry.name)")
      return
    }
    Issue.record("\(entry.name): a kink at the very parameters")
  }

  /// The mean squared error after a step, nil if an activation changed sides.
  private func loss(
    _ fixture: ModelFixture<Double>, _ workspace: HybridModel<Double>.Workspace,
    _ entry: ParameterLayout.Entry, _ direction: [Double], _ step: Double, _ pattern: [Int32]
  ) throws -> Double? {
    let moved = AlignedBuffer<Double>(fixture.parameters.buffer)
    for (index, place) in entry.range.enumerated() { moved[place] += step * direction[index] }
    fixture.model.setParameters(moved.pointer)
    defer { fixture.model.setParameters(fixture.parameters.pointer) }
    let predictions = fixture.predict(workspace)
    guard fixture.model.activationPattern(in: workspace) == pattern else { return nil }
    return zip(predictions, fixture.targets).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      / Double(fixture.count)
  }
}
