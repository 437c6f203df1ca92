import DrugResponse
import Support

/// Feature files of every layout.
struct FeatureFiles: FuzzedReader {
  private let table: TextTable

  init(workshop: String) throws {
    let seeds = try Seeds(workshop: workshop)
    let general = "cell_line,feature,value\nA,x_mut,1\nB,y_mut,0\nB,x_mut,FALSE\n"
    table = TextTable(try seeds.files.map(\.features).map(Seeds.bytes) + [Array(general.utf8)])
  }

  mutating func attempt(_ mutator: inout Mutator, in directory: String) throws -> String? {
    let found = try GenomicFeatures(path: table.write(&mutator, to: directory + "/features.csv"))
    let count = found.cellLines.count
    if found.values.count != count * found.names.count {
      return "the values are not cell lines times features"
    }
    if count == 0 || found.names.isEmpty { return "nothing was read" }
    if found.values.contains(where: { $0 > 1 }) { return "a feature is neither 0 nor 1" }
    if Set(found.names).count != found.names.count { return "two features have one name" }
    if found.names.contains("") { return "a feature has no name" }
    // Written in another layout and read again.
    let again = directory + "/again.csv"
    try Seeds.write(TextTable.quoted(Self.rows(found)), to: again)
    let second = try GenomicFeatures(path: again)
    if second.names != found.names || second.values != found.values {
      return "other features when read again"
    }
    if second.cellLines.labels != found.cellLines.labels
      || second.cellLines.tissues != found.cellLines.tissues
    {
      return "other cell lines when read again"
    }
    return nil
  }

  private static func rows(_ found: GenomicFeatures) -> [[String]] {
    let header = ["cell_line", "cosmic_id", "tissue", "feature", "value"]
    return [header]
      + found.cellLines.labels.enumerated().flatMap { row, label in
        found.names.enumerated().map { column, name in
          [
            label.name ?? "", label.cosmicID.map(String.init) ?? "", found.cellLines.tissues[row], name,
            "\(found.values[row * found.names.count + column])",
          ]
        }
      }
  }
}
