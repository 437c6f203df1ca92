import Chemistry
import Support

/// The conversion of GDSC's files to one data set.
///
/// What becomes of the files' contents:
/// - Drugs: every row of the SMILES table that has a structure, measured or not, so that pairs which were never
///   measured can be predicted.
/// - Cell lines: every row of the feature file, for the same reason. Its name comes from the list of cell lines
///   (else it is the COSMIC id), its tissue from the feature file's TISSUE_FACTOR (else from that list).
/// - Responses: the measured pairs of these drugs and cell lines, in the order of cell line, then drug.
///   `DrugMatcher` says how a drug id finds its structure.
///
/// All else drops out, and the report says what and why.
public struct GDSCConversion: Sendable {
  /// What becomes of pairs that were measured more than once, as a drug screened under two drug ids was.
  public enum RepeatedMeasurements: String, Codable, Sendable, CaseIterable {
    /// One response with the mean of ln IC50, which is the geometric mean of IC50.
    case mean
    /// Each measurement as a response of its own. A split must keep those of one pair together.
    case keep
  }

  /// The response file: ln IC50 of each cell line and drug id.
  public var responses: String
  /// The genomic features of each cell line.
  public var features: String
  /// The SMILES table: a name and a structure a drug.
  public var drugs: String
  /// Maps drug ids to names, synonyms and PubChem ids. Without it the response file's columns must be named by
  /// the drugs' names, as in the SMILES table.
  public var drugList: String?
  /// Names and tissues of the cell lines.
  public var cellLines: String?
  public var repeatedMeasurements: RepeatedMeasurements

  public init(
    responses: String, features: String, drugs: String, drugList: String? = nil, cellLines: String? = nil,
    repeatedMeasurements: RepeatedMeasurements = .mean
  ) {
    self.responses = responses
    self.features = features
    self.drugs = drugs
    self.drugList = drugList
    self.cellLines = cellLines
    self.repeatedMeasurements = repeatedMeasurements
  }

  /// Reads the files, joins them, and makes the molecular graphs.
  ///
  /// - Throws: `FileError` or `UsageError` that names file, line and column; `ChemistryUnavailable`.
  public func run() throws -> (dataset: ResponseDataset, report: ConversionReport) {
    // The small files first: what is wrong in them shows at once.
    let list = try drugList.map { try DrugList(path: $0) }
    let structures = try DrugStructures(path: drugs)
    let names = try cellLines.map { try CellLineList(path: $0) }
    let molecules = try Self.drugs(of: structures)
    let features = try GenomicFeatures(path: features)
    let measured = try MeasuredResponses(path: responses)

    var report = ConversionReport(inputs: try inputs(), repeatedMeasurements: repeatedMeasurements)
    report.layout = measured.layout
    report.drugsWithoutSMILES = structures.namesWithoutSMILES
    let cellLines = Self.cellLines(features, names: names, report: &report)
    let join = ResponseJoin(
      measured: measured, matcher: DrugMatcher(structures: structures, list: list),
      rowOfCellLine: Dictionary(uniqueKeysWithValues: zip(cellLines.cosmicID, 0...)),
      drugNames: molecules.name, repeatedMeasurements: repeatedMeasurements)
    try checkThatNamesSuffice(join, list: list)
    let responses = join.responses(report: &report)
    guard responses.count > 0 else {
      throw FileError.invalid(
        self.responses,
        "no measurement is left: of \(report.cells.filled) cells, \(report.cells.withoutStructure) have no drug with "
          + "a structure and \(report.cells.withoutFeatures) no cell line with features")
    }
    let dataset = ResponseDataset(cellLines: cellLines, drugs: molecules, responses: responses)
    report.summarise(dataset)
    return (dataset, report)
  }

  /// Refuses an output that is one of the files to read, which writing it would destroy. Reads none of them.
  ///
  /// - Throws: `UsageError`.
  public func requireOtherFile(than output: String) throws {
    for case (let role, let path?) in files where isSameFile(path, output) {
      throw UsageError(
        "\(output): the output would replace the input \(path) (\(role)), expected another file")
    }
  }

  private var files: [(role: String, path: String?)] {
    [
      ("responses", responses), ("features", features), ("drugs", drugs), ("drug list", drugList),
      ("cell lines", cellLines),
    ]
  }

  private func inputs() throws -> [ConversionReport.Input] {
    try files.compactMap { role, path in
      try path.map {
        ConversionReport.Input(role: role, path: $0, sha256: try SHA256.hexadecimal(ofFile: $0))
      }
    }
  }

  /// Drug ids mean nothing without a drug list.
  private func checkThatNamesSuffice(_ join: ResponseJoin, list: DrugList?) throws {
    guard list == nil, join.matchedCount == 0 else { return }
    throw UsageError(
      "\(responses): none of the \(join.measured.treatments.count) drug columns "
        + "(\(join.measured.treatments[0].label), ...) is named like a drug in \(drugs): give the drug list that maps "
        + "drug ids to names (--drug-list)")
  }

  private static func drugs(of structures: DrugStructures) throws -> ResponseDataset.Drugs {
    var drugs = ResponseDataset.Drugs(
      name: [], smiles: [], pubchemCID: [], atomOffset: [0], atomFeatures: [], bondOffset: [0], bonds: [])
    for entry in structures.entries {
      let molecule: Molecule
      do { molecule = try Molecule(smiles: entry.smiles) } catch let error as MoleculeError {
        throw FileError.invalid(
          structures.path, at: "line \(entry.line), drug \(entry.name)", error.description)
      }
      drugs.name.append(entry.name)
      drugs.smiles.append(entry.smiles)
      drugs.pubchemCID.append(entry.pubchemCID)
      drugs.atomFeatures += molecule.atomFeatures
      drugs.atomOffset.append(drugs.atomOffset[drugs.atomOffset.count - 1] + Int64(molecule.atomCount))
      drugs.bonds += molecule.bonds
      drugs.bondOffset.append(drugs.bondOffset[drugs.bondOffset.count - 1] + Int64(molecule.bondCount))
    }
    return drugs
  }

  private static func cellLines(
    _ features: GenomicFeatures, names: CellLineList?, report: inout ConversionReport
  ) -> ResponseDataset.CellLines {
    var cellLines = ResponseDataset.CellLines(
      cosmicID: features.cosmicIDs, name: [], tissue: [], featureName: features.names,
      features: features.values)
    for (cosmicID, tissue) in zip(features.cosmicIDs, features.tissues) {
      let entry = names?.entries[cosmicID]
      let name = entry?.name ?? ""
      if name.isEmpty { report.cellLinesWithoutName.append(cosmicID) }
      cellLines.name.append(name.isEmpty ? String(cosmicID) : name)
      cellLines.tissue.append(tissue.isEmpty ? entry?.tissue ?? "" : tissue)
    }
    return cellLines
  }
}
