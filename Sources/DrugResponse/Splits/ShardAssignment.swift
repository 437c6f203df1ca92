/// Which rank computes which of a mini-batch's micro-shards. Any rank can work it out for every other. Results do
/// not depend on it; the balance of work and the places in memory do.
public enum ShardAssignment: String, Codable, CaseIterable, Sendable {
  /// Rank r takes a run of neighbours.
  case contiguous
  /// Rank r takes micro-shards r, r + ranks, r + 2 ranks, ...
  case roundRobin = "round-robin"

  /// The micro-shards of rank `rank` in ascending order, of `count` in all.
  ///
  /// Ranks' numbers of micro-shards differ by one at most; some are empty where there are more ranks.
  public func shards(ofRank rank: Int, of rankCount: Int, count: Int) -> StrideTo<Int> {
    precondition(rankCount >= 1 && rank >= 0 && rank < rankCount && count >= 0)
    switch self {
    case .contiguous:
      return stride(
        from: Self.start(of: rank, of: rankCount, count: count),
        to: Self.start(of: rank + 1, of: rankCount, count: count), by: 1)
    case .roundRobin:
      return stride(from: rank, to: count, by: rankCount)
    }
  }

  /// The rank that computes micro-shard `shard`, of `count` in all.
  public func rank(ofShard shard: Int, of rankCount: Int, count: Int) -> Int {
    precondition(rankCount >= 1 && shard >= 0 && shard < count)
    switch self {
    case .contiguous:
      // The last rank whose run starts at or before the micro-shard: count * rank / rankCount <= shard.
      return (rankCount * (shard + 1) - 1) / count
    case .roundRobin:
      return shard % rankCount
    }
  }

  /// The first micro-shard of a rank's run.
  private static func start(of rank: Int, of rankCount: Int, count: Int) -> Int { count * rank / rankCount }
}
