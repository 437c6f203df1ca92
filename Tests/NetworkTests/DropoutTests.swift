import Network
import Support
import Testing

/// What drops out, and how often. The reference implementation draws the same (`DropoutRunTests`).
@Suite struct DropoutTests {
  /// [rows, 256] of rows 0 ..< `rows` in some step.
  static func mask<Scalar: NetworkScalar>(
    rate: Double, rows: Int, step: Int = 3, seed: UInt64 = 7
  ) -> [Scalar] {
    let dropout = Dropout(rate: rate, seed: seed)
    var mask = [Scalar](repeating: .nan, count: rows * ModelArchitecture.jointCount)
    mask.withUnsafeMutableBufferPointer { mask in
      for row in 0..<rows {
        dropout.makeMask(
          step: step, row: Int64(row), into: mask.baseAddress! + row * ModelArchitecture.jointCount)
      }
    }
    return mask
  }

  /// Of n numbers, dropped out with probability p, n p are to be expected, give or take four standard deviations.
  @Test(arguments: [0.001, 0.1, 0.5, 0.9]) func numbersDropOutWithTheirProbability(rate: Double) {
    let mask: [Double] = Self.mask(rate: rate, rows: 400)
    let dropped = mask.count { $0 == 0 }
    #expect(mask.allSatisfy { $0 == 0 || $0 == 1 / (1 - rate) })
    let count = Double(mask.count)
    #expect(abs(Double(dropped) - count * rate) <= 4 * (count * rate * (1 - rate)).squareRoot())
  }

  @Test func othersDropOutOfEachSampleStepAndSeed() {
    let mask: [Float] = Self.mask(rate: 0.5, rows: 3)
    let rows = (0..<3).map { Array(mask[$0 * 256..<($0 + 1) * 256]) }
    #expect(rows[0] != rows[1] && rows[1] != rows[2])
    #expect(mask != Self.mask(rate: 0.5, rows: 3, step: 4) as [Float])
    #expect(mask != Self.mask(rate: 0.5, rows: 3, seed: 8) as [Float])
    #expect(mask == Self.mask(rate: 0.5, rows: 3))
    // In single precision the same ones.
    #expect(mask.map { $0 == 0 } == (Self.mask(rate: 0.5, rows: 3) as [Double]).map { $0 == 0 })
  }

  @Test func aRateOfZeroLeavesAll() {
    #expect((Self.mask(rate: 0, rows: 9) as [Float]).allSatisfy { $0 == 1 })
  }

  /// A mask of ones changes no bit; predictions of a mask of zeros are those of joined embeddings of zero.
  @Test(arguments: ModelArchitecture.Head.allCases) func masksMultiply(head: ModelArchitecture.Head) throws {
    var fixture = try ModelFixture<Float>(head, featureCount: 118)
    let workspace = fixture.makeWorkspace()
    let without = fixture.lossGradient(workspace)
    fixture.mask = [Float](repeating: 1, count: fixture.count * ModelArchitecture.jointCount)
    let ones = fixture.lossGradient(workspace)
    #expect(ones.predictions == without.predictions && ones.gradient == without.gradient)
    fixture.mask = [Float](repeating: 0, count: fixture.count * ModelArchitecture.jointCount)
    let zeros = fixture.lossGradient(workspace)
    let joint = [Float](repeating: 0, count: fixture.count * ModelArchitecture.jointCount)
    var expected = [Float](repeating: .nan, count: fixture.count)
    fixture.model.headPredictions(
      joint, count: fixture.count, predictions: &expected, workspace: workspace, workers: .serial)
    #expect(zeros.predictions == expected)
    // Nothing comes back to the branches.
    for entry in fixture.model.layout.entries where !entry.name.hasPrefix("head/") {
      #expect(zeros.gradient[entry.range].allSatisfy { $0 == 0 }, "\(entry.name)")
    }
  }

  /// Where angles have offsets it is angles that drop out: of none that is kept the prediction is that of angles of zero.
  @Test func normalisedAnglesDropOut() throws {
    func nothingKept(_ encoding: AngleEncoding) throws -> (predictions: [Float], gradient: [Float]) {
      var fixture = try ModelFixture<Float>(.quantum, featureCount: 118, encoding: encoding)
      fixture.mask = [Float](repeating: 0, count: fixture.count * ModelArchitecture.jointCount)
      return fixture.lossGradient(fixture.makeWorkspace())
    }
    let (plain, normalised) = (try nothingKept(.identity), try nothingKept(.normalised))
    #expect(normalised.predictions == plain.predictions)
    // Nothing comes back to scales and offsets.
    #expect(!normalised.gradient.suffix(512).contains { $0 != 0 })
  }
}
