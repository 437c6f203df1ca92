import Network
import Support
import Testing

/// A micro-shard's results are the same bits wherever it is computed.
@Suite struct ReproducibilityTests {
  private func fixture(_ head: ModelArchitecture.Head) throws -> ModelFixture<Float> {
    try ModelFixture(
      head, featureCount: 245, atomCounts: [21, 1, 30, 9, 17, 26], lineCount: 5,
      drugs: (0..<20).map { Int32($0 * 5 % 6) }, cellLines: (0..<20).map { Int32($0 * 3 % 5) })
  }

  @Test(arguments: ModelArchitecture.Head.allCases)
  func anyNumberOfWorkersGivesTheSameBits(head: ModelArchitecture.Head) throws {
    let fixture = try fixture(head)
    let one = fixture.lossGradient(fixture.makeWorkspace())
    #expect(one.gradient.allSatisfy { $0.isFinite } && one.gradient.contains { $0 != 0 })
    for count in 2...3 {
      let more = fixture.lossGradient(fixture.makeWorkspace(), workers: Workers(count: count))
      #expect(more.predictions == one.predictions && more.gradient == one.gradient)
    }
  }

  @Test(arguments: ModelArchitecture.Head.allCases)
  func workspacesHaveNoMemory(head: ModelArchitecture.Head) throws {
    let fixture = try fixture(head)
    let fresh = fixture.lossGradient(fixture.makeWorkspace())
    // A larger one, that other samples went through before, in other numbers, forward only and both ways.
    let used = fixture.makeWorkspace(capacity: 31)
    let numbers = AlignedBuffer<Float>(count: fixture.model.layout.count)
    let predictions = AlignedBuffer<Float>(count: 31)
    let others = (0..<31).map { Int32($0 % 5) }
    let targets = [Float](repeating: 3, count: 31)
    fixture.model.lossGradient(
      drugs: others, cellLines: others.reversed(), targets: targets, count: 31, lossScale: 1,
      gradient: numbers.pointer, predictions: predictions.pointer, workspace: used,
      workers: .serial)
    fixture.model.drugEmbeddings(others, count: 7, into: numbers.pointer, workspace: used)
    let again = fixture.lossGradient(used)
    #expect(again.predictions == fresh.predictions && again.gradient == fresh.gradient)
  }

  /// Shards computed at the same time, each in a workspace of its own, on one model.
  @Test(arguments: ModelArchitecture.Head.allCases)
  func concurrentShardsDoNotDisturbEachOther(head: ModelArchitecture.Head) throws {
    let fixture = try fixture(head)
    let alone = fixture.lossGradient(fixture.makeWorkspace())
    let workspaces = (0..<4).map { _ in fixture.makeWorkspace() }
    let gradients = (0..<4).map { _ in AlignedBuffer<Float>(count: fixture.model.layout.count) }
    let predictions = (0..<4).map { _ in AlignedBuffer<Float>(count: fixture.count) }
    let (model, drugs, cellLines, targets) = (
      fixture.model, fixture.drugs, fixture.cellLines, fixture.targets
    )
    Workers(count: 2).perform(pieces: 4) { piece, _ in
      model.lossGradient(
        drugs: drugs, cellLines: cellLines, targets: targets, count: drugs.count,
        lossScale: 1 / Float(drugs.count), gradient: gradients[piece].pointer,
        predictions: predictions[piece].pointer, workspace: workspaces[piece], workers: .serial)
    }
    for piece in 0..<4 {
      #expect(gradients[piece].elements == alone.gradient)
      #expect(predictions[piece].elements == alone.predictions)
    }
  }

  /// A shard with repeated rows has the gradient of its samples' sum. Rounding: each sample's gradient is a sum of
  /// at most some thousand products of order one, see `ForwardTests.roundings`, here in double precision.
  @Test(arguments: ModelArchitecture.Head.allCases)
  func repeatedRowsSumUp(head: ModelArchitecture.Head) throws {
    let fixture = try ModelFixture<Double>(head, featureCount: 118)
    let whole = fixture.lossGradient(fixture.makeWorkspace()).gradient
    let workspace = fixture.makeWorkspace(capacity: 1)
    let one = AlignedBuffer<Double>(count: whole.count)
    let prediction = AlignedBuffer<Double>(count: 1)
    var sum = [Double](repeating: 0, count: whole.count)
    for sample in 0..<fixture.count {
      fixture.model.lossGradient(
        drugs: [fixture.drugs[sample]], cellLines: [fixture.cellLines[sample]],
        targets: [fixture.targets[sample]], count: 1, lossScale: 1 / Double(fixture.count),
        gradient: one.pointer, predictions: prediction.pointer, workspace: workspace, workers: .serial)
      for index in sum.indices { sum[index] += one[index] }
    }
    let sensitivity = head == .quantum ? 256.0 : 1
    let bound = 2 * sensitivity * ForwardTests.roundings(featureCount: 118) * Double.ulpOfOne
    #expect(zip(sum, whole).allSatisfy { abs($0 - $1) <= bound })
  }
}
