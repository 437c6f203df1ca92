import Support

/// The different fields of one level of `ReceptiveFields` that a shard needs, and their values.
final class DistinctFields<Scalar: NetworkScalar> {
  let channels: Int
  /// The most different fields.
  let capacity: Int
  /// [capacity x 10] the fields of the level below that each is made of.
  let members: AlignedBuffer<Int32>
  /// [capacity, channels] the values, the pool's choices and the gradients.
  let y: AlignedBuffer<Scalar>
  let choice: AlignedBuffer<UInt8>
  let dy: AlignedBuffer<Scalar>

  private let level: ReceptiveFields.Level
  private let distinct: DistinctRows

  /// - Parameters:
  ///   - needed: the most fields, equal ones counted, that are asked for at a time.
  ///   - cellLines: the most cell lines that they come from.
  init(_ level: ReceptiveFields.Level, channels: Int, needed: Int, cellLines: Int) {
    self.level = level
    self.channels = channels
    capacity = min(needed, cellLines * level.length, level.count)
    distinct = DistinctRows(rowCount: level.count, capacity: needed)
    members = AlignedBuffer(count: capacity * ReceptiveFields.width)
    y = AlignedBuffer(count: capacity * channels)
    choice = AlignedBuffer(count: y.count)
    dy = AlignedBuffer(count: y.count)
  }

  var count: Int { distinct.count }

  /// For each field asked for its place among the different ones.
  var place: AlignedBuffer<Int32> { distinct.place }

  /// Finds the different ones among `count` fields, in order of first appearance, and their members.
  func find(_ fields: UnsafePointer<Int32>, count: Int) {
    distinct.find(fields, samples: count)
    for number in 0..<distinct.count {
      (members.pointer + number * ReceptiveFields.width).update(
        from: level.members.pointer + Int(distinct.rows.pointer[number]) * ReceptiveFields.width,
        count: ReceptiveFields.width)
    }
  }
}
