import Charts
import Report

/// A table of Markdown: the first column to the left, numbers to the right.
struct MarkdownTable {
  let header: [String]
  var rows: [[String]] = []

  init(_ header: String...) { self.header = header }

  init(header: [String]) { self.header = header }

  var text: String {
    func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }
    return line(header) + "| --- |" + String(repeating: " ---: |", count: header.count - 1) + "\n"
      + rows.map(line).joined()
  }

  /// "0.00131 (0.00128 to 0.00134)"; "-" where there is none.
  static func interval(_ interval: MeanInterval?) -> String {
    interval.map { "\($0.mean.significant(4)) (\($0.lower.significant(4)) to \($0.upper.significant(4)))" }
      ?? "-"
  }

  static func number(_ value: Double?, _ digits: Int = 4) -> String { value?.significant(digits) ?? "-" }
}
