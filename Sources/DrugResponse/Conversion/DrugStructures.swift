import Support

/// The SMILES table: the drugs whose structure is known, in the order of the file.
package struct DrugStructures: Sendable {
  package struct Entry: Sendable {
    /// As the file has it, blanks included.
    package let rawName: String
    package let smiles: String
    /// -1 where unknown.
    package let pubchemCID: Int64
    package let action: DrugAction
    /// Where the file has it, such as "line 3".
    package let place: String
    package var name: String { rawName.trimmed }
  }

  package let path: String
  package private(set) var entries: [Entry] = []
  /// Names of rows whose SMILES say NA or the like.
  package private(set) var namesWithoutSMILES: [String] = []

  /// Of several columns with SMILES the canonical one is read: stereo does not show in the atom features, and the
  /// structure is what data sets are split by.
  ///
  /// - Throws: `FileError`.
  package init(path: String) throws {
    self.path = path
    let table = try TableReader(path: path, limits: .list)
    let name = try table.column("name", "Drug Name")
    let smiles = try table.column(
      "CanonicalSMILES", "SMILES", "ConnectivitySMILES", "IsomericSMILES")
    let identifier = try table.optionalColumn(["CID", "PubChem CID", "PubCHEM"])
    let action = try DrugActionColumns(table)
    var lines: [String: Int] = [:]
    while try table.next() {
      let rawName = try table.rawText(name)
      if rawName.trimmed.isEmpty { throw table.error(column: name, "the drug has no name") }
      if let first = lines.updateValue(table.line, forKey: rawName.trimmed) {
        throw table.error(
          column: name, "drug \(rawName.quoted) stands twice, first on \(table.place(ofLine: first))")
      }
      let structure = try table.text(smiles)
      // An empty field is as likely a slip as a drug without a structure: whoever means the latter can say so.
      if structure.isEmpty {
        throw table.error(
          column: smiles,
          "drug \(rawName.quoted) has no atoms, expected SMILES (or NA for a drug without a known structure)")
      }
      if TableReader.meansMissing(structure) {
        namesWithoutSMILES.append(rawName.trimmed)
        continue
      }
      let cid = try identifier.flatMap { TableReader.identifier(try table.text($0)) } ?? -1
      entries.append(
        Entry(
          rawName: rawName, smiles: structure, pubchemCID: cid, action: try action.read(table),
          place: table.place(ofLine: table.line)))
    }
    if entries.isEmpty { throw FileError.invalid(path, "holds no drug with a structure") }
  }

  /// The same without the drugs of some rows of `entries`.
  func without(_ rows: Set<Int>) -> DrugStructures {
    var rest = self
    rest.entries = entries.enumerated().filter { !rows.contains($0.offset) }.map(\.element)
    return rest
  }
}
