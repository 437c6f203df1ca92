import Chemistry
import Foundation
import TestSupport
import Testing

/// The features against an independent program: DeepChem's definition on top of RDKit's Python interface.
@Suite struct ReferenceTests {
  private static let python = "/usr/bin/python3"

  /// Debian's Python with RDKit; any other one may lack it.
  static let isAvailable: Bool = {
    guard FileManager.default.isExecutableFile(atPath: python) else { return false }
    return (try? run(["-c", "from rdkit import Chem"], input: "").status) == 0
  }()

  /// Rings, charges, isotopes, stereo, salts, explicit hydrogens, metals and unlisted elements.
  private static let unusual = [
    "C", "[H][H]", "[2H]OC", "[NH4+]", "C[N+](C)(C)C.[Cl-]", "F/C=C/F", "N[C@@H](C)C(=O)O", "c1ccsc1",
    "[nH]1cccc1",
    "c1cc2ccccc2[nH]1", "O=S(=O)(N)c1ccccc1", "CP(=O)(O)O", "N[Pt](N)(Cl)Cl", "[Na+].[O-]C(=O)C", "B(O)(O)C",
    "[U](F)(F)(F)(F)(F)F", "[SiH3]C", "C#N", "[O-][n+]1ccccc1", "C1CC2CCC1C2", "[Fe+2]", "*C", "[CH3]",
    "[13CH4]",
    "FS(F)(F)(F)(F)F", "[se]1cccc1", "I(=O)(=O)O", "[LiH]", "C[Hg]C", "[AsH3]",
  ]

  /// What downloads hold: salts and mixtures, hydrogens as atoms, isotopes, charges, aromatic nitrogen of every kind,
  /// metal complexes in all their spellings, single atoms, and marks of stereochemistry that say nothing.
  private static let asTheyCome = [
    "CC(=O)[O-].[Na+]", "CN(C)C(=N)NC(N)=N.Cl", "OC(=O)C(F)(F)F.CN1CCC[C@H]1c1cccnc1",
    "[K+].[K+].[O-]S([O-])(=O)=O",
    "C1.C1", "OCC.CCO", "CCO.COC", "c1ccccc1.C1CC1", "CN.CO", "O.O.O", "C=C.CC", "[235U].[238U]", "[2H]OC.OC",
    "[H]C([H])([H])[H]", "[H]O[H]", "[H]c1c([H])c([H])c([H])c([H])c1[H]", "[H][N+]([H])([H])[H]", "[H][H]",
    "[H+]",
    "[H]", "[2H][2H]", "[2H]C([2H])([2H])Cl", "[3H]c1ccccc1", "[H]/C=C/F", "[H][C@](F)(Cl)Br",
    "[H][Pt]([H])(Cl)Cl",
    "[13CH3][13C](=O)O", "[14C]", "[18F]CCO", "[NH3+]CC([O-])=O", "C[N+](=O)[O-]", "CN(=O)=O", "[N-]=[N+]=NC",
    "C[S+]([O-])C", "[O-]c1ccccc1.[Na+]", "[CH3-]", "[CH3+]", "[CH3]", "[Zn+2].[O-]C=O.[O-]C=O",
    "c1cc[nH]c1", "c1ccncc1", "c1cc[n+]([O-])cc1", "c1ccn(=O)cc1", "Cn1cncc1", "c1nc[nH]n1", "c1nnc[nH]1",
    "[nH]1nnc2ccccc12", "n1c[nH]c2c1ncnc2N", "C[n+]1ccccc1", "c1c[nH+]c[nH]1", "O=c1cc[nH]c(=O)[nH]1",
    "Oc1ccncc1", "O=c1cc[nH]cc1", "c1ccc2[nH]ccc2c1", "[n-]1cccc1.[K+]", "c1cscn1", "c1cocn1", "b1ccccc1",
    "[pH]1cccc1",
    "N[Pt](N)(Cl)Cl", "[NH2][Pt](Cl)(Cl)[NH2]", "N->[Pt](<-N)(Cl)Cl",
    "[NH3]->[Pt](<-[NH3])(Cl)Cl", "[NH3+][Pt-2]([NH3+])(Cl)Cl", "[NH3].[NH3].Cl[Pt]Cl",
    "N.N.[Cl-].[Cl-].[Pt+2]",
    "N[Pt@SP1](N)(Cl)Cl", "C1CC(C(=O)O1)C(=O)O[Pt]", "[Fe+2].c1cc[cH-]c1.c1cc[cH-]c1",
    "CC[Hg]Sc1ccccc1C(=O)[O-].[Na+]",
    "O=[As]O[As]=O", "C[Sn](C)(C)C", "[Au]P(CC)(CC)CC", "B1(OB(O1)C)C", "[Na]", "[He]", "[Na+]", "O", "*",
    "[*]",
    "[U]", "C[C@H](C)C", "C/C=C", "F/C=C\\F", "C[C@@H]1CC[C@H](C)CC1", "N1CC1", "C%10CC%10", "C=1CC=1",
  ]

