import DrugResponse
import Support

/// Chains of 1 to 25 atoms with random features, 20 cell lines with random features, all 500 pairs measured.
enum ProbeDataset {
  static let drugs = 25
  static let cellLines = 20
  static let features = 120

  static func make() -> ResponseDataset {
    var stream = RandomStream(seed: 3, purpose: .testing)
    var atomOffset: [Int64] = [0]
    var bondOffset: [Int64] = [0]
    var bonds: [Int32] = []
    var atomFeatures: [Float] = []
    for drug in 0..<drugs {
      for atom in 0...drug {
        var row = [Float](repeating: 0, count: 78)
        for column in [stream.integer(below: 44), 44 + atom % 11, 55, 66] { row[column] = 0.25 }
        atomFeatures += row
        if atom > 0 { bonds += [Int32(atom - 1), Int32(atom)] }
      }
      atomOffset.append(atomOffset[drug] + Int64(drug + 1))
      bondOffset.append(Int64(bonds.count / 2))
    }
    let pairs = drugs * cellLines
    return ResponseDataset(
      cellLines: .init(
        cosmicID: (0..<cellLines).map(Int64.init), name: (0..<cellLines).map { "cell \($0)" },
        tissue: (0..<cellLines).map { _ in "lung" }, featureName: (0..<features).map { "gene\($0)_mut" },
        features: (0..<cellLines * features).map { _ in stream.uniform() < 0.2 ? 1 : 0 }),
      drugs: .init(
        name: (0..<drugs).map { "drug \($0)" },
        smiles: (1...drugs).map { String(repeating: "C", count: $0) },
        pubchemCID: (0..<drugs).map(Int64.init), atomOffset: atomOffset, atomFeatures: atomFeatures,
        bondOffset: bondOffset, bonds: bonds),
      responses: .init(
        cellLine: (0..<pairs).map { Int32($0 % cellLines) }, drug: (0..<pairs).map { Int32($0 / cellLines) },
        lnIC50: (0..<pairs).map { _ in Float(3 * stream.normal()) },
        auc: (0..<pairs).map { _ in Float(stream.uniform(from: 0.1, to: 0.9)) }))
  }
}
