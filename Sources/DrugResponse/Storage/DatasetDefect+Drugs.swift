import Chemistry
import Schemas

extension ResponseDataset.Drugs {
  var firstDefect: DatasetDefect? {
    let width = Self.atomFeatureCount
    guard atomFeatures.count.isMultiple(of: width) else {
      return DatasetDefect(
        "/drugs/atom_features", "expected rows of \(width) values, found \(atomFeatures.count) values in all")
    }
    guard bonds.count.isMultiple(of: 2) else {
      return DatasetDefect("/drugs/bonds", "expected pairs, found \(bonds.count) values in all")
    }
    return DatasetRules.first(
      { DatasetRules.count("/drugs/smiles", smiles.count, count) },
      { DatasetRules.count("/drugs/pubchem_cid", pubchemCID.count, count) },
      { DatasetRules.named("/drugs/name", name) },
      { DatasetRules.all("/drugs/smiles", smiles, "a SMILES string") { !$0.allSatisfy(\.isWhitespace) } },
      { DatasetRules.all("/drugs/pubchem_cid", pubchemCID, "a PubChem CID, or -1") { $0 >= -1 } },
      { canonicalDefect },
      { target.flatMap { DatasetRules.count("/drugs/target", $0.count, count) } },
      { pathway.flatMap { DatasetRules.count("/drugs/pathway", $0.count, count) } },
      { offsetDefect("atom_offset", atomOffset, rows: atomFeatures.count / width, atLeast: 1) },
      { offsetDefect("bond_offset", bondOffset, rows: bonds.count / 2, atLeast: 0) },
      { atomDefect }, { bondDefect })
  }

  private var canonicalDefect: DatasetDefect? {
    guard let canonicalSMILES else { return nil }
    let object = "/drugs/canonical_smiles"
    return DatasetRules.count(object, canonicalSMILES.count, count)
      ?? DatasetRules.all(object, canonicalSMILES, "a SMILES string") { !$0.allSatisfy(\.isWhitespace) }
  }

  /// `offset` ascends from 0 to `rows`, by at least `atLeast` a drug.
  private func offsetDefect(_ object: String, _ offset: [Int64], rows: Int, atLeast: Int64) -> DatasetDefect?
  {
    let object = "/drugs/" + object
    if let defect = DatasetRules.count(object, offset.count, count + 1) { return defect }
    if offset[0] != 0 { return DatasetDefect(object, "row 0: expected 0, found \(offset[0])") }
    for drug in 0..<count where offset[drug + 1] < offset[drug] || offset[drug + 1] - offset[drug] < atLeast {
      return DatasetDefect(
        object,
        atLeast > 0 && offset[drug + 1] == offset[drug]
          ? "row \(drug + 1): the drug in row \(drug) (\(name[drug])) has no atom, expected at least one"
          : "row \(drug + 1): \(offset[drug + 1]) is below \(offset[drug]) in the row before, expected ascent"
      )
    }
    guard offset[count] == Int64(rows) else {
      return DatasetDefect(
        object, "row \(count): expected \(rows), the number of rows it divides, found \(offset[count])")
    }
    return nil
  }

  private var atomDefect: DatasetDefect? {
    let width = Self.atomFeatureCount
    let object = "/drugs/atom_features"
    func defect(_ place: Int, _ expected: String) -> DatasetDefect {
      DatasetDefect(
        object,
        "row \(place / width), column \(place % width): expected \(expected), found \(atomFeatures[place])")
    }
    if let place = atomFeatures.firstIndex(where: { !($0 >= 0 && $0 <= 1) }) {
      return defect(place, "a number from 0 to 1")
    }
    let violation =
      FeatureRows.oneHotViolation(atomFeatures, width: width, groups: AtomFeatures.oneHotWidths)
      ?? FeatureRows.shareViolation(atomFeatures, width: width)
    return violation.map { defect($0.place, $0.expected) }
  }

  private var bondDefect: DatasetDefect? {
    struct Bond: Hashable {
      let low: Int32
      let high: Int32
    }
    for drug in 0..<count {
      let atoms = atomOffset[drug + 1] - atomOffset[drug]
      var seen: Set<Bond> = []
      for row in Int(bondOffset[drug])..<Int(bondOffset[drug + 1]) {
        let (first, second) = (bonds[2 * row], bonds[2 * row + 1])
        let place = "row \(row), drug \(drug) (\(name[drug])): "
        guard min(first, second) >= 0, max(first, second) < atoms else {
          return DatasetDefect(
            "/drugs/bonds",
            place
              + "(\(first), \(second)) is no pair of the drug's atoms, expected numbers from 0 to \(atoms - 1)"
          )
        }
        if first == second {
          return DatasetDefect("/drugs/bonds", place + "joins atom \(first) to itself, expected two atoms")
        }
        guard seen.insert(Bond(low: min(first, second), high: max(first, second))).inserted else {
          return DatasetDefect(
            "/drugs/bonds", place + "(\(first), \(second)) occurs twice, expected each bond once")
        }
      }
    }
    return nil
  }
}