  /// What RDKit refuses: valence, rings left open, kekulisation, and what is no SMILES string at all.
  private static let refused = [
    "C(C)(C)(C)(C)C", "[NH3][Pt]([NH3])(Cl)Cl", "CN(C)(C)C", "FF(F)", "C1CC", "C1CC2", "c1cccc1", "c1ccnc1",
    "p1cccc1",
    "c1ccccc1c", "C(C", "CC)", "C((C)", "[C", "C]", "C%1", "C==C", "C1C1", "xyz", "[Xx]", "C$", "C..(", "(C)",
    "=C",
    "C(=O", "[C@@@H]", "[CH5]C", "[C+99999999999]", "c:c", "Q", "C#",
  ]

  @Test(.enabled(if: isAvailable)) func unusualStructures() throws { try compare(Self.unusual) }

  @Test(.enabled(if: isAvailable), arguments: FragmentChoice.allCases)
  func structuresAsTheyCome(fragments: FragmentChoice) throws {
    try compare(Self.unusual + Self.asTheyCome, fragments: fragments)
  }

  @Test(.enabled(if: isAvailable)) func whatRDKitRefusesIsRefused() throws {
    for (smiles, reference) in zip(Self.refused, try Self.references(Self.refused, fragments: .all)) {
      #expect((try? Molecule(smiles: smiles)) == nil, "\(smiles)")
      #expect(reference == nil, "\(smiles)")
    }
  }

  /// A thousand atoms: a chain; amino acids with their stereo centres; nested branches; rings in a row; a fused sheet.
  @Test(.enabled(if: isAvailable)) func aThousandAtoms() throws {
    func repeated(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }
    let smiles = [
      repeated("C", 1000), repeated("N[C@@H](Cc1ccccc1)C(=O)", 91) + "O",
      "N" + repeated("C(", 998) + "O" + repeated(")", 998), repeated("c1ccc(cc1)", 166) + "C",
      repeated("[13CH2]", 999) + "O", "[H]" + repeated("C([H])([H])", 1000) + "[H]",
    ]
    try compare(smiles)
  }

  @Test(.enabled(if: isAvailable && SharedMaterial.path("gdsc/drug_smiles.csv") != nil))
  func everyDrugOfGDSC() throws {
    let path = try #require(SharedMaterial.path("gdsc/drug_smiles.csv"))
    let rows = try String(contentsOfFile: path, encoding: .utf8).split(whereSeparator: \.isNewline)
      .dropFirst()
    // The SMILES columns are the last two, and no SMILES holds a comma.
    let smiles = rows.flatMap {
      $0.split(separator: ",", omittingEmptySubsequences: false).suffix(2).map(String.init)
    }
    #expect(smiles.count == 2 * 223)
    try compare(smiles)
  }

  private struct Reference: Decodable {
    let rows: [[Int]]
    let bonds: [[Int32]]
    let canonical: String
    let fragments: Int
  }

  /// What RDKit's Python interface makes of each string; nil for those that it refuses.
  private static func references(_ smiles: [String], fragments: FragmentChoice) throws -> [Reference?] {
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
      "Fixtures/atom_features.py")
    let result = try run(
      [script.path, fragments.rawValue], input: smiles.joined(separator: "\n") + "\n")
    try #require(result.status == 0)
    let lines = result.output.split(separator: UInt8(ascii: "\n"))
    try #require(lines.count == smiles.count)
    return try lines.map { try JSONDecoder().decode(Reference?.self, from: Data($0)) }
  }

  private func compare(_ smiles: [String], fragments: FragmentChoice = .all) throws {
    for (text, found) in zip(smiles, try Self.references(smiles, fragments: fragments)) {
      let reference = try #require(found, "RDKit refuses \(text)")
      let molecule = try Molecule(smiles: text, fragments: fragments)
      var expected = [Float](repeating: 0, count: reference.rows.count * AtomFeatures.count)
      for (atom, columns) in reference.rows.enumerated() {
        for column in columns {
          expected[atom * AtomFeatures.count + column] = Float(1 / Double(columns.count))
        }
      }
      try #require(molecule.atomFeatures.count == expected.count, "\(text)")
      // Zero must be zero; a quotient may differ by the rounding of its last place.
      #expect(
        zip(molecule.atomFeatures, expected).allSatisfy { $1 == 0 ? $0 == 0 : abs($0 - $1) <= $1.ulp },
        "\(text)")
      #expect(molecule.bonds == reference.bonds.flatMap { $0 }, "\(text)")
      #expect(molecule.canonicalSMILES == reference.canonical, "\(text)")
      #expect(molecule.fragmentCount == reference.fragments, "\(text)")
    }
  }

  private static func run(_ arguments: [String], input: String) throws -> (status: Int32, output: Data) {
    let directory = try TemporaryDirectory()
    try input.write(toFile: directory.path("input"), atomically: false, encoding: .utf8)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: python)
    process.arguments = arguments
    process.standardInput = FileHandle(forReadingAtPath: directory.path("input"))
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, data)
  }
}
