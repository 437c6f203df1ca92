import Chemistry
import Foundation
import Support
import Testing

@Suite struct MoleculeTests {
  /// Ethanol by hand: symbol C or O, then degree, hydrogens and implicit valence as one-hot of eleven.
  @Test func ethanolByHand() throws {
    let molecule = try Molecule(smiles: "CCO")
    #expect(molecule.atomCount == 3)
    #expect(molecule.bonds == [0, 1, 1, 2])
    #expect(
      columns(of: molecule) == [
        [0, 44 + 1, 55 + 3, 66 + 3], [0, 44 + 2, 55 + 2, 66 + 2], [2, 44 + 1, 55 + 1, 66 + 1],
      ])
    #expect(molecule.atomFeatures.filter { $0 != 0 }.allSatisfy { $0 == 0.25 })
  }

  @Test func everyRowSumsToOne() throws {
    let molecule = try Molecule(smiles: "c1ccc2c(c1)[nH]cc2CC(=O)N[Au]")
    for atom in 0..<molecule.atomCount {
      let row = molecule.atomFeatures[atom * AtomFeatures.count..<(atom + 1) * AtomFeatures.count]
      // 4 x 1/4 is exact; five roundings of 1/5 and four additions are off by less than 5 half-ulps of 1.
      #expect(abs(row.reduce(0, +) - 1) <= 2.5 * Float.ulpOfOne)
    }
  }

  /// The last column of each block takes what has none: an unlisted element and a dummy atom are "Unknown".
  @Test(arguments: ["[U]", "*C"]) func elementsWithoutAColumnAreUnknown(smiles: String) throws {
    #expect(columns(of: try Molecule(smiles: smiles))[0][0] == 43)
  }

  @Test func writingsOfOneStructureShareTheirCanonicalSMILES() throws {
    #expect(try Molecule(smiles: "OCC").canonicalSMILES == Molecule(smiles: "C(O)C").canonicalSMILES)
    #expect(try Molecule(smiles: "OCC").canonicalSMILES != Molecule(smiles: "COC").canonicalSMILES)
  }

  @Test func degreeBeyondTenIsAnError() throws {
    let ten = try Molecule(smiles: "[U](" + Array(repeating: "F", count: 10).joined(separator: ")(") + ")")
    #expect(columns(of: ten)[0][1] == 44 + 10)
    let error = #expect(throws: MoleculeError.self) {
      try Molecule(smiles: "[U](" + Array(repeating: "F", count: 11).joined(separator: ")(") + ")")
    }
    #expect(error?.reason.contains("atom # 0 U has 11 neighbours") == true)
  }

  @Test(
    arguments: [
      ("", "holds no atom"),
      ("CC(C", "extra open parentheses"),
      ("C1CC", "unclosed ring"),
      ("not a molecule", "blank"),
      ("C\0C", "code 0"),
      ("Cé", "not printable ASCII"),
      ("xyz", "syntax error"),
      ("C(C)(C)(C)(C)C", "Explicit valence for atom # 0 C, 5, is greater than permitted"),
      ("c1cccc1", "Can't kekulize mol"),
      ("[C", "syntax error"),
      ("C%1", "syntax error"),
      ("[Xx]", "syntax error"),
      ("CC)", "extra close parentheses"),
      ("CN(C)(C)C", "Explicit valence for atom # 1 N, 4, is greater than permitted"),
      ("c1ccccc1c", "non-ring atom 6 marked aromatic"),
      (String(repeating: "C", count: 1025), "has 1025 atoms, more than the 1024 that are read"),
      (Self.band(1000), "has 2994 bonds, more than the 2048 that are read"),
      (String(repeating: "C", count: 16385), "has 16385 characters, more than the 16384 that are read"),
      ("C" + String(repeating: "(C", count: 5000) + String(repeating: ")", count: 5000), "has 5001 atoms"),
      (String(repeating: "[", count: 16384), "SMILES Parse Error: syntax error"),
    ])
  func badStructuresSayWhatIsWrong(smiles: String, words: String) throws {
    let error = #expect(throws: MoleculeError.self) { try Molecule(smiles: smiles) }
    #expect(error?.exitCode == .badInput)
    #expect(error?.description.contains(words) == true, "\(error.map(\.description) ?? "")")
    #expect(error?.description.contains("\n") == false)
    #expect((error?.description.utf8.count ?? 0) < 400)
  }

  /// Atoms bound to the three before them: more bonds than drugs have, with few rings open at a time.
  private static func band(_ count: Int) -> String {
    (0..<count).map { atom in
      let (near, far) = ("\(1 + atom % 2)", "\(3 + atom % 3)")
      return "[U]" + (atom >= 2 ? near : "") + (atom < count - 2 ? near : "") + (atom >= 3 ? far : "")
        + (atom < count - 3 ? far : "")
    }.joined()
  }

  @Test func fragmentsAreCountedAndChosen() throws {
    let salt = "[Na+].[O-]C(=O)C"
    let all = try Molecule(smiles: salt)
    #expect(all.fragmentCount == 2)
    #expect(all.canonicalSMILES == "CC(=O)[O-].[Na+]")
    let largest = try Molecule(smiles: salt, fragments: .largest)
    #expect(largest.fragmentCount == 2)
    #expect(largest.canonicalSMILES == "CC(=O)[O-]")
    // The sodium came first: atoms are numbered anew.
    #expect(largest.bonds == [0, 1, 1, 2, 1, 3])
    #expect(try columns(of: largest) == columns(of: Molecule(smiles: "[O-]C(=O)C")))
    // By heavy atoms, not by all: ammonia has four atoms.
    #expect(
      try Molecule(smiles: "[NH3].[NH3].Cl[Pt]Cl", fragments: .largest).canonicalSMILES == "Cl[Pt]Cl")
    #expect(try Molecule(smiles: "C", fragments: .largest) == Molecule(smiles: "C"))
  }

  /// What RDKit reads and then writes in a form that it refuses, or that has lost an atom.
  @Test(
    arguments: [
      (
        "CC(=O)Nc1cccc(c1)N1C(=O)No(C2CC2)C(=O)C2=C(Nc3ccc(I)cc3F)N(C)C(=O)C(C)=C12", "RDKit refuses the form"
      ),
      ("[H]=C/[H]", "has 2 atoms and 1 bonds"),
    ])
  func aStructureThatDoesNotComeBackFromItsCanonicalFormIsRefused(smiles: String, words: String) throws {
    let error = #expect(throws: MoleculeError.self) { try Molecule(smiles: smiles) }
    #expect(error?.reason.contains(words) == true, "\(error.map(\.description) ?? "")")
  }

  /// The largest molecules that are let through must not exhaust the stack, also in the shapes that recurse most.
  @Test(arguments: ["C", "C(", "C1CC1"]) func theLargestMoleculesAreReadOnAnyThread(unit: String) throws {
    let room = Molecule.maximumAtomCount - 1
    let smiles =
      unit == "C("
      ? String(repeating: unit, count: room) + "C" + String(repeating: ")", count: room)
      : String(repeating: unit, count: room / unit.count { $0 == "C" })
    let outcome = Outcome()
    let thread = Thread { outcome.atoms = try? Molecule(smiles: smiles).atomCount }
    // The C library gives threads 2 MiB where the main stack is unlimited, otherwise more. Half must do.
    thread.stackSize = 1 << 20
    thread.start()
    outcome.wait(for: thread)
    #expect(outcome.atoms == smiles.utf8.filter { $0 == UInt8(ascii: "C") }.count)
  }

  @Test func manyThreadsReadTheSameMolecule() throws {
    let expected = try Molecule(smiles: "CC(=O)Oc1ccccc1C(=O)O")
    let agreed = Agreement()
    DispatchQueue.concurrentPerform(iterations: 200) { number in
      // Failures in between must not leave their text or their lock behind.
      if number.isMultiple(of: 3) { _ = try? Molecule(smiles: "C(") }
      if (try? Molecule(smiles: "CC(=O)Oc1ccccc1C(=O)O")) == expected { agreed.add() }
    }
    #expect(agreed.count == 200)
  }

  /// For each atom the columns that are not zero.
  private func columns(of molecule: Molecule) -> [[Int]] {
    (0..<molecule.atomCount).map { atom in
      (0..<AtomFeatures.count).filter { molecule.atomFeatures[atom * AtomFeatures.count + $0] != 0 }
    }
  }
}

private final class Outcome: @unchecked Sendable {
  var atoms: Int?
  func wait(for thread: Thread) { while !thread.isFinished { usleep(1000) } }
}

private final class Agreement: @unchecked Sendable {
  private let lock = NSLock()
  private(set) var count = 0
  func add() { lock.withLock { count += 1 } }
}
