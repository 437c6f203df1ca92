import Support

/// How a treatment found its structure.
public enum DrugMatch: String, Codable, Sendable, CaseIterable {
  /// The same name, letter by letter.
  case name
  /// The same name but for capitals and blanks at its ends.
  case spelling
  /// The same PubChem compound under another name.
  case pubchemCID
  /// One of the drug list's synonyms is the name of a structure, and the PubChem CIDs do not contradict it.
  case synonym
}

/// Joins treatments to structures: drug id to drug list, then by name, spelling, PubChem CID and synonym, in this
/// order. A key that several structures share decides nothing, so an uncertain join is no join.
///
/// Names count although the PubChem CIDs of both files may differ, which they do for salts and stereoisomers. A
/// synonym counts only where they do not: in GDSC's own files the Wee1 inhibitor "681640" meets, under that
/// synonym, the structure of PubChem's unrelated compound 681640.
package struct DrugMatcher {
  package enum Outcome {
    /// `structure` is a row number into the structures.
    case matched(structure: Int, name: String, by: DrugMatch, differsInCID: Bool)
    /// The drug has a name but no structure: a biologic, or an undisclosed compound.
    case withoutStructure(name: String, remark: String?)
    /// The file gives no name, and the drug list does not know the id.
    case unknownID
  }

  private let list: DrugList?
  private let structures: [DrugStructures.Entry]
  private let rowOfRawName: [String: Int]
  private let rowOfSpelling: [String: Int]
  private let rowOfCID: [Int64: Int]

  package init(structures: DrugStructures, list: DrugList?) {
    self.list = list
    self.structures = structures.entries
    rowOfRawName = Self.uniqueRows(structures.entries.map(\.rawName))
    rowOfSpelling = Self.uniqueRows(structures.entries.map { Self.spelling($0.name) })
    rowOfCID = Self.uniqueRows(structures.entries.map(\.pubchemCID)).filter { $0.key >= 0 }
  }

  package func match(_ treatment: MeasuredResponses.Treatment) -> Outcome {
    let entry = treatment.drugID.flatMap { list?.entries[$0] }
    // What the measurements themselves call the drug comes before what a list of another release may say of its id.
    let rawNames = [treatment.name, entry?.rawName].compactMap { $0 }
    guard let name = rawNames.first?.trimmed else { return .unknownID }
    func matched(_ row: Int, by match: DrugMatch) -> Outcome {
      .matched(structure: row, name: name, by: match, differsInCID: contradicts(entry, row))
    }
    let rows = rawNames.compactMap { rowOfRawName[$0] ?? rowOfSpelling[Self.spelling($0)] }
    if rows.count == 2, rows[0] != rows[1] {
      return .withoutStructure(
        name: name,
        remark: "the drug list calls this id \(structures[rows[1]].name), which is another structure")
    }
    for rawName in rawNames { if let row = rowOfRawName[rawName] { return matched(row, by: .name) } }
    if let row = rows.first { return matched(row, by: .spelling) }
    if let cid = entry?.pubchemCID, let row = rowOfCID[cid] { return matched(row, by: .pubchemCID) }
    return matchSynonyms(of: entry, name: name)
  }

  /// What is known of the drug that was given: by its measurements, else by the drug list.
  package func action(of treatment: MeasuredResponses.Treatment) -> DrugAction {
    treatment.action.completed(by: treatment.drugID.flatMap { list?.entries[$0] }?.action)
  }

  private func matchSynonyms(of entry: DrugList.Entry?, name: String) -> Outcome {
    let rows = Set((entry?.synonyms ?? []).compactMap { rowOfSpelling[Self.spelling($0)] })
    guard rows.count == 1, let row = rows.first else { return .withoutStructure(name: name, remark: nil) }
    guard contradicts(entry, row) else {
      return .matched(structure: row, name: name, by: .synonym, differsInCID: false)
    }
    return .withoutStructure(
      name: name,
      remark: "synonym \(structures[row].name) is PubChem CID \(structures[row].pubchemCID), "
        + "not \(entry?.pubchemCID ?? -1)")
  }

  /// Whether both files know the compound's PubChem CID, and disagree.
  private func contradicts(_ entry: DrugList.Entry?, _ row: Int) -> Bool {
    guard let cid = entry?.pubchemCID, structures[row].pubchemCID >= 0 else { return false }
    return cid != structures[row].pubchemCID
  }

  private static func spelling(_ name: String) -> String { name.trimmed.lowercased() }

  private static func uniqueRows<Key: Hashable>(_ keys: [Key]) -> [Key: Int] {
    Dictionary(grouping: keys.indices) { keys[$0] }.compactMapValues { $0.count == 1 ? $0[0] : nil }
  }
}
