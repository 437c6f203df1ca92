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

  @Test(.enabled(if: isAvailable)) func unusualStructures() throws { try compare(Self.unusual) }

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
  }

  private func compare(_ smiles: [String]) throws {
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
      "Fixtures/atom_features.py")
    let result = try Self.run([script.path], input: smiles.joined(separator: "\n") + "\n")
    try #require(result.status == 0)
    let lines = result.output.split(separator: UInt8(ascii: "\n"))
    try #require(lines.count == smiles.count)
    for (text, line) in zip(smiles, lines) {
      let reference = try JSONDecoder().decode(Reference.self, from: Data(line))
      let molecule = try Molecule(smiles: text)
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
