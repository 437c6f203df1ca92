import Support

extension GenomicFeatures {
  /// No study has more; a file that does has taken something else for its cell lines or features.
  static let maximumValues = 1 << 28

  private struct Entry {
    let cellLine: Int32
    let feature: Int32
    let line: Int32
    let bit: UInt8
  }

  /// One row a pair of cell line and feature, in any order. A pair without a row is 0.
  ///
  /// The portal writes the genes of a segment, a list with commas, as the last column and in some releases without
  /// quotation marks: rows then have more fields than the header, all of them behind those that are read.
  mutating func readLong(_ table: TableReader, feature: String, value: String, tissue: [String]) throws {
    let places = try CellLineColumns(table, key: "cell_line_name", tissue: tissue)
    let feature = try table.column(feature)
    let value = try table.column(value)
    let last = max(places.last, feature, value)
    if let genes = try table.optionalColumn(["genes_in_segment"]), genes == table.header.count - 1,
      last < genes
    {
      table.shape = .atLeast(last + 1)
    }
    var entries: [Entry] = []
    var numbers: [String: Int32] = [:]
    while try table.next() {
      let name = try table.text(feature)
      if name.isEmpty { throw table.error(column: feature, "the feature has no name") }
      let number = numbers[name] ?? Int32(names.count)
      if Int(number) == names.count {
        numbers[name] = number
        names.append(name)
      }
      let row = cellLines.row(try places.label(table))
      if cellLines.tissues[row].isEmpty { cellLines.setTissue(try places.tissue(table), row: row) }
      entries.append(
        Entry(
          cellLine: Int32(row), feature: number, line: Int32(clamping: table.line), bit: try table.bit(value))
      )
    }
    try place(entries, table)
  }

  private mutating func place(_ entries: [Entry], _ table: TableReader) throws {
    let (count, overflow) = cellLines.count.multipliedReportingOverflow(by: names.count)
    guard !overflow, count <= Self.maximumValues else {
      throw FileError.invalid(
        table.path,
        "names \(cellLines.count) cell lines and \(names.count) features, more than any study has pairs of")
    }
    let unset: UInt8 = 255
    values = [UInt8](repeating: unset, count: count)
    for entry in entries {
      let index = Int(entry.cellLine) * names.count + Int(entry.feature)
      if values[index] == unset {
        values[index] = entry.bit
      } else if values[index] == entry.bit {
        repeatedRows += 1
      } else {
        let first = entries.first { $0.cellLine == entry.cellLine && $0.feature == entry.feature }
        throw FileError.invalid(
          table.path, at: table.place(ofLine: Int(entry.line)),
          "feature \(names[Int(entry.feature)].printable) of cell line \(cellLines.labels[Int(entry.cellLine)]) "
            + "is \(entry.bit), but \(values[index]) on \(table.place(ofLine: Int(first?.line ?? 0)))")
      }
    }
    for index in values.indices where values[index] == unset {
      values[index] = 0
      unlistedPairs += 1
    }
  }
}
