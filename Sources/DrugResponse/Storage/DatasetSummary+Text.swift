import Foundation

extension DatasetSummary: CustomStringConvertible {
  /// Several lines, as `inspect` prints them.
  public var description: String {
    var lines = [
      row(
        "cell lines",
        "\(cellLines), \(features) features each"
          + (meanOnes.map { ", \(fixed($0, 1)) ones on average" } ?? "")),
      row(
        "drugs",
        "\(drugs) of \(structures) structures, \(atoms) atoms (\(mostAtoms) at most), \(bonds) bonds"
          + (fragments == .all ? "" : "; of each the largest fragment")),
      row(
        "responses",
        "\(responses), of \(measuredPairs) pairs"
          + (density.map { ": \(fixed(100 * $0, 1)) % of \(cellLines * drugs)" } ?? "")),
      row("AUC known", "\(responsesWithAUC)"),
    ]
    let distributions = [("ln IC50", lnIC50), ("normalised IC50", normalisedIC50), ("AUC", auc)]
    if distributions.contains(where: { $0.1 != nil }) {
      lines.append(
        row("", columns(["mean", "sd", "minimum", "quartile", "median", "quartile", "maximum"])))
    }
    for case (let name, let values?) in distributions {
      lines.append(
        row(
          name,
          columns(
            [
              values.mean, values.standardDeviation, values.minimum, values.lowerQuartile, values.median,
              values.upperQuartile, values.maximum,
            ].map { fixed($0, 4) })))
    }
    lines.append(row("same structure", list(sharedStructures.map { $0.joined(separator: " = ") })))
    lines.append(row("unmeasured drugs", list(drugsWithoutMeasurements)))
    lines.append(row("unmeasured lines", list(cellLinesWithoutMeasurements)))
    return lines.joined(separator: "\n")
  }

  private func row(_ name: String, _ text: String) -> String {
    name.padding(toLength: 18, withPad: " ", startingAt: 0) + text
  }

  private func columns(_ texts: [String]) -> String {
    texts.map { String(repeating: " ", count: max(0, 9 - $0.count)) + $0 }.joined(separator: " ")
  }

  private func fixed(_ value: Double, _ digits: Int) -> String {
    String(format: "%.\(digits)f", locale: Locale(identifier: "en_US_POSIX"), value)
  }

  /// The number of names, and the first ten.
  private func list(_ names: [String]) -> String {
    guard !names.isEmpty else { return "none" }
    return "\(names.count): " + names.prefix(10).joined(separator: ", ") + (names.count > 10 ? ", ..." : "")
  }
}
