import Support

/// Where a response file with one row a measurement holds what.
struct ResponseColumns {
  let layout: ConversionReport.Layout
  let cellLine: CellLineColumns
  let drugID: Int?
  let drugName: Int?
  let value: Int
  /// Whether the value is ln IC50, as in all of GDSC's files, or IC50 in micromolar.
  let isLogarithm: Bool
  let auc: Int?
  let dataset: Int?
  let action: DrugActionColumns

  /// Tells the layout by the header; nil for a matrix, which has a column a drug instead.
  ///
  /// - Throws: `FileError` that names the column which the layout lacks, and those there are.
  init?(_ table: TableReader) throws {
    if table.hasColumn("cell_line") || table.hasColumn("drug") {
      try self.init(general: table)
    } else if table.hasColumn("LN_IC50") {
      try self.init(fittedDoseResponse: table)
    } else if table.hasColumn("IC50") {
      try self.init(portal: table)
    } else if ["drug_id", "drug_name", "AUC"].contains(where: table.hasColumn) {
      throw table.noColumn("LN_IC50")
    } else {
      return nil
    }
  }

  /// Release 8: GDSC1_fitted_dose_response, GDSC2_fitted_dose_response.
  private init(fittedDoseResponse table: TableReader) throws {
    layout = .fittedDoseResponse
    cellLine = try CellLineColumns(table, key: "COSMIC_ID", tissue: ["TCGA_DESC"])
    drugID = try table.optionalColumn(["DRUG_ID"])
    drugName = try table.optionalColumn(["DRUG_NAME"])
    if drugID == nil && drugName == nil { throw table.noColumn("DRUG_ID") }
    value = try table.column("LN_IC50")
    isLogarithm = true
    auc = try table.optionalColumn(["AUC"])
    dataset = try table.optionalColumn(["DATASET"])
    action = try DrugActionColumns(table)
  }

  /// Release 6: PANCANCER_IC. Its IC50 is a logarithm, so that a file must show itself to be GDSC's by both of its ids.
  private init(portal table: TableReader) throws {
    layout = .portal
    cellLine = try CellLineColumns(table, key: "Cosmic sample Id", tissue: ["Tissue", "TCGA classification"])
    drugID = try table.optionalColumn(["Drug Id"])
    drugName = try table.optionalColumn(["Drug name"])
    value = try table.column("IC50")
    if drugID == nil || cellLine.cosmicID == nil {
      throw FileError.invalid(
        table.path, at: "header",
        "there is no column \(drugID == nil ? "Drug Id" : "Cosmic sample Id"), by which GDSC's own files are known; "
          + "in files of your own name the columns cell_line, drug, and ln_ic50 or ic50 (micromolar); the columns are "
          + table.columnList)
    }
    isLogarithm = true
    auc = try table.optionalColumn(["AUC"])
    dataset = try table.optionalColumn(["Dataset version", "DATASET"])
    action = try DrugActionColumns(table)
  }

  /// The layout for other people's assays: cell_line, drug, ln_ic50 or ic50, and what else is known.
  private init(general table: TableReader) throws {
    layout = .general
    _ = try table.column("cell_line")
    cellLine = try CellLineColumns(table, key: "cell_line", tissue: ["tissue"])
    drugID = nil
    drugName = try table.column("drug")
    let logarithm = try table.optionalColumn(["ln_ic50"])
    let plain = try table.optionalColumn(["ic50", "ic50_um"])
    if logarithm != nil && plain != nil {
      throw FileError.invalid(
        table.path, at: "header", "there are both ln_ic50 and ic50, expected one of them")
    }
    auc = try table.optionalColumn(["auc"])
    guard let value = logarithm ?? plain else {
      guard auc != nil else { throw table.noColumn("ln_ic50 or ic50") }
      throw FileError.invalid(
        table.path, at: "header",
        "there is auc, but neither ln_ic50 nor ic50: a response needs an IC50, which its AUC may go with")
    }
    self.value = value
    isLogarithm = logarithm != nil
    dataset = try table.optionalColumn(["dataset"])
    action = try DrugActionColumns(table)
  }
}
