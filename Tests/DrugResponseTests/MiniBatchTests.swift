import DrugResponse
import Support
import Testing

@Suite struct MiniBatchTests {
  /// Every sample is in exactly one micro-shard of one mini-batch, in order, and all but the last are full.
  @Test func everySampleExactlyOnce() throws {
    for samples in 0...20 {
      for batchSize in 1...22 {
        for microShardSize in 1...9 {
          let batches = try MiniBatches(
            sampleCount: samples, batchSize: batchSize, microShardSize: microShardSize)
          var visited: [Int] = []
          for index in 0..<batches.count {
            let batch = batches[index]
            #expect(index == batches.count - 1 || batch.samples.count == batchSize)
            var inBatch: [Int] = []
            for shard in 0..<batch.microShardCount {
              let range = batch.microShard(shard)
              #expect(!range.isEmpty && range.count <= microShardSize)
              #expect(shard == batch.microShardCount - 1 || range.count == microShardSize)
              inBatch += range
            }
            #expect(inBatch == Array(batch.samples))
            visited += inBatch
          }
          #expect(visited == Array(0..<samples))
        }
      }
    }
  }

  @Test func defaultsGiveFourWorkersAShardEach() throws {
    let batches = try MiniBatches(sampleCount: 5000)
    #expect(batches.count == 40)
    #expect(batches[0].microShardCount == 4)
    #expect(batches[39].samples == 4992..<5000)
    #expect(batches[39].microShardCount == 1)
  }

  @Test func largestSizesDoNotOverflow() throws {
    let batches = try MiniBatches(sampleCount: 10, batchSize: .max, microShardSize: .max)
    #expect(batches.count == 1)
    #expect(batches[0].microShard(0) == 0..<10)
  }

  @Test func sizesBelowOneAreRefused() {
    let batch = #expect(throws: UsageError.self) { try MiniBatches(sampleCount: 5, batchSize: 0) }
    #expect(batch?.description == "the batch size must be at least 1, not 0")
    let shard = #expect(throws: UsageError.self) { try MiniBatches(sampleCount: 5, microShardSize: -1) }
    #expect(shard?.description == "the micro-shard size must be at least 1, not -1")
  }

  /// All ranks together compute every micro-shard once, with balanced numbers, and agree on who computes what.
  @Test(arguments: ShardAssignment.allCases) func everyShardHasOneRank(assignment: ShardAssignment) {
    for count in 0...20 {
      for ranks in 1...9 {
        let shares = (0..<ranks).map { Array(assignment.shards(ofRank: $0, of: ranks, count: count)) }
        #expect(shares.flatMap { $0 }.sorted() == Array(0..<count))
        let sizes = shares.map(\.count)
        #expect(sizes.max()! - sizes.min()! <= 1)
        for (rank, share) in shares.enumerated() {
          #expect(share == share.sorted())
          for shard in share {
            #expect(assignment.rank(ofShard: shard, of: ranks, count: count) == rank)
          }
        }
      }
    }
  }

  @Test func assignmentsAreWhatTheyAreCalled() {
    let contiguous = ShardAssignment.contiguous
    #expect(Array(contiguous.shards(ofRank: 0, of: 2, count: 5)) == [0, 1])
    #expect(Array(contiguous.shards(ofRank: 1, of: 2, count: 5)) == [2, 3, 4])
    #expect(Array(ShardAssignment.roundRobin.shards(ofRank: 1, of: 2, count: 5)) == [1, 3])
  }
}
