/// How a file names a cell line: by COSMIC id, by name, or by both.
package struct CellLineLabel: Sendable, Hashable {
  package var cosmicID: Int64?
  package var name: String?

  package init(cosmicID: Int64?, name: String?) {
    self.cosmicID = cosmicID
    self.name = name
  }
}

/// The cell lines of a file or of several, in the order in which they first appear.
///
/// A COSMIC id tells a cell line where it is given, the name where it is not. Of a cell line that has several names
/// the first one counts.
package struct CellLineRegister: Sendable {
  package private(set) var labels: [CellLineLabel] = []
  /// [C] "" where unknown.
  package private(set) var tissues: [String] = []
  private var rowOfCosmicID: [Int64: Int] = [:]
  private var rowOfName: [String: Int] = [:]

  package var count: Int { labels.count }

  /// The row of a cell line, which is a new one for a cell line that is not known yet.
  mutating func row(_ label: CellLineLabel) -> Int {
    let named = label.name.flatMap { rowOfName[$0] }
    var row: Int?
    if let cosmicID = label.cosmicID {
      // A name that stood alone so far gets its id; one that has another id is another cell line's.
      row = rowOfCosmicID[cosmicID] ?? named.flatMap { labels[$0].cosmicID == nil ? $0 : nil }
    } else {
      row = named
    }
    let found = row ?? labels.count
    if row == nil {
      labels.append(label)
      tissues.append("")
    }
    if let cosmicID = label.cosmicID {
      labels[found].cosmicID = cosmicID
      rowOfCosmicID[cosmicID] = found
    }
    if let name = label.name {
      if labels[found].name == nil { labels[found].name = name }
      if named == nil { rowOfName[name] = found }
    }
    return found
  }

  /// Notes the tissue of a row; the first one that is known counts.
  mutating func setTissue(_ tissue: String, row: Int) {
    if tissues[row].isEmpty { tissues[row] = tissue }
  }
}

extension CellLineLabel: CustomStringConvertible {
  package var description: String {
    switch (name, cosmicID) {
    case (let name?, let cosmicID?): "\(name) (COSMIC \(cosmicID))"
    case (let name?, nil): name
    case (nil, let cosmicID?): "\(cosmicID)"
    case (nil, nil): "(unnamed)"
    }
  }
}
