import CChemistry
import Support

/// A molecule as a graph: its atoms with their 78 features, and its bonds.
///
/// Read by RDKit from a SMILES string, sanitised, hydrogens implicit: those that the string writes as atoms count as
/// hydrogens of their neighbours, but for isotopes, ions, bridges and hydrogen without a neighbour, as RDKit keeps
/// them. Safe to make on any thread; RDKit reads one molecule at a time.
public struct Molecule: Sendable, Hashable {
  /// RDKit's canonical SMILES, the same for every way to write the same structure.
  public let canonicalSMILES: String
  public let atomCount: Int
  /// Covalently bound parts of what the string describes, before any was left out: 2 for a simple salt.
  public let fragmentCount: Int
  /// [atomCount x 78] row-major, in the order of the SMILES string; see `AtomFeatures`.
  public let atomFeatures: [Float]
  /// [bondCount x 2] row-major: each bond once, by the numbers of its atoms.
  public let bonds: [Int32]

  public var bondCount: Int { bonds.count / 2 }

  /// The most atoms that are read, hydrogens that become implicit not counted. RDKit needs some hundredths of a
  /// second for so many; where a long chain has marks of stereochemistry, half a second, as the time for CIP ranks then
  /// grows with the cube of their number.
  public static let maximumAtomCount = 1024
  /// The most bonds that are read: twice as many as atoms, so that rings stay fewer than atoms.
  public static let maximumBondCount = 2 * maximumAtomCount
  /// The longest SMILES string that is read, in characters: 16 an atom leave room for isotopes, stereo marks and
  /// hydrogens that are written out.
  public static let maximumSMILESLength = 16 * maximumAtomCount

  /// - Parameters:
  ///   - smiles: the structure, in SMILES.
  ///   - fragments: which of the covalently bound parts of `smiles` are read.
  /// - Throws: `MoleculeError` if `smiles` is no valid structure; `ChemistryUnavailable` if RDKit cannot be loaded.
  public init(smiles: String, fragments: FragmentChoice = .all) throws {
    try Self.checkText(smiles)
    let options = chemistry_options(
      largest_fragment: fragments == .largest ? 1 : 0, maximum_atoms: Self.maximumAtomCount,
      maximum_bonds: Self.maximumBondCount)
    func read(_ smiles: String) throws -> Molecule {
      try ChemistryLibrary.shared.withMolecule(smiles: smiles, options: options) { molecule in
        try Molecule(molecule, smiles: smiles)
      }
    }
    self = try read(smiles)
    try requireCanonicalForm(of: smiles, reading: read)
  }

  private init(_ molecule: borrowing chemistry_molecule, smiles: String) throws {
    guard molecule.atom_count > 0 else { throw MoleculeError(smiles: smiles, reason: "holds no atom") }
    atomCount = molecule.atom_count
    fragmentCount = molecule.fragment_count
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

  public var description: String { "SMILES \"\(shortened)\": \(reason.oneLine)" }

  /// One line of bearable length, whatever the string holds.
  private var shortened: String {
    let printable = String(
      smiles.unicodeScalars.prefix(60).map { (0x20...0x7E).contains($0.value) ? Character($0) : "?" })
    return smiles.unicodeScalars.count > 60 ? printable + "..." : printable
  }
}
