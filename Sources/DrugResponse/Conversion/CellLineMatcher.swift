/// How a cell line of the responses found its features.
public enum CellLineMatch: String, Codable, Sendable, CaseIterable {
  case cosmicID
  /// The same name, letter by letter, where one side gives no COSMIC id.
  case name
  /// The same name but for capitals. Hyphens count: "T-T" and "TT" are two cell lines.
  case spelling
}

/// Joins the cell lines of the responses to those of the features. A name that several of them share decides nothing.
struct CellLineMatcher {
  private let labels: [CellLineLabel]
  private let rowOfCosmicID: [Int64: Int]
  private let rowOfName: [String: Int]
  private let rowOfSpelling: [String: Int]

  init(_ labels: [CellLineLabel]) {
    self.labels = labels
    func unique<Key: Hashable>(_ key: (CellLineLabel) -> Key?) -> [Key: Int] {
      Dictionary(grouping: labels.indices.filter { key(labels[$0]) != nil }) { key(labels[$0]) }
        .reduce(into: [:]) { rows, entry in
          if let key = entry.key, entry.value.count == 1 { rows[key] = entry.value[0] }
        }
    }
    rowOfCosmicID = unique(\.cosmicID)
    rowOfName = unique(\.name)
    rowOfSpelling = unique { $0.name?.lowercased() }
  }

  func match(_ label: CellLineLabel) -> (row: Int, by: CellLineMatch)? {
    if let cosmicID = label.cosmicID, let row = rowOfCosmicID[cosmicID] { return (row, .cosmicID) }
    guard let name = label.name else { return nil }
    // Two different ids are two different cell lines, whatever their names.
    func allowed(_ row: Int?) -> Int? {
      row.flatMap { label.cosmicID == nil || labels[$0].cosmicID == nil ? $0 : nil }
    }
    if let row = allowed(rowOfName[name]) { return (row, .name) }
    if let row = allowed(rowOfSpelling[name.lowercased()]) { return (row, .spelling) }
    return nil
  }
}
