import DrugResponse
import Support

/// What the readers of delimited text have in common: sound texts, and a spoilt one, plain or compressed.
struct TextTable {
  let texts: [[UInt8]]
  let words: [[UInt8]]

  init(_ texts: [[UInt8]]) {
    self.texts = texts
    words = Seeds.words(of: texts)
  }

  /// Writes a spoilt text and returns its path.
  func write(_ mutator: inout Mutator, to path: String) throws -> String {
    var bytes = mutator.spoilText(mutator.pick(texts), with: mutator.pick(texts), words: words)
    if mutator.chance(6) {
      bytes = Gzip.compress(bytes)
      if mutator.chance(2) { bytes = mutator.spoil(bytes, with: bytes, words: []) }
    }
    try Seeds.write(bytes, to: path)
    return path
  }

  /// A table of these fields, every one between quotation marks.
  static func quoted(_ rows: [[String]]) -> [UInt8] {
    let lines = rows.map { row in
      row.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }.joined(separator: ",") + "\n"
    }
    return Array(lines.joined().utf8)
  }
}
