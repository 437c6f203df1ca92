import Chemistry
import Support

/// The molecular graphs of a SMILES table.
struct DrugMolecules {
  /// The table without the drugs that have no molecule.
  let structures: DrugStructures
  /// As many as `structures` has entries, in their order.
  let drugs: ResponseDataset.Drugs
  let mixtures: [ConversionReport.Mixture]
  let invalid: [ConversionReport.InvalidSMILES]

  /// How many drugs an error names: more would hide what it says.
  private static let namedInError = 20

  /// - Parameter skipsInvalid: whether drugs whose SMILES make no molecule are left out.
  /// - Throws: `FileError` that names all drugs (up to `namedInError`) whose SMILES make no molecule, unless they are
  ///   to be left out and others remain; `ChemistryUnavailable`.
  init(_ structures: DrugStructures, fragments: FragmentChoice, skipsInvalid: Bool) throws {
    var drugs = ResponseDataset.Drugs(fragments: fragments)
    var mixtures: [ConversionReport.Mixture] = []
    var invalid: [(row: Int, problem: ConversionReport.InvalidSMILES)] = []
    for (row, entry) in structures.entries.enumerated() {
      do {
        let molecule = try Molecule(smiles: entry.smiles, fragments: fragments)
        drugs.append(
          name: entry.name, smiles: entry.smiles, pubchemCID: entry.pubchemCID, molecule: molecule)
        if molecule.fragmentCount > 1 {
          mixtures.append(
            .init(drug: entry.name, fragments: molecule.fragmentCount, kept: molecule.canonicalSMILES))
        }
      } catch let error as MoleculeError {
        invalid.append((row, .init(drug: entry.name, place: entry.place, problem: error.description)))
      }
    }
    self.drugs = drugs
    self.mixtures = mixtures
    self.invalid = invalid.map(\.problem)
    self.structures = structures.without(Set(invalid.map(\.row)))
    if !invalid.isEmpty, !skipsInvalid || drugs.count == 0 {
      throw Self.error(self.invalid, of: structures.entries.count, path: structures.path)
    }
  }

  private static func error(_ invalid: [ConversionReport.InvalidSMILES], of count: Int, path: String)
    -> FileError
  {
    let remedy = invalid.count < count ? " (--skip-invalid-smiles goes on without)" : ""
    if invalid.count == 1 {
      return FileError.invalid(
        path, at: "\(invalid[0].place), drug \(invalid[0].drug)", invalid[0].problem + remedy)
    }
    let named = invalid.prefix(namedInError).map { "\($0.place), drug \($0.drug): \($0.problem)" }
    let rest = invalid.count > named.count ? "; and \(invalid.count - named.count) more" : ""
    return FileError.invalid(
      path,
      "\(invalid.count) of \(count) drugs have SMILES that make no molecule\(remedy): "
        + named.joined(separator: "; ") + rest)
  }
}
