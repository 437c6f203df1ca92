import Charts
import Foundation

extension ConversionReport: CustomStringConvertible {
  /// The report for a reader: what was read, what joined, what dropped out and why, what there is now.
  public var description: String {
    (fileLines + cellLines + drugJoinLines + cellLineJoinLines + repeatLines + dropLines + sizeLines
      + distributionLines).joined(separator: "\n")
  }

  private var fileLines: [String] {
    ["Files"]
      + inputs.map { input in
        "  \(input.role.padding(toLength: 10, withPad: " ", startingAt: 0))  \(input.file)  sha256 \(input.sha256)"
          + (input.layout.map { "  layout \($0.rawValue)" } ?? "")
      }
  }

  private var cellLines: [String] {
    var lines = ["Responses", line(cells.read, "cells read")]
    let datasets = cellsOfDataset.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    if !datasets.isEmpty { lines[1] += " (\(datasets.joined(separator: ", ")))" }
    if cells.ofOtherDataset > 0 {
      lines.append(line(-cells.ofOtherDataset, "of another data set than \(dataset.rawValue)"))
    }
    lines.append(line(-cells.missing, "empty"))
    if cells.notFinite > 0 { lines.append(line(-cells.notFinite, "infinite")) }
    lines.append(
      line(
        -cells.withoutStructure,
        "of \(count(withoutStructure.count + unknownIDs.count, "treatment")) without a structure"))
    lines.append(
      line(
        -cells.withoutFeatures, "of \(count(cellLinesWithoutFeatures.count, "cell line")) without features"))
    if cells.copies > 0 {
      lines.append(line(-cells.copies, "copies: the same numbers for the same drug id once more"))
    }
    if repeatedMeasurements == .mean {
      lines.append(
        line(-cells.merged, "merged: pairs measured more than once count once, with the mean of ln IC50"))
    }
    return lines + [line(cells.responses, "responses kept")]
  }

  private var drugJoinLines: [String] {
    var lines = ["Drugs joined to a structure (a treatment is a drug under one id)"]
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
            labels, "\(labels == 1 ? "treatment" : "treatments") \(how), \(count(drugs, "drug"))"))
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
    return lines
  }

  private var cellLineJoinLines: [String] {
    ["Cell lines joined to features"]
      + CellLineMatch.allCases.compactMap { match in
        let joined = cellLinesJoined[match.rawValue] ?? 0
        switch match {
        case .cosmicID: return line(joined, "by COSMIC id")
        case .name: return joined == 0 ? nil : line(joined, "by name")
        case .spelling: return joined == 0 ? nil : line(joined, "by name, but for capitals")
        }
      }
  }

  private var repeatLines: [String] {
    var lines: [String] = []
    if !repeats.drugs.isEmpty {
      lines.append(
        line(
          repeats.drugs.count,
          "drugs screened under several ids: " + repeats.drugs.map(\.drug).joined(separator: ", ")))
    }
    if !sharedStructures.isEmpty {
      lines.append(
        line(
          sharedStructures.count,
          "structures under several names: "
            + sharedStructures.map { $0.joined(separator: " = ") }.joined(separator: ", ")))
    }
    if repeats.pairs > 0 || !repeats.drugs.isEmpty {
      lines.append(
        line(repeats.pairs, "pairs measured more than once" + apart(repeats.rootMeanSquareDifference)))
    }
    if repeats.pairsInSeveralDatasets > 0 {
      lines.append(
        line(
          repeats.pairsInSeveralDatasets,
          "of them in both data sets" + apart(repeats.rootMeanSquareDifferenceBetweenDatasets)))
    }
    if featureRows.repeated > 0 {
      lines.append(line(featureRows.repeated, "rows of the features say once more what one before said"))
    }
    return lines.isEmpty ? [] : ["Repeated"] + lines
  }

  private var dropLines: [String] {
    let dropped: [(String, [String])] = [
      (
        "drug ids without a name, here and in the drug list",
        unknownIDs.map { "\($0.label) (\(count($0.cells, "cell")))" }
      ),
      (
        "treatments without a structure",
        withoutStructure.map { drug in
          "\(drug.name ?? drug.label) (\(count(drug.cells, "cell"))" + (drug.remark.map { "; " + $0 } ?? "")
            + ")"
        }
      ),
      ("rows of the SMILES table without SMILES", drugsWithoutSMILES),
      (
        "drugs whose SMILES make no molecule",
        invalidSMILES.map { "\($0.drug) (\($0.place), \($0.problem))" }
      ),
      (
        "cell lines without features",
        cellLinesWithoutFeatures.map {
          "\(CellLineLabel(cosmicID: $0.cosmicID, name: $0.name)) (\(count($0.cells, "cell")))"
        }
      ),
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
      line(size.cellLines, "cell lines" + unmeasured(cellLinesWithoutResponse)),
      line(size.features, "genomic features"),
      line(size.responses, "responses"),
    ]
    if !mixtures.isEmpty {
      let names =
        switch fragments {
        case .all: mixtures.map { "\($0.drug) (\($0.fragments))" }
        case .largest: mixtures.map { "\($0.drug) (\($0.kept), 1 of \($0.fragments))" }
        }
      lines.append(
        line(
          mixtures.count,
          "drugs of several fragments, "
            + (fragments == .all ? "all of which are kept: " : "the largest of which is kept: ")
            + names.joined(separator: ", ")))
    }
    if featureRows.unlisted > 0 {
      lines.append(line(featureRows.unlisted, "pairs of cell line and feature that no row lists are 0"))
    }
    if !cellLinesWithoutName.isEmpty {
      lines.append(
        line(cellLinesWithoutName.count, "cell lines have their COSMIC id for a name: no file names them"))
    }
    return lines
  }

  private var distributionLines: [String] {
    ["Distributions (least, quartiles, most)"]
      + distributions.map { distribution in
        let values = distribution.values
        let numbers = [
          values.minimum, values.lowerQuartile, values.median, values.upperQuartile, values.maximum,
        ].map { $0.significant(4) }
        return "  " + distribution.name.padding(toLength: 29, withPad: " ", startingAt: 0)
          + distribution.strip.padding(
            toLength: ConversionDistribution.maximumBins, withPad: " ", startingAt: 0)
          + "  " + numbers.joined(separator: "  ")
      }
  }

  private func unmeasured(_ names: [String]) -> String {
    guard !names.isEmpty else { return "" }
    return ", \(names.count) without a response: " + names.joined(separator: ", ")
  }

  private func apart(_ difference: Double?) -> String {
    difference.map {
      String(
        format: ", which differ by %.3f RMS in ln IC50", locale: Locale(identifier: "en_US_POSIX"), $0)
    } ?? ""
  }

  private func count(_ number: Int, _ thing: String) -> String {
    number == 1 ? "1 \(thing)" : "\(number) \(thing)s"
  }

  private func line(_ count: Int, _ text: String) -> String {
    let digits = String(count)
    return String(repeating: " ", count: max(0, 12 - digits.count)) + digits + "  " + text
  }
}
