import Foundation
import Network
import Quantum
import Support
import Testing

/// How joined embeddings become the circuit's angles. Gradients are in GradientTests.
@Suite struct EncodingTests {
  static let encodings: [AngleEncoding] = [
    .scaled(by: 0.5), .trainableScale, .tanh(scale: 0.8), .normalised,
  ]

  /// The head of an encoding predicts what that of the identity predicts of the encoded embeddings, bit for bit.
  @Test(arguments: encodings, QDICircuit.Layout.allCases)
  func predictionsAreThoseOfTheEncodedAngles(encoding: AngleEncoding, layout: QDICircuit.Layout) throws {
    let circuit = QDICircuit(layout: layout)
    let encoded = try ModelFixture<Float>(.quantum, featureCount: 118, circuit: circuit, encoding: encoding)
    let plain = try ModelFixture<Float>(.quantum, featureCount: 118, circuit: circuit)
    let count = 3
    var random = RandomStream(seed: 4, purpose: .testing)
    let joint = (0..<count * 256).map { _ in Float(random.uniform(from: -3, to: 3)) }
    let own = encoded.model.parameters.elements.suffix(512)
    let (scales, offsets) = (Array(own.prefix(256)), Array(own.suffix(256)))
    let angles = joint.enumerated().map { index, phi in
      switch encoding {
      case .scaled(let scale): Float(scale) * phi
      case .trainableScale: Float(0.7) * phi
      case .tanh(let scale): Float(scale) * Float(tanh(Double(phi)))
      case .normalised: scales[index % 256] * phi + offsets[index % 256]
      }
    }
    #expect(predict(encoded, joint, count) == predict(plain, angles, count))
    #expect(predict(encoded, joint, count) != predict(plain, joint, count))
  }

  private func predict(_ fixture: ModelFixture<Float>, _ joint: [Float], _ count: Int) -> [Float] {
    var predictions = [Float](repeating: .nan, count: count)
    fixture.model.headPredictions(
      joint, count: count, predictions: &predictions, workspace: fixture.makeWorkspace(), workers: .serial)
    return predictions
  }

  /// What is exported and measured: the same angles in double precision.
  @Test(arguments: encodings) func theHeadsParametersKnowTheAngles(encoding: AngleEncoding) throws {
    let fixture = try ModelFixture<Float>(.quantum, featureCount: 118, encoding: encoding)
    let head = try #require(
      QuantumHeadParameters(
        fixture.model.architecture, parameters: UnsafeBufferPointer(fixture.model.parameters.buffer)))
    let joint = AlignedBuffer((0..<512).map { Double($0 - 256) / 100 })
    let own = fixture.model.parameters.elements.suffix(512).map(Double.init)
    let expected = joint.elements.enumerated().map { index, phi in
      switch encoding {
      case .scaled(let scale): scale * phi
      case .trainableScale: Double(Float(0.7)) * phi
      case .tanh(let scale): scale * tanh(phi)
      case .normalised: own[index % 256] * phi + own[256 + index % 256]
      }
    }
    #expect(head.angles(of: joint, count: 2).elements == expected)
  }

  @Test func whatIsTrainedIsAParameterOfTheHead() throws {
    func layout(_ encoding: AngleEncoding) throws -> ParameterLayout {
      try ModelArchitecture(featureCount: 118, head: .quantum, encoding: encoding).parameterLayout
    }
    let plain = try layout(.identity)
    #expect(try layout(.scaled(by: 0.5)) == plain)
    #expect(try layout(.tanh(scale: 1)) == plain)
    let trained = try layout(.trainableScale)
    #expect(Array(trained.entries.dropLast()) == plain.entries)
    let scale = try #require(trained.entry(named: "head/quantum/encoding_scale"))
    #expect(scale.shape == [] && scale.part == .head && trained.groups.last?.group == .encoding)
    #expect(trained.groups.dropLast().map(\.range) == plain.groups.map(\.range))
    let decay = WeightDecay(rate: 0.1, layout: trained)
    #expect(decay.ranges == WeightDecay(rate: 0.1, layout: plain).ranges)
    let normalised = try layout(.normalised)
    #expect(Array(normalised.entries.dropLast(2)) == plain.entries)
    #expect(
      normalised.entries.suffix(2).map(\.name)
        == ["head/quantum/encoding_scale", "head/quantum/encoding_offset"])
    #expect(normalised.entries.suffix(2).map(\.shape) == [[256], [256]])
    #expect(normalised.groups.last?.range.count == 512 && normalised.groups.count == 5)
    #expect(
      WeightDecay(rate: 0.1, layout: normalised).ranges == WeightDecay(rate: 0.1, layout: plain).ranges)
    // The classical head knows none.
    let classical = try ModelArchitecture(featureCount: 118, head: .classical, encoding: .trainableScale)
    #expect(
      try classical.parameterLayout
        == ModelArchitecture(featureCount: 118, head: .classical).parameterLayout)
  }

  /// All but the new parameter starts as ever.
  @Test func theStartIsTheOptions() throws {
    func start(_ encoding: AngleEncoding) throws -> [Float] {
      try ModelArchitecture(featureCount: 118, head: .quantum, encoding: encoding)
        .initialParameters(seed: 3, options: InitialisationOptions(offset: 0.5, encodingScale: 0.25))
    }
    #expect(try start(.trainableScale) == start(.identity) + [0.25])
    let normalised = [Float](repeating: 0.25, count: 256) + [Float](repeating: 0, count: 256)
    #expect(try start(.normalised) == start(.identity) + normalised)
  }

  @Test(arguments: encodings + [.identity]) func survivesBeingWritten(encoding: AngleEncoding) throws {
    let architecture = try ModelArchitecture(featureCount: 118, head: .quantum, encoding: encoding)
    let copy = try JSONDecoder().decode(ModelArchitecture.self, from: JSONEncoder().encode(architecture))
    #expect(copy == architecture)
    #expect(AngleEncoding(encoding.kind, scale: encoding.fixedScale ?? 0) == encoding)
  }
}
