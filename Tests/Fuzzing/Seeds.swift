import DrugResponse
import Foundation
import Support

/// The sound files from which cases are made, all of them synthetic.
struct Seeds {
  static let layouts = SyntheticGDSC.Layout.allCases

  /// Of each layout, in the order of `layouts`.
  let files: [SyntheticGDSC.Files]

  init(workshop: String, cellLines: Int = 5, features: Int = 7) throws {
    var options = SyntheticGDSC.Options()
    options.cellLines = cellLines
    options.drugs = 5
    options.features = features
    let synthesis = try SyntheticGDSC(options)
    files = try Self.layouts.map { try synthesis.write(to: "\(workshop)/\($0.rawValue)", layout: $0) }
  }

  static func bytes(_ path: String) throws -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: path) else { throw FileError.missing(path) }
    return [UInt8](data)
  }

  static func write(_ bytes: [UInt8], to path: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }

  /// Fields of these texts' first lines, and what else tables are made of.
  static func words(of texts: [[UInt8]]) -> [[UInt8]] {
    let headers = texts.flatMap { text in
      text.prefix { $0 != 10 }.split(separator: UInt8(ascii: ",")).prefix(24).map(Array.init)
    }
    let others = [
      "cell_line", "drug", "ic50", "ln_ic50", "auc", "dataset", "feature", "value", "tissue", "COSMIC_ID",
      "drug_id",
      "Name", "name", "SMILES", "smiles", "\"", "\"\"", ",", ";", "\t", "_FACTOR", "Drug_1_IC50", "Drug_1",
      "GDSC1",
      "is_mutated", "genetic_feature", "genes_in_segment", "true", "FALSE", "0.0",
    ]
    return headers + others.map { Array($0.utf8) } + Mutator.numbers.map { Array($0.utf8) }
  }
}
