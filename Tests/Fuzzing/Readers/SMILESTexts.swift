import Chemistry
import DrugResponse
import Support

/// Structures as SMILES.
struct SMILESTexts: FuzzedReader {
  private let texts: [[UInt8]]
  private let words: [[UInt8]]

  init(workshop: String) throws {
    let drugs = try DrugStructures(path: Seeds(workshop: workshop).files[0].drugs).entries.map(\.smiles)
    let others = [
      "N.N.Cl[Pt]Cl", "[Na+].[O-]C(=O)c1ccccc1", "[13CH4]", "[2H]C([2H])([2H])O", "C[C@H](N)C(=O)O",
      "F/C=C/F", "c1ccncc1",
      "c1cc[nH]c1", "[O-][N+](=O)c1ccccc1", "C1CC2CCC1C2", "[Fe+2]", "OP(=O)(O)O", "C%10CCCCC%10", "*C*",
      "[H][H]", "[nH]1cccc1",
      "[C@@]12(F)CC1CC2", "B1(O)OC(C)(C)O1", "[U](F)(F)(F)(F)(F)F", "S(=O)(=O)(N)c1ccc(cc1)N", "[Se]", "C#N",
      "N#[N+][S-]",
    ]
    texts = (drugs + others).map { Array($0.utf8) }
    words = [
      "[", "]", "(", ")", "%99", "%(100)", "%", "@", "@@", "/", "\\", ".", "[Pt]", "[13C]", "[H]", "+", "-",
      "++", ">>", "*",
      "1", "11", "=", "#", "$", ":", "~", "[nH]", "c", "n", "o", "[Xx]", "[999C]", "[C+99]", "[CH99]",
      "[C:12345]",
      "[C@SP1]", "[C@OH25]", "[#6]", "[#999]", "{", "}", "|", "<", "[se]", "[te]", "[*:1]", "((((((((",
      "C1CC1", "->", "<-",
    ].map { Array($0.utf8) }
  }

  mutating func attempt(_ mutator: inout Mutator, in directory: String) throws -> String? {
    let bytes = mutator.spoil(mutator.pick(texts), with: mutator.pick(texts), words: words)
    try Seeds.write(bytes, to: directory + "/smiles.txt")
    let fragments = mutator.pick(FragmentChoice.allCases)
    let molecule = try Molecule(smiles: String(decoding: bytes, as: UTF8.self), fragments: fragments)
    let (atoms, bonds) = (molecule.atomCount, molecule.bondCount)
    if molecule.atomFeatures.count != atoms * AtomFeatures.count { return "atoms are not rows of features" }
    for row in 0..<atoms {
      let sum = molecule.atomFeatures[row * AtomFeatures.count..<(row + 1) * AtomFeatures.count].reduce(0, +)
      if abs(sum - 1) > 4 * Float.ulpOfOne { return "the features of atom \(row) add up to \(sum)" }
    }
    if molecule.bonds.contains(where: { $0 < 0 || $0 >= Int32(atoms) }) {
      return "a bond is of an atom that is not there"
    }
    // The canonical form is longer than the string at times, and then beyond what is read.
    if molecule.canonicalSMILES.utf8.count > Molecule.maximumSMILESLength { return nil }
    let again: Molecule
    do { again = try Molecule(smiles: molecule.canonicalSMILES) } catch {
      return "its canonical form is refused: \(error)"
    }
    if again.atomCount != atoms || again.bondCount != bonds {
      return
        "its canonical form \(molecule.canonicalSMILES) has \(again.atomCount) atoms and \(again.bondCount) bonds, "
        + "not \(atoms) and \(bonds)"
    }
    // Not compared as texts: RDKit 2022.09 has several for bonds of no kind (~) in rings, and for marks of stereochemistry
    // that belong to metals on other atoms.
    return nil
  }
}
