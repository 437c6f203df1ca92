import Support

/// The different environments of one level of `AtomEnvironments` that a shard needs.
final class DistinctEnvironments<Scalar: NetworkScalar> {
  /// The most different environments.
  let capacity: Int
  /// The most terms that these have.
  var termCapacity: Int { member.count }
  /// [count + 1] the terms of environment e are `termStart[e] ..< termStart[e + 1]`.
  let termStart: AlignedBuffer<Int>
  /// The environments of the level below, by their numbers in the data, and their coefficients.
  let member: AlignedBuffer<Int32>
  private let coefficient: AlignedBuffer<Scalar>
  /// The rows of one sum.
  private let offsets: AlignedBuffer<Int32>

  private let level: AtomEnvironments<Scalar>.Level
  private let distinct: DistinctRows

  /// - Parameters:
  ///   - needed: the most environments, equal ones counted, that are asked for at a time.
  ///   - atoms: the most atoms that they come from.
  init(_ level: AtomEnvironments<Scalar>.Level, needed: Int, atoms: Int) {
    self.level = level
    capacity = min(needed, atoms, level.count)
    distinct = DistinctRows(rowCount: level.count, capacity: needed)
    termStart = AlignedBuffer(count: capacity + 1)
    let terms = min(capacity * level.longest, level.member.count)
    member = AlignedBuffer(count: terms)
    coefficient = AlignedBuffer(count: terms)
    offsets = AlignedBuffer(count: level.longest)
  }

  var count: Int { distinct.count }
  var termCount: Int { termStart.pointer[count] }

  /// The different environments' numbers in the data; the first `count` are valid.
  var rows: AlignedBuffer<Int32> { distinct.rows }

  /// For each environment asked for its place among the different ones.
  var place: AlignedBuffer<Int32> { distinct.place }

  /// Finds the different ones among `count` environments, in order of first appearance, and their terms.
  func find(_ environments: UnsafePointer<Int32>, count: Int) {
    distinct.find(environments, samples: count)
    var end = 0
    for number in 0..<distinct.count {
      termStart.pointer[number] = end
      let environment = Int(distinct.rows.pointer[number])
      let first = level.termStart.pointer[environment]
      let terms = level.termStart.pointer[environment + 1] - first
      (member.pointer + end).update(from: level.member.pointer + first, count: terms)
      (coefficient.pointer + end).update(from: level.coefficient.pointer + first, count: terms)
      end += terms
    }
    termStart.pointer[distinct.count] = end
  }

  /// z = Â x: sums of rows of the level below, [its count, width], to [count, width].
  ///
  /// - Parameter place: of each term's environment among the different ones below.
  @inline(__always)
  func aggregate(
    _ x: UnsafePointer<Scalar>, place: UnsafePointer<Int32>, width: Int, into z: UnsafeMutablePointer<Scalar>
  ) {
    z.update(repeating: 0, count: count * width)
    for number in 0..<count {
      let (first, terms) = setOffsets(number, place, width: width)
      Scalar.accumulateRows(
        x, offsets: offsets.pointer, coefficients: coefficient.pointer + first, terms: terms, length: width,
        into: z + number * width)
    }
  }

  /// dx = Âᵀ dz, from [count, width] to rows of the level below, [below, width].
  @inline(__always)
  func spread(
    _ dz: UnsafePointer<Scalar>, place: UnsafePointer<Int32>, width: Int, below: Int,
    into dx: UnsafeMutablePointer<Scalar>
  ) {
    dx.update(repeating: 0, count: below * width)
    for number in 0..<count {
      let (first, terms) = setOffsets(number, place, width: width)
      Scalar.addToRows(
        dz + number * width, scaledBy: coefficient.pointer + first, offsets: offsets.pointer, terms: terms,
        length: width, rows: dx)
    }
  }

  /// Where the terms of one environment lie among rows of `width` numbers; the place of the first and their number.
  @inline(__always)
  private func setOffsets(_ number: Int, _ place: UnsafePointer<Int32>, width: Int) -> (
    first: Int, terms: Int
  ) {
    let first = termStart.pointer[number]
    let terms = termStart.pointer[number + 1] - first
    for term in 0..<terms {
      offsets.pointer[term] = place[first + term] &* Int32(truncatingIfNeeded: width)
    }
    return (first, terms)
  }
}
