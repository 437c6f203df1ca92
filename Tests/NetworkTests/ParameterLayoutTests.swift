import Foundation
import Network
import Quantum
import Support
import Testing

/// Names, shapes and starts of the parameters.
@Suite struct ParameterLayoutTests {
  /// The table of the model's description, for F = 735.
  static let branches: [(String, [Int])] = [
    ("drug/gcn1/weight", [78, 78]), ("drug/gcn1/bias", [78]),
    ("drug/gcn2/weight", [156, 78]), ("drug/gcn2/bias", [156]),
    ("drug/gcn3/weight", [312, 156]), ("drug/gcn3/bias", [312]),
    ("drug/dense1/weight", [1024, 312]), ("drug/dense1/bias", [1024]),
    ("drug/dense2/weight", [128, 1024]), ("drug/dense2/bias", [128]),
    ("cell/conv1/weight", [32, 1, 8]), ("cell/conv1/bias", [32]),
    ("cell/conv2/weight", [64, 32, 8]), ("cell/conv2/bias", [64]),
    ("cell/conv3/weight", [128, 64, 8]), ("cell/conv3/bias", [128]),
    ("cell/dense/weight", [128, 2944]), ("cell/dense/bias", [128]),
  ]
  static let heads: [ModelArchitecture.Head: [(String, [Int])]] = [
    .quantum: [
      ("head/quantum/weights", [33, 5, 8]), ("head/quantum/scale", []), ("head/quantum/offset", []),
    ],
    .classical: [
      ("head/dense1/weight", [8, 256]), ("head/dense1/bias", [8]), ("head/dense2/weight", [1, 8]),
      ("head/dense2/bias", [1]),
    ],
  ]

  @Test(arguments: ModelArchitecture.Head.allCases)
  func isTheTableOfTheDescription(head: ModelArchitecture.Head) throws {
    let layout = try ModelArchitecture(featureCount: 735, head: head).parameterLayout
    let table = Self.branches + Self.heads[head]!
    #expect(layout.entries.map(\.name) == table.map(\.0))
    #expect(layout.entries.map(\.shape) == table.map(\.1))
    var offset = 0
    for entry in layout.entries {
      #expect(entry.offset == offset && entry.count == entry.shape.reduce(1, *))
      #expect(layout.entry(named: entry.name) == entry)
      #expect(layout.entry(containing: entry.range.lowerBound) == entry)
      #expect(layout.entry(containing: entry.range.upperBound - 1) == entry)
      offset += entry.count
    }
    #expect(layout.count == offset)
    #expect(layout.entry(named: "head/dense3/weight") == nil)
  }

  @Test(arguments: [1, 5, 16]) func depthDecidesTheNumberOfAngles(depth: Int) throws {
    let layout = try ModelArchitecture(
      featureCount: 735, head: .quantum, circuit: QDICircuit(depth: depth)
    ).parameterLayout
    #expect(layout.entry(named: "head/quantum/weights")?.shape == [33, depth, 8])
  }

  /// Dense 256 -> widths -> 1: as many parameters as the quantum head, nearly, and as GraphDRP's.
  @Test(arguments: [("5", 1291), ("1024,128", 394_497), ("7,6,5,4", 1911)])
  func widthsDecideTheClassicalHead(text: String, count: Int) throws {
    let hidden = try #require(HiddenLayers(text))
    let layout = try ModelArchitecture(featureCount: 735, head: .classical, hidden: hidden).parameterLayout
    let head = layout.entries.filter { $0.part == .head }
    let widths = [256] + hidden.widths + [1]
    var table: [(String, [Int])] = []
    for number in 1..<widths.count {
      table.append(("head/dense\(number)/weight", [widths[number], widths[number - 1]]))
      table.append(("head/dense\(number)/bias", [widths[number]]))
    }
    #expect(head.map(\.name) == table.map(\.0) && head.map(\.shape) == table.map(\.1))
    #expect(head.reduce(0) { $0 + $1.count } == count)
  }

  @Test func featuresDecideTheFlattenedLength() throws {
    for (features, length) in [(118, 1), (144, 1), (145, 2), (693, 22), (735, 23)] {
      let layout = try ModelArchitecture(featureCount: features, head: .classical).parameterLayout
      #expect(layout.entry(named: "cell/dense/weight")?.shape == [128, 128 * length])
    }
  }

  /// The products of the third convolution are the most: 8 x 128 for each of 78 or 2774 positions.
  @Test func largestMicroShardFitsInto32Bits() throws {
    for (features, positions) in [(735, 78), (25_000, 2774)] {
      let largest = try ModelArchitecture(featureCount: features, head: .classical).largestMicroShard
      #expect(largest * positions * 8 * 128 <= Int(Int32.max))
      #expect((largest + 1) * positions * 8 * 128 > Int(Int32.max))
    }
  }

  @Test(arguments: [-1, 0, 8, 117]) func tooFewFeaturesAreAnError(features: Int) throws {
    let error = #expect(throws: UsageError.self) {
      try ModelArchitecture(featureCount: features, head: .quantum)
    }
    #expect(error?.exitCode == .usage)
    #expect(
      error?.description == "the cell lines have \(features) features, "
        + "the three convolutions of the cell-line branch need at least 118")
  }

  @Test func decodingChecksToo() throws {
    let architecture = try ModelArchitecture(
      featureCount: 735, head: .quantum, circuit: QDICircuit(rotation: .ry, layout: .parallel),
      hidden: try #require(HiddenLayers("9,4")))
    let text = String(decoding: try JSONEncoder().encode(architecture), as: UTF8.self)
    #expect(try JSONDecoder().decode(ModelArchitecture.self, from: Data(text.utf8)) == architecture)
    #expect(throws: UsageError.self) {
      try JSONDecoder().decode(
        ModelArchitecture.self, from: Data(text.replacingOccurrences(of: "735", with: "73").utf8))
    }
  }
}
