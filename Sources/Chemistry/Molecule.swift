import CChemistry
import Support

/// A molecule as a graph: its atoms with their 78 features, and its bonds.
///
/// Read by RDKit from a SMILES string, sanitised, hydrogens implicit. Safe to make on any thread; RDKit reads one
/// molecule at a time.
public struct Molecule: Sendable, Hashable {
  /// RDKit's canonical SMILES, the same for every way to write the same structure.
  public let canonicalSMILES: String
  public let atomCount: Int
  /// [atomCount x 78] row-major, in the order of the SMILES string; see `AtomFeatures`.
  public let atomFeatures: [Float]
  /// [bondCount x 2] row-major: each bond once, by the numbers of its atoms.
  public let bonds: [Int32]

  public var bondCount: Int { bonds.count / 2 }

  /// The longest SMILES string that is read, in characters. RDKit needs time with the cube of the number of atoms
  /// for a long chain (0.8 s at 1024), and a stack that grows with it; drugs have some hundred characters at most.
  public static let maximumSMILESLength = 1024

  /// - Throws: `MoleculeError` if `smiles` is no valid structure; `ChemistryUnavailable` if RDKit cannot be loaded.
  public init(smiles: String) throws {
    try Self.checkText(smiles)
    self = try ChemistryLibrary.shared.withMolecule(smiles: smiles) { molecule in
      try Molecule(molecule, smiles: smiles)
    }
  }

  private init(_ molecule: borrowing chemistry_molecule, smiles: String) throws {
    guard molecule.atom_count > 0 else { throw MoleculeError(smiles: smiles, reason: "holds no atom") }
    atomCount = molecule.atom_count
    canonicalSMILES = String(cString: molecule.canonical_smiles)
    var features = [Float](repeating: 0, count: atomCount * AtomFeatures.count)
    let atoms = UnsafeBufferPointer(start: molecule.atoms, count: atomCount)
    for (number, atom) in atoms.enumerated() {
      let symbol = Self.symbol(of: atom)
      guard (0..<Int32(AtomFeatures.bins)).contains(atom.degree) else {
        throw MoleculeError(
          smiles: smiles,
          reason:
            "atom # \(number) \(symbol) has \(atom.degree) neighbours, the atom features know 10 at most")
      }
      let row = number * AtomFeatures.count..<(number + 1) * AtomFeatures.count
      AtomFeatures.write(atom, symbol: symbol, into: &features[row])
    }
    atomFeatures = features
    bonds = UnsafeBufferPointer(start: molecule.bonds, count: molecule.bond_count).flatMap {
      [$0.begin, $0.end]
    }
  }

  /// What can be seen without RDKit: it would take a blank for the start of a name, and a NUL for the end.
  private static func checkText(_ smiles: String) throws {
    if smiles.isEmpty { throw MoleculeError(smiles: smiles, reason: "holds no atom") }
    guard smiles.utf8.count <= maximumSMILESLength else {
      throw MoleculeError(
        smiles: smiles,
        reason: "has \(smiles.utf8.count) characters, more than the \(maximumSMILESLength) that are read")
    }
    if let byte = smiles.utf8.first(where: { !(0x21...0x7E).contains($0) }) {
      throw MoleculeError(
        smiles: smiles,
        reason: byte == 0x20
          ? "holds a blank" : "holds a character that is not printable ASCII (code \(byte))")
    }
  }

  private static func symbol(of atom: chemistry_atom) -> String {
    withUnsafeBytes(of: atom.symbol) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}

/// A SMILES string that describes no molecule the program can use (exit code 65).
public struct MoleculeError: ReportableError, Hashable {
  public let exitCode = ExitCode.badInput
  public let smiles: String
  /// RDKit's own text where it is RDKit that refused.
  public let reason: String

  package init(smiles: String, reason: String) {
    self.smiles = smiles
    self.reason = reason
  }

  public var description: String { "SMILES \"\(shortened)\": \(reason)" }

  /// One line of bearable length, whatever the string holds.
  private var shortened: String {
    let printable = String(
      smiles.unicodeScalars.prefix(60).map { (0x20...0x7E).contains($0.value) ? Character($0) : "?" })
    return smiles.unicodeScalars.count > 60 ? printable + "..." : printable
  }
}
