import DrugResponse
import Support

/// SMILES tables.
struct DrugFiles: FuzzedReader {
  private let table: TextTable

  init(workshop: String) throws {
    table = TextTable(try Seeds(workshop: workshop).files.map(\.drugs).map(Seeds.bytes))
  }

  mutating func attempt(_ mutator: inout Mutator, in directory: String) throws -> String? {
    let found = try DrugStructures(path: table.write(&mutator, to: directory + "/drugs.csv")).entries
    if Set(found.map(\.name)).count != found.count { return "two drugs have one name" }
    if found.contains(where: { $0.name.isEmpty || $0.smiles.isEmpty || $0.pubchemCID < -1 }) {
      return "a drug lacks its name or structure, or has a PubChem CID below -1"
    }
    let again = directory + "/again.csv"
    let rows = [["name", "smiles", "CID"]] + found.map { [$0.rawName, $0.smiles, "\($0.pubchemCID)"] }
    try Seeds.write(TextTable.quoted(rows), to: again)
    func describe(_ entries: [DrugStructures.Entry]) -> [[String]] {
      entries.map { [$0.rawName, $0.smiles, "\($0.pubchemCID)"] }
    }
    return try describe(DrugStructures(path: again).entries) == describe(found)
      ? nil : "other drugs when read again"
  }
}

/// Lists that say what drug ids stand for.
struct DrugListFiles: FuzzedReader {
  private let table: TextTable

  init(workshop: String) throws {
    table = TextTable(try Seeds(workshop: workshop).files.compactMap(\.drugList).map(Seeds.bytes))
  }

  mutating func attempt(_ mutator: inout Mutator, in directory: String) throws -> String? {
    let found = try DrugList(path: table.write(&mutator, to: directory + "/drug_list.csv")).entries
    if found.contains(where: { $0.key < 0 || $0.value.name.isEmpty }) { return "a drug lacks its name or id" }
    let again = directory + "/again.csv"
    let rows =
      [["drug_id", "Name", "Synonyms", "PubCHEM"]]
      + found.map { id, entry in
        [
          "\(id)", entry.rawName, entry.synonyms.joined(separator: ", "),
          entry.pubchemCID.map(String.init) ?? "",
        ]
      }
    try Seeds.write(TextTable.quoted(rows), to: again)
    func describe(_ entries: [Int64: DrugList.Entry]) -> [Int64: [String]] {
      // Synonyms are separated by commas: an empty one at an end cannot be told from none.
      entries.mapValues { [$0.rawName, "\($0.pubchemCID ?? -1)"] + $0.synonyms.filter { !$0.isEmpty } }
    }
    return try describe(DrugList(path: again).entries) == describe(found)
      ? nil : "other drugs when read again"
  }
}

/// Lists of cell lines.
struct CellLineFiles: FuzzedReader {
  private let table: TextTable

  init(workshop: String) throws {
    let named = "Sample Name,COSMIC_ID,Tissue\nA,1,lung\nB,2,\nsum,,\n"
    table = TextTable(
      try Seeds(workshop: workshop).files.compactMap(\.cellLines).map(Seeds.bytes) + [Array(named.utf8)])
  }

  mutating func attempt(_ mutator: inout Mutator, in directory: String) throws -> String? {
    let found = try CellLineList(path: table.write(&mutator, to: directory + "/cell_lines.csv")).entries
    if found.keys.contains(where: { $0 < 0 }) { return "a COSMIC id is negative" }
    let again = directory + "/again.csv"
    let rows = [["COSMIC_ID", "Name", "Tissue"]] + found.map { ["\($0)", $1.name, $1.tissue] }
    try Seeds.write(TextTable.quoted(rows), to: again)
    func describe(_ entries: [Int64: CellLineList.Entry]) -> [Int64: [String]] {
      entries.mapValues { [$0.name, $0.tissue] }
    }
    return try describe(CellLineList(path: again).entries) == describe(found)
      ? nil : "other cell lines when read again"
  }
}
