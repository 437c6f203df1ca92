import Support
import Synchronization
import Testing

@Suite struct WorkersTests {
  @Test(arguments: [1, 2, 5], [0, 1, 3, 1000])
  func everyPieceRunsOnceByAWorkerInRange(workers: Int, pieces: Int) {
    let runs = AlignedBuffer<Int32>(count: pieces)
    let outOfRange = Atomic<Int>(0)
    Workers(count: workers).perform(pieces: pieces) { piece, worker in
      runs[piece] += 1
      if !(0..<workers).contains(worker) { outOfRange.add(1, ordering: .relaxed) }
    }
    #expect(runs.elements.allSatisfy { $0 == 1 })
    #expect(outOfRange.load(ordering: .relaxed) == 0)
  }
}
