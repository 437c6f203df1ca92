import DrugResponse
import Testing

@Suite struct EpochOrderTests {
  private let rows = (0..<50).map { Int64($0 * 3) }

  @Test func everyEpochVisitsEverySampleOnce() {
    let order = EpochOrder(rows: rows, seed: 3)
    for epoch in 0..<20 { #expect(order.rows(inEpoch: epoch).sorted() == rows) }
  }

  /// A resumed run asks for epoch e first; an unbroken one for all before it.
  @Test func dependsOnSeedAndEpochAlone() {
    let unbroken = EpochOrder(rows: rows, seed: 3)
    let orders = (0..<10).map { unbroken.rows(inEpoch: $0) }
    for epoch in (0..<10).reversed() {
      #expect(EpochOrder(rows: rows, seed: 3).rows(inEpoch: epoch) == orders[epoch])
      #expect(EpochOrder(rows: rows, seed: 4).rows(inEpoch: epoch) != orders[epoch])
    }
    #expect(Set(orders).count == 10)
  }

  @Test func smallSetsHaveAnOrderToo() {
    #expect(EpochOrder(rows: [], seed: 0).rows(inEpoch: 0) == [])
    #expect(EpochOrder(rows: [7], seed: 0).rows(inEpoch: 5) == [7])
  }
}
