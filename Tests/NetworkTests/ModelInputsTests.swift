import Network
import Support
import Testing

/// What a model refuses to take: one sentence that names the place and what was expected.
@Suite struct ModelInputsTests {
  /// Two drugs of two and one atoms, one bond; two cell lines of three features.
  private func make(
    featureCount: Int = 3, cellLines: [UInt8] = [0, 1, 1, 0, 0, 1], atomOffset: [Int64] = [0, 2, 3],
    atomValues: Int = 3 * 78, bondOffset: [Int64] = [0, 1, 1], bonds: [Int32] = [0, 1]
  ) throws -> ModelInputs<Float> {
    try ModelInputs(
      featureCount: featureCount, cellLineFeatures: cellLines, atomOffset: atomOffset,
      atomFeatures: [Float](repeating: 0.25, count: atomValues), bondOffset: bondOffset, bonds: bonds)
  }

  @Test func takesWhatFits() throws {
    let inputs = try make()
    #expect(inputs.drugCount == 2 && inputs.cellLineCount == 2 && inputs.featureCount == 3)
  }

  private func problem(_ make: () throws -> ModelInputs<Float>) -> String? {
    let error = #expect(throws: ModelInputsError.self) { try make() }
    #expect(error?.exitCode == .badInput)
    return error?.description
  }

  @Test func refusesCellLines() {
    #expect(
      problem { try make(cellLines: [0, 1, 1, 0, 7, 1]) }
        == "cell line 1, feature 1: value 7, expected 0 or 1")
    #expect(
      problem { try make(featureCount: 4) } == "cell lines: 6 feature values are no whole rows of 4")
    #expect(
      problem { try make(featureCount: 0) } == "cell lines: 6 feature values are no whole rows of 0")
  }

  @Test func refusesAtoms() {
    #expect(
      problem { try make(atomValues: 200) } == "drugs: 200 atom feature values are no whole rows of 78")
    #expect(
      problem { try make(atomOffset: [0, 2, 4]) } == "drugs: atom offsets run from 0 to 4, expected 0 to 3")
    #expect(
      problem { try make(atomOffset: [0, 3, 3]) } == "drug 1 has no atom, expected at least one")
    #expect(
      problem { try make(atomOffset: [0, 4, 3]) }
        == "drug 1: the atom offset falls behind it, expected it to rise")
    #expect(
      problem { try make(atomOffset: []) } == "drugs: atom offsets run from 0 to 0, expected 0 to 3")
  }

  @Test func refusesBonds() {
    #expect(
      problem { try make(bonds: [0, 2]) }
        == "drug 0, bond 0 between atoms 0 and 2: expected atoms from 0 to 1")
    #expect(
      problem { try make(bonds: [-1, 1]) }
        == "drug 0, bond 0 between atoms -1 and 1: expected atoms from 0 to 1")
    #expect(
      problem { try make(bonds: [1, 1]) }
        == "drug 0, bond 0 between atoms 1 and 1: expected two different atoms")
    #expect(
      problem { try make(bondOffset: [0, 2, 2], bonds: [0, 1, 1, 0]) }
        == "drug 0, bond 1 between atoms 1 and 0: expected each bond once")
    #expect(problem { try make(bonds: [0, 1, 1]) } == "drugs: 3 atoms of bonds are no whole pairs")
    #expect(
      problem { try make(bondOffset: [0, 1]) }
        == "drugs: 2 have atoms and 1 have bonds, expected the same number")
    #expect(
      problem { try make(bondOffset: [0, 2, 1]) }
        == "drug 1: the bond offset falls behind it, expected it to rise")
  }
}
