import Network
import Support

/// Random molecules and cell lines as the PyTorch peer draws them: chains with some branches and up to three more
/// bonds, 10 to 60 atoms, 30 on average; atoms' and cell lines' features 0 or 1 with equal probability. Hardly anything
/// but the shortest stretches of features repeats, and no two atoms are alike.
enum RandomMolecules {
  static func inputs(count: Int, featureCount: Int, seed: UInt64) throws -> ModelInputs<Float> {
    var random = RandomStream(seed: seed, purpose: .testing, index: RandomIndex.molecules)
    var atomOffset: [Int64] = [0]
    var bondOffset: [Int64] = [0]
    var bonds: [Int32] = []
    for size in atomCounts(count: count, seed: seed) {
      bonds += randomBonds(atoms: size, &random)
      atomOffset.append(atomOffset[atomOffset.count - 1] + Int64(size))
      bondOffset.append(Int64(bonds.count / 2))
    }
    let atoms = Int(atomOffset[count])
    let atomFeatures = (0..<atoms * ModelArchitecture.atomFeatureCount).map { _ in
      Float(random.integer(below: 2))
    }
    var lines = RandomStream(seed: seed, purpose: .testing, index: RandomIndex.cellLines)
    return try ModelInputs(
      featureCount: featureCount,
      cellLineFeatures: (0..<count * featureCount).map { _ in UInt8(lines.integer(below: 2)) },
      atomOffset: atomOffset, atomFeatures: atomFeatures, bondOffset: bondOffset, bonds: bonds)
  }

  /// The sizes of the first `count` molecules: normal, 30 with deviation 6, from 10 to 60.
  static func atomCounts(count: Int, seed: UInt64) -> [Int] {
    var random = RandomStream(seed: seed, purpose: .testing, index: RandomIndex.moleculeSizes)
    return (0..<count).map { _ in min(60, max(10, Int(30 + 6 * random.normal()))) }
  }

  private static func randomBonds(atoms: Int, _ random: inout RandomStream) -> [Int32] {
    var pairs: Set<[Int32]> = []
    var bonds: [Int32] = []
    func bond(_ a: Int, _ b: Int) {
      let pair = [Int32(min(a, b)), Int32(max(a, b))]
      if a != b && pairs.insert(pair).inserted { bonds += pair }
    }
    for atom in 1..<atoms {
      let branch = random.uniform() < 0.15 ? 1 + random.integer(below: 4) : 0
      bond(max(0, atom - 1 - branch), atom)
    }
    for _ in 0..<3 { bond(random.integer(below: atoms), random.integer(below: atoms)) }
    return bonds
  }
}
