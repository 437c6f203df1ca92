import Network
import Support
import Testing

/// Parts of a model: their names and places, and what freezing them does to a gradient.
@Suite struct ModelPartTests {
  @Test func listsOfPartsAreReadAndWritten() throws {
    let both = try #require(ModelParts("head,drug-branch,head"))
    #expect(both.parts == [.drugBranch, .head] && both.description == "drug-branch,head")
    #expect(both.contains(.head) && !both.contains(.cellLineBranch))
    #expect(ModelParts("drug-branch,cell-line-branch,head") == .all)
    for text in ["", ",", "head,", "Head", "head, drug-branch", "drug"] { #expect(ModelParts(text) == nil) }
  }

  @Test(arguments: ModelArchitecture.Head.allCases) func everyParameterIsOfThePartOfItsName(
    head: ModelArchitecture.Head
  ) throws {
    let layout = try ModelArchitecture(featureCount: 200, head: head).parameterLayout
    let names: [ModelPart: String] = [.drugBranch: "drug/", .cellLineBranch: "cell/", .head: "head/"]
    for entry in layout.entries { #expect(entry.name.hasPrefix(names[entry.part]!)) }
  }

  @Test(
    arguments: ModelArchitecture.Head.allCases,
    ["drug-branch", "cell-line-branch", "head", "drug-branch,head"])
  func whatIsFrozenHasNoGradientAndOtherPartsTheirs(head: ModelArchitecture.Head, frozen: String) throws {
    let parts = try #require(ModelParts(frozen))
    let fixture = try ModelFixture<Float>(head, featureCount: 118)
    let free = fixture.lossGradient(fixture.makeWorkspace())
    let still = try ModelFixture<Float>(head, featureCount: 118, frozen: parts)
    for workers in [1, 2] {
      let found = still.lossGradient(still.makeWorkspace(), workers: Workers(count: workers))
      #expect(found.predictions == free.predictions)
      for entry in fixture.model.layout.entries {
        if parts.contains(entry.part) {
          #expect(found.gradient[entry.range].allSatisfy { $0 == 0 }, "\(entry.name)")
        } else {
          #expect(found.gradient[entry.range] == free.gradient[entry.range], "\(entry.name)")
        }
      }
    }
  }

  @Test func whatIsFrozenDoesNotDecay() throws {
    let layout = try ModelArchitecture(featureCount: 200, head: .classical).parameterLayout
    let frozen = try #require(ModelParts("drug-branch,head"))
    let decay = WeightDecay(rate: 0.1, layout: layout, frozen: frozen)
    let names = decay.ranges.map { layout.entry(containing: $0.lowerBound).name }
    #expect(names == ["cell/conv1/weight", "cell/conv2/weight", "cell/conv3/weight", "cell/dense/weight"])
  }
}
