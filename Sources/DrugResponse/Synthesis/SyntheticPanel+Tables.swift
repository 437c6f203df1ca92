import Foundation

/// The files of the matrix layout as text, under the headers of the real ones.
extension SyntheticPanel {
  var drugTable: String {
    table(
      "name,CID,CanonicalSMILES,IsomericSMILES",
      drugs.map { [$0.name, String($0.pubchemCID), $0.smilesWithoutStereo, $0.smiles] })
  }

  var drugList: String {
    let cids = Dictionary(uniqueKeysWithValues: drugs.map { ($0.name, String($0.pubchemCID)) })
    return table(
      "drug_id,Name,Synonyms,Targets,Target pathway,PubCHEM,Sample Size,Count",
      treatments.map { treatment in
        let properties = treatment.mechanism.properties
        return [
          String(treatment.drugID), treatment.name, "", properties.targets, properties.pathway,
          cids[treatment.name] ?? "none", String(cellLines.count), String(treatments.count),
        ]
      })
  }

  /// Under the header of the real list, which does not describe its rows.
  var cellLineList: String {
    table(
      "Name,Cosmic Id, Tissue, Tissue sub-type,,",
      cellLines.map { cellLine in
        let listed = SyntheticGenome.tissues[cellLine.tissue].listed
        return [
          String(cellLine.cosmicID), cellLine.name, String(cellLine.cosmicID), listed.code, listed.tissue,
          listed.subtype,
        ]
      })
  }

  var featureTable: String {
    table(
      row(["COSMIC_ID", "TISSUE_FACTOR", "MSI_FACTOR"] + genome.names),
      cellLines.map { cellLine in
        [String(cellLine.cosmicID), SyntheticGenome.tissues[cellLine.tissue].factor, "0"]
          + cellLine.profile.map { $0 == 0 ? "0" : "1" }
      })
  }

  var responseTable: String {
    table(
      row(["COSMIC_ID"] + treatments.map { "Drug_\($0.drugID)_IC50" }),
      cellLines.indices.map { number in
        [String(cellLines[number].cosmicID)]
          + responses(of: number).map { value in
            value.map(Self.decimal) ?? ""
          }
      })
  }

  // A decimal point whatever the user's language.
  private static let locale = Locale(identifier: "en_US_POSIX")

  static func decimal(_ value: Double) -> String { String(format: "%.6f", locale: locale, value) }

  func table(_ header: String, _ rows: [[String]]) -> String {
    ([header] + rows.map(row)).map { $0 + "\n" }.joined()
  }

  func row(_ fields: [String]) -> String {
    fields.map { $0.contains(where: { ",\"\n".contains($0) }) ? "\"\($0)\"" : $0 }.joined(separator: ",")
  }
}
