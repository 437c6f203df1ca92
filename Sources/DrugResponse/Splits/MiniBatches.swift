import Support

/// How an epoch's samples are cut into mini-batches, and each mini-batch into micro-shards.
///
/// Micro-shards are the units of work that ranks share out: a rank computes the gradient of a whole one. The cut
/// is fixed by the three numbers here and knows nothing of ranks, so that the same pieces are computed, with the
/// same bits, on any number of them. Samples are positions in the epoch's order (`EpochOrder`).
public struct MiniBatches: Sendable, Hashable {
  /// Samples in an epoch.
  public let sampleCount: Int
  /// Samples of a mini-batch: of each but the last, which holds what is left.
  public let batchSize: Int
  /// Samples of a micro-shard: of each but the last of a mini-batch, which holds what is left.
  public let microShardSize: Int

  /// The paper leaves both sizes open: 128 samples an optimiser step, and 32 circuits at a time on a rank.
  public static let defaultBatchSize = 128
  public static let defaultMicroShardSize = 32

  /// - Throws: `UsageError` for a size below 1.
  public init(
    sampleCount: Int, batchSize: Int = defaultBatchSize, microShardSize: Int = defaultMicroShardSize
  ) throws(UsageError) {
    for (name, value) in [("batch size", batchSize), ("micro-shard size", microShardSize)] where value < 1 {
      throw UsageError("the \(name) must be at least 1, not \(value)")
    }
    precondition(sampleCount >= 0)
    self.sampleCount = sampleCount
    self.batchSize = batchSize
    self.microShardSize = microShardSize
  }

  /// Mini-batches, and so optimiser steps, in an epoch.
  public var count: Int { sampleCount / batchSize + (sampleCount % batchSize > 0 ? 1 : 0) }

  /// Mini-batch `index`, in `0 ..< count`.
  public subscript(index: Int) -> MiniBatch {
    precondition(index >= 0 && index < count)
    let start = index * batchSize
    // Not start + batchSize, which overflows for a batch size meant as "all".
    return MiniBatch(
      samples: start..<(start + min(batchSize, sampleCount - start)), microShardSize: microShardSize)
  }
}

/// One mini-batch: the samples of one optimiser step.
public struct MiniBatch: Sendable, Hashable {
  /// Positions in the epoch's order. Its count is what the loss is divided by, on every rank.
  public let samples: Range<Int>
  public let microShardSize: Int

  /// Micro-shards of this mini-batch.
  public var microShardCount: Int {
    samples.count / microShardSize + (samples.count % microShardSize > 0 ? 1 : 0)
  }

  /// The samples of micro-shard `index`, in `0 ..< microShardCount`: positions in the epoch's order.
  public func microShard(_ index: Int) -> Range<Int> {
    precondition(index >= 0 && index < microShardCount)
    let start = samples.lowerBound + index * microShardSize
    return start..<(start + min(microShardSize, samples.upperBound - start))
  }
}
