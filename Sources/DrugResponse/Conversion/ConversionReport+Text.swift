import Foundation

extension ConversionReport: CustomStringConvertible {
  /// The report for a reader: what was read, what joined, what dropped out and why, what there is now.
  public var description: String {
    (fileLines + cellLines + joinLines + dropLines + sizeLines).joined(separator: "\n")
  }

  private var fileLines: [String] {
    ["Files"]
      + inputs.map { input in
        "  \(input.role.padding(toLength: 10, withPad: " ", startingAt: 0))  \(input.file)  sha256 \(input.sha256)"
      }
  }

  private var cellLines: [String] {
    var lines = [
      "Responses (layout: \(layout.rawValue))",
      line(cells.read, "cells read"),
      line(-cells.missing, "empty"),
    ]
    if cells.notFinite > 0 { lines.append(line(-cells.notFinite, "infinite")) }
    lines.append(
      line(
        -cells.withoutStructure,
        "of \(columns(withoutStructure.count + unknownIDs.count)) without a structure"))
    lines.append(
      line(
        -cells.withoutFeatures,
        "of cell lines without features (\(cellLinesWithoutFeatures.count) cell lines)"))
    if repeatedMeasurements == .mean {
      lines.append(
        line(-cells.merged, "merged: pairs measured more than once count once, with the mean of ln IC50"))
    }
    return lines + [line(cells.responses, "responses kept")]
  }

  private var joinLines: [String] {
    var lines = ["Drugs joined to a structure"]
    for match in DrugMatch.allCases {
      let (labels, drugs) = joined(by: match)
      let how =
        switch match {
        case .name: "by name"
        case .spelling: "by name, but for capitals and blanks"
        case .pubchemCID: "by PubChem CID"
        case .synonym: "by synonym"
        }
      if labels > 0 || match == .name {
        lines.append(
          line(
            labels, "\(labels == 1 ? "column" : "columns") \(how), \(drugs) \(drugs == 1 ? "drug" : "drugs")")
        )
      }
      if match != .name {
        lines += joins.filter { $0.by == match }.map { "              \($0.label) \($0.name) -> \($0.drug)" }
      }
    }
    let differing = joins.filter(\.differsInCID).map(\.drug)
    if !differing.isEmpty {
      lines.append(
        line(
          differing.count,
          "of them have another PubChem CID in the drug list: " + differing.joined(separator: ", ")))
    }
    if !repeats.drugs.isEmpty {
      lines.append(
        line(
          repeats.drugs.count,
          "drugs screened under several ids: " + repeats.drugs.map(\.drug).joined(separator: ", ")))
      let difference = repeats.rootMeanSquareDifference.map {
        String(format: ", which differ by %.3f RMS in ln IC50", $0)
      }
      lines.append(line(repeats.pairs, "pairs measured more than once" + (difference ?? "")))
    }
    return lines
  }

  private var dropLines: [String] {
    let dropped: [(String, [String])] = [
      ("drug ids not in the drug list", unknownIDs.map { "\($0.label) (\($0.cells) cells)" }),
      (
        "drugs without a structure",
        withoutStructure.map { drug in
          "\(drug.name ?? drug.label) (\(drug.cells) cells" + (drug.remark.map { "; " + $0 } ?? "") + ")"
        }
      ),
      ("rows of the SMILES table without SMILES", drugsWithoutSMILES),
      ("cell lines without features", cellLinesWithoutFeatures.map(String.init)),
    ]
    let lines = dropped.filter { !$1.isEmpty }.map { title, items in
      line(items.count, title + ": " + items.joined(separator: ", "))
    }
    return lines.isEmpty ? [] : ["Dropped"] + lines
  }

  private var sizeLines: [String] {
    var lines = [
      "Data set",
      line(size.drugs, "drugs (\(size.atoms) atoms, \(size.bonds) bonds)" + unmeasured(drugsWithoutResponse)),
      line(size.cellLines, "cell lines" + unmeasured(cellLinesWithoutResponse.map(String.init))),
      line(size.features, "genomic features"),
      line(size.responses, "responses"),
    ]
    if !cellLinesWithoutName.isEmpty {
      lines.append(
        line(
          cellLinesWithoutName.count, "named by their COSMIC id, for want of a name in the list of cell lines"
        ))
    }
    return lines
  }

  private func unmeasured(_ names: [String]) -> String {
    guard !names.isEmpty else { return "" }
    let shown = names.prefix(8).joined(separator: ", ") + (names.count > 8 ? ", ..." : "")
    return ", \(names.count) without a response: \(shown)"
  }

  private func columns(_ count: Int) -> String { count == 1 ? "1 column" : "\(count) columns" }

  private func line(_ count: Int, _ text: String) -> String {
    let digits = String(count)
    return String(repeating: " ", count: max(0, 12 - digits.count)) + digits + "  " + text
  }
}
