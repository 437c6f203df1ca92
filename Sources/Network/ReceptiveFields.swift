import Support

/// Which stretches of which cell lines look the same to the convolutions.
///
/// A value behind a convolution and its pool depends on `ReceptiveFields.width` successive values of the level below, in
/// the same way at every position of every cell line: where those are equal, so is it. Mutations are rare, and most
/// stretches of most cell lines show none or the same ones, so that a level has far fewer different values than
/// positions: in a micro-shard of 32 cell lines of GDSC 165 instead of 7000 behind the first pool, 550 instead of 2260
/// behind the second. The fields follow from the data alone and are numbered once; a pass computes those that it needs,
/// once each. No assumption is made of the data: where all fields are different, all are computed.
struct ReceptiveFields: Sendable {
  /// The values below that a pooled value depends on: a kernel at each of the positions of one pool.
  static let width = ModelArchitecture.convolutionKernel + ModelArchitecture.poolSize - 1

  /// The different fields of one level.
  struct Level: Sendable {
    let count: Int
    /// The positions that a cell line has at this level.
    let length: Int
    /// [count x width] each field as numbers of fields of the level below; of the lowest, as features 0 and 1.
    let members: AlignedBuffer<Int32>
  }

  /// After the first, second and third convolution and pool.
  let levels: [Level]
  /// [C x length] the fields of the last level that make up each cell line.
  let fields: AlignedBuffer<Int32>

  /// - Parameter features: [C x F] zeros and ones.
  init(features: [UInt8], featureCount: Int) {
    var length = featureCount
    var numbers = features.map { Int32($0) }
    var levels: [Level] = []
    for pooled in ModelArchitecture.pooledLengths(featureCount: featureCount) {
      let level: Level
      (level, numbers) = Self.level(above: numbers, length: length, pooled: pooled)
      levels.append(level)
      length = pooled
    }
    self.levels = levels
    fields = AlignedBuffer(numbers)
  }

  /// The fields above sequences of `length` numbers, numbered in order of first appearance, and each sequence in
  /// these numbers.
  private static func level(above below: [Int32], length: Int, pooled: Int) -> (Level, [Int32]) {
    var numberOfField: [Field: Int32] = [:]
    var members: [Int32] = []
    var numbers: [Int32] = []
    for sequence in stride(from: 0, to: below.count, by: max(1, length)) {
      for position in 0..<pooled {
        let first = sequence + position * ModelArchitecture.poolSize
        var field = Field()
        for place in 0..<width { field.members[place] = below[first + place] }
        if let number = numberOfField[field] {
          numbers.append(number)
        } else {
          let number = Int32(numberOfField.count)
          numberOfField[field] = number
          numbers.append(number)
          members += below[first..<first + width]
        }
      }
    }
    let level = Level(count: numberOfField.count, length: pooled, members: AlignedBuffer(members))
    return (level, numbers)
  }
}

/// The numbers that make up one field, then zeros.
private struct Field: Hashable {
  var members = SIMD16<Int32>(repeating: 0)

  private static let factors = SIMD8<UInt64>(
    0x9E37_79B9_7F4A_7C15, 0xC2B2_AE3D_27D4_EB4F, 0x1656_67B1_9E37_79F9, 0x85EB_CA77_C2B2_AE63,
    0x27D4_EB2F_1656_67C5, 0, 0, 0)

  // One number stands for all: the standard library's hash of a vector takes in lane after lane.
  func hash(into hasher: inout Hasher) {
    hasher.combine((unsafeBitCast(members, to: SIMD8<UInt64>.self) &* Self.factors).wrappedSum())
  }
}
