import Support

/// The order in which an epoch visits the training samples: a new one each epoch, which depends on the seed and
/// the epoch's number alone, so that a resumed run meets the samples in the order of the unbroken one.
public struct EpochOrder: Sendable, Hashable {
  /// Row numbers into the responses, in the split's order.
  public let rows: [Int64]
  public let seed: UInt64

  public init(rows: [Int64], seed: UInt64) {
    self.rows = rows
    self.seed = seed
  }

  /// The rows in the order of epoch number `epoch`, counted from any number that is not negative.
  public func rows(inEpoch epoch: Int) -> [Int64] {
    precondition(epoch >= 0)
    var order = rows
    var stream = RandomStream(seed: seed, purpose: .shuffle, index: UInt64(epoch))
    stream.shuffle(&order)
    return order
  }
}
