import DrugResponse

/// Data sets made up for tests.
enum SmallDataset {
  /// `cellLines` x `drugs` with one response for each given (cell line, drug) pair. Drugs are chains of two to
  /// four carbon atoms, one structure each, except that drug d has the structure of drug `sameStructure[d]`.
  static func make(
    cellLines: Int, drugs: Int, pairs: [(cellLine: Int, drug: Int)], sameStructure: [Int: Int] = [:],
    lnIC50: (Int) -> Float = { Float($0 % 13) - 6 }, auc: (Int) -> Float = { _ in .nan }
  ) -> ResponseDataset {
    var atomOffset: [Int64] = [0]
    var bondOffset: [Int64] = [0]
    var atomFeatures: [Float] = []
    var bonds: [Int32] = []
    for drug in 0..<drugs {
      let atoms = 2 + drug % 3
      for atom in 0..<atoms {
        var features = [Float](repeating: 0, count: ResponseDataset.Drugs.atomFeatureCount)
        // Four ones of carbon at a chain's end or inside: symbol, degree, hydrogens, implicit valence.
        let degree = atom == 0 || atom == atoms - 1 ? 1 : 2
        for one in [0, 44 + degree, 55 + 4 - degree, 66 + 4 - degree] { features[one] = 1 / 4 }
        atomFeatures += features
        if atom > 0 { bonds += [Int32(atom - 1), Int32(atom)] }
      }
      atomOffset.append(atomOffset[drug] + Int64(atoms))
      bondOffset.append(bondOffset[drug] + Int64(atoms - 1))
    }
    let featureCount = 5
    return ResponseDataset(
      cellLines: .init(
        cosmicID: (0..<cellLines).map { 900_000 + Int64($0) }, name: (0..<cellLines).map { "Zelle-\($0) α" },
        tissue: (0..<cellLines).map { $0 % 2 == 0 ? "lung" : "" },
        featureName: (0..<featureCount).map { "gene\($0)_mut" },
        features: (0..<cellLines * featureCount).map { $0 % 3 == 0 ? 1 : 0 }),
      drugs: .init(
        name: (0..<drugs).map { "drug \($0)" },
        smiles: (0..<drugs).map { "structure \(sameStructure[$0] ?? $0)" },
        pubchemCID: (0..<drugs).map { $0 % 4 == 0 ? -1 : Int64($0) }, atomOffset: atomOffset,
        atomFeatures: atomFeatures, bondOffset: bondOffset, bonds: bonds),
      responses: .init(
        cellLine: pairs.map { Int32($0.cellLine) }, drug: pairs.map { Int32($0.drug) },
        lnIC50: pairs.indices.map(lnIC50), auc: pairs.indices.map(auc)))
  }

  /// Every cell line with every drug; drug 1 is drug 0 screened again.
  static func full(cellLines: Int, drugs: Int, auc: (Int) -> Float = { _ in .nan }) -> ResponseDataset {
    make(
      cellLines: cellLines, drugs: drugs,
      pairs: (0..<drugs).flatMap { drug in (0..<cellLines).map { ($0, drug) } },
      sameStructure: [1: 0], auc: auc)
  }
}
