import Support

/// The drug list: what the drug ids of a response file stand for.
package struct DrugList: Sendable {
  package struct Entry: Sendable {
    /// As the file has it, blanks included.
    package let rawName: String
    package let synonyms: [String]
    /// nil where the list says "none", "several", or nothing.
    package let pubchemCID: Int64?
    package let action: DrugAction
    package var name: String { rawName.trimmed }
  }

  package let path: String
  package private(set) var entries: [Int64: Entry] = [:]

  /// - Throws: `FileError`.
  package init(path: String) throws {
    self.path = path
    let table = try TableReader(path: path, limits: .list)
    let identifier = try table.column("drug_id")
    let name = try table.column("Name", "Drug Name")
    let synonyms = try table.optionalColumn(["Synonyms"])
    let cid = try table.optionalColumn(["PubCHEM", "PubChem CID", "CID"])
    let action = try DrugActionColumns(table)
    var lines: [Int64: Int] = [:]
    while try table.next() {
      let drugID = try table.identifier(identifier)
      if let first = lines.updateValue(table.line, forKey: drugID) {
        throw table.error(
          column: identifier, "drug id \(drugID) stands twice, first on \(table.place(ofLine: first))")
      }
      let rawName = try table.rawText(name)
      if rawName.trimmed.isEmpty { throw table.error(column: name, "drug id \(drugID) has no name") }
      entries[drugID] = Entry(
        rawName: rawName,
        synonyms: try synonyms.map { try table.text($0).split(separator: ",").map { String($0).trimmed } }
          ?? [],
        pubchemCID: try cid.flatMap { TableReader.identifier(try table.text($0)) },
        action: try action.read(table))
    }
    if entries.isEmpty { throw FileError.invalid(path, "holds no drug, only a header") }
  }
}
