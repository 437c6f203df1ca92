import Support

/// What a model can be asked about: all drugs as molecular graphs and all cell lines as genomic features. Samples
/// refer to them by row. Made once, then read only.
public struct ModelInputs<Scalar: NetworkScalar>: Sendable {
  /// F
  public let featureCount: Int
  /// C
  public let cellLineCount: Int
  /// D
  public let drugCount: Int

  /// What the cell lines' convolutions see.
  let receptiveFields: ReceptiveFields
  /// What the drugs' graph convolutions see.
  let atomEnvironments: AtomEnvironments<Scalar>

  /// - Parameters:
  ///   - featureCount: F, the genomic features of a cell line.
  ///   - cellLineFeatures: [C x F] row-major, 0 or 1.
  ///   - atomOffset: [D + 1]; the atoms of drug d are rows `atomOffset[d] ..< atomOffset[d + 1]`.
  ///   - atomFeatures: [A x 78] row-major.
  ///   - bondOffset: [D + 1]; the bonds of drug d are rows `bondOffset[d] ..< bondOffset[d + 1]`.
  ///   - bonds: [E x 2] row-major, each bond once, atoms counted from the drug's first.
  /// - Throws: `ModelInputsError` if a drug has no atom, a bond leads nowhere, to itself or is there twice, a
  ///   feature is neither 0 nor 1, or the arrays' sizes do not fit each other.
  @_specialize(where Scalar == Float)
  @_specialize(where Scalar == Double)
  public init(
    featureCount: Int, cellLineFeatures: [UInt8], atomOffset: [Int64], atomFeatures: [Float],
    bondOffset: [Int64], bonds: [Int32]
  ) throws(ModelInputsError) {
    guard featureCount > 0, cellLineFeatures.count % featureCount == 0 else {
      throw ModelInputsError(
        "cell lines: \(cellLineFeatures.count) feature values are no whole rows of \(featureCount)")
    }
    if let place = cellLineFeatures.firstIndex(where: { $0 > 1 }) {
      throw ModelInputsError(
        "cell line \(place / featureCount), feature \(place % featureCount): value \(cellLineFeatures[place]), "
          + "expected 0 or 1")
    }
    self.featureCount = featureCount
    receptiveFields = ReceptiveFields(features: cellLineFeatures, featureCount: featureCount)
    cellLineCount = cellLineFeatures.count / featureCount

    let width = ModelArchitecture.atomFeatureCount
    guard atomFeatures.count % width == 0 else {
      throw ModelInputsError("drugs: \(atomFeatures.count) atom feature values are no whole rows of \(width)")
    }
    guard bonds.count % 2 == 0 else {
      throw ModelInputsError("drugs: \(bonds.count) atoms of bonds are no whole pairs")
    }
    try checkOffsets(atomOffset, "atom", total: atomFeatures.count / width)
    try checkOffsets(bondOffset, "bond", total: bonds.count / 2)
    guard atomOffset.count == bondOffset.count else {
      throw ModelInputsError(
        "drugs: \(atomOffset.count - 1) have atoms and \(bondOffset.count - 1) have bonds, expected the same number"
      )
    }
    drugCount = atomOffset.count - 1
    var adjacency: [NormalisedAdjacency] = []
    for drug in 0..<drugCount {
      adjacency.append(
        try NormalisedAdjacency(
          drug: drug, atoms: Int(atomOffset[drug + 1] - atomOffset[drug]),
          bonds: bonds[2 * Int(bondOffset[drug])..<2 * Int(bondOffset[drug + 1])]))
    }
    atomEnvironments = AtomEnvironments(
      atomOffset: atomOffset, atomFeatures: atomFeatures, adjacency: adjacency)
  }
}

/// Drugs or cell lines that a model cannot be asked about (exit code 65). Rows count from 0.
public struct ModelInputsError: ReportableError, Hashable {
  public let exitCode = ExitCode.badInput
  public let description: String

  init(_ description: String) { self.description = description }
}

/// Offsets start at 0, never fall, and end at the number of rows; every drug has at least one atom.
private func checkOffsets(_ offsets: [Int64], _ what: String, total: Int) throws(ModelInputsError) {
  guard offsets.first == 0, offsets.last == Int64(total) else {
    throw ModelInputsError(
      "drugs: \(what) offsets run from \(offsets.first ?? 0) to \(offsets.last ?? 0), expected 0 to \(total)")
  }
  for drug in 0..<offsets.count - 1 {
    if offsets[drug + 1] < offsets[drug] {
      throw ModelInputsError("drug \(drug): the \(what) offset falls behind it, expected it to rise")
    }
    if what == "atom" && offsets[drug + 1] == offsets[drug] {
      throw ModelInputsError("drug \(drug) has no atom, expected at least one")
    }
  }
}
