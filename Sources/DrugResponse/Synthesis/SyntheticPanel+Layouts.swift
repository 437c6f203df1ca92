import Foundation

/// The files of the other layouts, with what the matrices hold and an AUC for each response.
extension SyntheticPanel {
  /// The feature file of a layout.
  func features(_ layout: SyntheticGDSC.Layout) -> String {
    switch layout {
    case .matrix: featureTable
    case .portal:
      longFeatures(
        "cell_line_name,cosmic_sample_id,gdsc_desc1,gdsc_desc2,tcga_desc,genetic_feature,is_mutated,"
          + "recurrent_gain_loss,genes_in_segment")
    case .fittedDoseResponse:
      longFeatures(
        "Cell Line Name,COSMIC ID,GDSC Desc1,GDSC Desc2,TCGA Desc,Genetic Feature,IS Mutated,Recurrent Gain Loss,"
          + "Genes in Segment")
    case .general: generalFeatures
    }
  }

  /// The response files of a layout, in the order of `SyntheticGDSC.Files`.
  func responses(_ layout: SyntheticGDSC.Layout) -> [String] {
    switch layout {
    case .matrix: [responseTable]
    case .portal: [portalResponses]
    case .fittedDoseResponse: ["GDSC1", "GDSC2"].map(fittedDoseResponses)
    case .general: [generalResponses]
    }
  }

  var generalDrugTable: String {
    table(
      "name,smiles,pubchem_cid,target,pathway",
      drugs.map {
        [
          $0.name, $0.smilesWithoutStereo, String($0.pubchemCID), $0.mechanism.properties.targets,
          $0.mechanism.properties.pathway,
        ]
      })
  }

  /// The genes of a segment stand in the last column, with commas and without quotation marks.
  private func longFeatures(_ header: String) -> String {
    let lines = cellLines.flatMap { cellLine in
      let tissue = SyntheticGenome.tissues[cellLine.tissue]
      let start = [
        cellLine.name, String(cellLine.cosmicID), tissue.factor, tissue.listed.subtype, tissue.listed.code,
      ].joined(separator: ",")
      return zip(genome.names, cellLine.profile).map { name, bit in
        let change = name.hasSuffix("_mut") ? "" : String(name.prefix { $0 != "_" })
        let genes = name.split(separator: "(").dropFirst().first?.dropLast() ?? ""
        return "\(start),\(row([name])),\(bit),\(change),\(genes)"
      }
    }
    return (CollectionOfOne(header) + lines).map { $0 + "\n" }.joined()
  }

  private var generalFeatures: String {
    table(
      row(["cell_line", "cosmic_id", "tissue"] + genome.names),
      cellLines.map { cellLine in
        [cellLine.name, String(cellLine.cosmicID), SyntheticGenome.tissues[cellLine.tissue].factor]
          + cellLine.profile.map { $0 == 0 ? "0" : "1" }
      })
  }

  /// What was measured, one cell line after the other, with an area that falls with IC50 on a scale of its own.
  private var measurements: [(cellLine: CellLine, treatment: Treatment, lnIC50: String, auc: String)] {
    cellLines.indices.flatMap { number in
      zip(treatments, responses(of: number)).compactMap { treatment, value in
        value.map {
          (
            cellLines[number], treatment, Self.decimal($0),
            Self.decimal(1 / (1 + exp((2 - $0) / 3)))
          )
        }
      }
    }
  }

  private var portalResponses: String {
    table(
      "Drug name,Drug Id,Cell line name,Cosmic sample Id,TCGA classification,Tissue,Tissue sub-type,IC Result ID,IC50,"
        + "AUC,Max conc,RMSE,Z score,Dataset version",
      measurements.enumerated().map { number, measurement in
        let tissue = SyntheticGenome.tissues[measurement.cellLine.tissue].listed
        return [
          measurement.treatment.name, String(measurement.treatment.drugID), measurement.cellLine.name,
          String(measurement.cellLine.cosmicID), tissue.code, tissue.tissue, tissue.subtype,
          String(number + 1),
          measurement.lnIC50, measurement.auc, "10.0", "0.05", "0.0", "17",
        ]
      })
  }

  /// Drugs that were screened again belong to GDSC2.
  private func fittedDoseResponses(_ dataset: String) -> String {
    table(
      "DATASET,NLME_RESULT_ID,NLME_CURVE_ID,COSMIC_ID,CELL_LINE_NAME,SANGER_MODEL_ID,TCGA_DESC,DRUG_ID,DRUG_NAME,"
        + "PUTATIVE_TARGET,PATHWAY_NAME,COMPANY_ID,WEBRELEASE,MIN_CONC,MAX_CONC,LN_IC50,AUC,RMSE,Z_SCORE",
      measurements.enumerated().filter { dataset == Self.dataset(of: $1.treatment) }.map {
        number, measurement in
        let properties = measurement.treatment.mechanism.properties
        return [
          dataset, "1", String(number + 1), String(measurement.cellLine.cosmicID), measurement.cellLine.name,
          "SYN\(measurement.cellLine.cosmicID)",
          SyntheticGenome.tissues[measurement.cellLine.tissue].listed.code,
          String(measurement.treatment.drugID), measurement.treatment.name, properties.targets,
          properties.pathway, "1", "Y", "0.01", "10.0", measurement.lnIC50, measurement.auc, "0.05", "0.0",
        ]
      })
  }

  private static func dataset(of treatment: Treatment) -> String {
    treatment.drugID >= repeatedIDs && treatment.drugID != biologic.drugID ? "GDSC2" : "GDSC1"
  }

  private var generalResponses: String {
    table(
      "cell_line,drug,ln_ic50,auc",
      measurements.map { [$0.cellLine.name, $0.treatment.name, $0.lnIC50, $0.auc] })
  }
}
