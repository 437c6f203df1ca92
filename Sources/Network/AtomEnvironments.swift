import Support

/// Which atoms of which drugs look the same to the graph convolutions.
///
/// What a graph convolution makes of an atom depends on the atom's own value and its neighbours', with the coefficients
/// of Â. Atoms of which these agree have equal values ever after, in one molecule (the ortho positions of a phenyl ring)
/// as in different ones; this is the colour refinement of Weisfeiler and Leman. The environments follow from the
/// data alone and are numbered once; a pass computes those that it needs, once each.
struct AtomEnvironments<Scalar: NetworkScalar>: Sendable {
  /// The different rows that one convolution aggregates.
  struct Level: Sendable {
    let count: Int
    /// [count + 1] the terms of environment e are `termStart[e] ..< termStart[e + 1]`.
    let termStart: AlignedBuffer<Int>
    /// The environments of the level below, of the lowest the different atoms, and their coefficients in Â; sorted by
    /// number, so that equal environments sum in one order whatever the order of atoms in their molecules.
    let member: AlignedBuffer<Int32>
    let coefficient: AlignedBuffer<Scalar>
    /// The most terms that an environment has.
    let longest: Int
  }

  /// What the first, second and third convolution aggregate.
  let levels: [Level]
  /// [levels[0].count x 78] the first's aggregated features, Â X, which no parameter has influence on.
  let aggregatedAtoms: AlignedBuffer<Scalar>
  /// [D + 1] the different environments of drug d's atoms, of the last level, are
  /// `environments[drugStart[d] ..< drugStart[d + 1]]`.
  let drugStart: AlignedBuffer<Int>
  let environments: AlignedBuffer<Int32>
  /// [D]
  private let atomCounts: [Int]

  /// - Parameters:
  ///   - atomOffset: [D + 1]
  ///   - atomFeatures: [A x 78]
  ///   - adjacency: of each drug.
  init(atomOffset: [Int64], atomFeatures: [Float], adjacency: [NormalisedAdjacency]) {
    let width = ModelArchitecture.atomFeatureCount
    let offsets = atomOffset.map { Int($0) }
    atomCounts = zip(offsets.dropFirst(), offsets).map { $0 - $1 }
    let (atoms, kinds) = Self.numbered(
      (0..<atomFeatures.count / width).map { Array(atomFeatures[$0 * width..<($0 + 1) * width]) })
    var numbers = atoms
    var levels: [Level] = []
    for _ in 0..<ModelArchitecture.graphConvolutionCount {
      let terms = adjacency.indices.flatMap { drug in
        adjacency[drug].rows.map { row in
          row.map { Term(member: numbers[offsets[drug] + $0.atom], coefficient: $0.coefficient) }.sorted()
        }
      }
      let environments: [[Term]]
      (numbers, environments) = Self.numbered(terms)
      levels.append(Level(environments))
    }
    self.levels = levels
    aggregatedAtoms = Self.aggregate(kinds, levels[0])
    var drugStart = [0]
    var members: [Int32] = []
    for drug in adjacency.indices {
      members += Self.numbered(numbers[offsets[drug]..<offsets[drug + 1]].map { $0 }).different
      drugStart.append(members.count)
    }
    self.drugStart = AlignedBuffer(drugStart)
    environments = AlignedBuffer(members)
  }

  /// The most environments that `count` different drugs can have, those in common counted for each.
  func environmentCapacity(drugs count: Int) -> Int {
    let sizes = (0..<drugStart.count - 1).map { drugStart[$0 + 1] - drugStart[$0] }
    return sizes.sorted(by: >).prefix(count).reduce(0, +)
  }

  /// The most atoms that `count` different drugs can have.
  func atomCapacity(drugs count: Int) -> Int { atomCounts.sorted(by: >).prefix(count).reduce(0, +) }

  /// The different ones among `values` in order of first appearance, and for each value its number among them.
  private static func numbered<Value: Hashable>(_ values: [Value]) -> (numbers: [Int32], different: [Value]) {
    var number: [Value: Int32] = [:]
    var different: [Value] = []
    let numbers = values.map { value in
      if let known = number[value] { return known }
      let new = Int32(different.count)
      number[value] = new
      different.append(value)
      return new
    }
    return (numbers, different)
  }

  /// [levels[0].count x 78] from the different atoms' features.
  private static func aggregate(_ kinds: [[Float]], _ level: Level) -> AlignedBuffer<Scalar> {
    let width = ModelArchitecture.atomFeatureCount
    let sums = AlignedBuffer<Scalar>(count: level.count * width)
    for environment in 0..<level.count {
      for term in level.termStart[environment]..<level.termStart[environment + 1] {
        let features = kinds[Int(level.member[term])]
        for index in 0..<width {
          sums[environment * width + index].addProduct(level.coefficient[term], Scalar(features[index]))
        }
      }
    }
    return sums
  }
}

/// One addend of an aggregation.
private struct Term: Hashable, Comparable {
  let member: Int32
  let coefficient: Double

  static func < (left: Term, right: Term) -> Bool {
    (left.member, left.coefficient) < (right.member, right.coefficient)
  }
}

extension AtomEnvironments.Level {
  fileprivate init(_ environments: [[Term]]) {
    count = environments.count
    termStart = AlignedBuffer(environments.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) })
    member = AlignedBuffer(environments.flatMap { $0.map(\.member) })
    coefficient = AlignedBuffer(environments.flatMap { $0.map { Scalar($0.coefficient) } })
    longest = environments.map(\.count).max() ?? 0
  }
}
