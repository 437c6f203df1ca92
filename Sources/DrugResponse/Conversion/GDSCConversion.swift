import Chemistry
import Support

/// The conversion of GDSC's files, or of an assay of one's own, to one data set.
///
/// What becomes of the files' contents:
/// - Drugs: every row of the SMILES table that has a structure, measured or not, so that pairs which were never
///   measured can be predicted.
/// - Cell lines: every cell line of the feature file, for the same reason, in the order in which that file first names
///   them. The name comes from the list of cell lines, else from the feature file, else from the responses (else it is
///   the COSMIC id); the tissue from the feature file, else from the list, else from the responses. A cell line
///   without a COSMIC id has a negative number in its place.
/// - Responses: the measured pairs of these drugs and cell lines, in the order of cell line, then drug. `DrugMatcher`
///   and `CellLineMatcher` say what joins.
///
/// All else drops out, and the report says what and why. The same content gives the same data set in every layout.
public struct GDSCConversion: Sendable {
  /// What becomes of pairs that were measured more than once, as a drug screened under two drug ids was.
  public enum RepeatedMeasurements: String, Codable, Sendable, CaseIterable {
    /// One response with the mean of ln IC50, which is the geometric mean of IC50.
    case mean
    /// Each measurement as a response of its own. A split must keep those of one pair together.
    case keep
  }

  /// Which of GDSC's two screens are wanted.
  public enum DatasetChoice: String, Codable, Sendable, CaseIterable {
    case gdsc1 = "GDSC1"
    case gdsc2 = "GDSC2"
    case both

    /// Whether responses of the data set `name` are wanted.
    func includes(_ name: String) -> Bool { self == .both || name.uppercased() == rawValue }
  }

  /// The response files: ln IC50 of each cell line and drug. Of any layouts; a pair may be in several.
  public var responses: [String]
  /// The genomic features of each cell line.
  public var features: String
  /// The SMILES table: a name and a structure a drug.
  public var drugs: String
  /// Maps drug ids to names, synonyms and PubChem ids. Without it the response files must name the drugs as the SMILES
  /// table does.
  public var drugList: String?
  /// Names and tissues of the cell lines.
  public var cellLines: String?
  public var repeatedMeasurements: RepeatedMeasurements
  public var dataset: DatasetChoice
  /// Which parts of salts, solvates and mixtures the molecular graphs hold.
  public var fragments: FragmentChoice
  /// Whether drugs whose SMILES make no molecule are left out and reported; otherwise they end the conversion.
  public var skipsInvalidSMILES: Bool

  public init(
    responses: [String], features: String, drugs: String, drugList: String? = nil, cellLines: String? = nil,
    repeatedMeasurements: RepeatedMeasurements = .mean, dataset: DatasetChoice = .both,
    fragments: FragmentChoice = .all, skipsInvalidSMILES: Bool = false
  ) {
    self.responses = responses
    self.features = features
    self.drugs = drugs
    self.drugList = drugList
    self.cellLines = cellLines
    self.repeatedMeasurements = repeatedMeasurements
    self.dataset = dataset
    self.fragments = fragments
    self.skipsInvalidSMILES = skipsInvalidSMILES
  }

  /// Reads the files, joins them, and makes the molecular graphs.
  ///
  /// - Throws: `FileError` or `UsageError` that names file, line and column; `ChemistryUnavailable`.
  public func run() throws -> (dataset: ResponseDataset, report: ConversionReport) {
    // The small files first: what is wrong in them shows at once.
    let list = try drugList.map { try DrugList(path: $0) }
    let names = try cellLines.map { try CellLineList(path: $0) }
    let molecules = try DrugMolecules(
      try DrugStructures(path: drugs), fragments: fragments, skipsInvalid: skipsInvalidSMILES)
    let structures = molecules.structures
    let features = try GenomicFeatures(path: features)
    let measured = try MeasuredResponses(paths: responses, dataset: dataset)

    var report = ConversionReport(
      inputs: try inputs(measured, features), repeatedMeasurements: repeatedMeasurements, dataset: dataset,
      fragments: fragments)
    report.drugsWithoutSMILES = structures.namesWithoutSMILES
    report.invalidSMILES = molecules.invalid
    report.mixtures = molecules.mixtures
    report.featureRows = .init(repeated: features.repeatedRows, unlisted: features.unlistedPairs)
    let join = ResponseJoin(
      measured: measured, drugs: DrugMatcher(structures: structures, list: list),
      cellLines: CellLineMatcher(features.cellLines.labels), drugNames: molecules.drugs.name,
      repeatedMeasurements: repeatedMeasurements)
    try checkThatNamesSuffice(join, list: list)
    let responses = join.responses(report: &report)
    guard responses.count > 0 else { throw nothingLeft(report) }
    let actions = join.actions(structures)
    var drugs = molecules.drugs
    drugs.target = DrugAction.column(actions, \.target)
    drugs.pathway = DrugAction.column(actions, \.pathway)
    let dataset = ResponseDataset(
      cellLines: Self.cellLines(features, join, names: names, report: &report), drugs: drugs,
      responses: responses)
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
    responses.map { ("responses", $0) } + [
      ("features", features), ("drugs", drugs), ("drug list", drugList), ("cell lines", cellLines),
    ]
  }

  private func inputs(_ measured: MeasuredResponses, _ features: GenomicFeatures) throws
    -> [ConversionReport.Input]
  {
    try zip(files, measured.layouts.map { $0 } + [features.layout, nil, nil, nil]).compactMap {
      file, layout in
      try file.path.map {
        ConversionReport.Input(
          role: file.role, path: $0, sha256: try SHA256.hexadecimal(ofFile: $0), layout: layout)
      }
    }
  }

  /// Drug ids mean nothing without a drug list.
  private func checkThatNamesSuffice(_ join: ResponseJoin, list: DrugList?) throws {
    let treatments = join.measured.treatments
    guard list == nil, join.matchedCount == 0, let unnamed = treatments.first(where: { $0.name == nil })
    else { return }
    throw UsageError(
      "\(responses.joined(separator: ", ")): none of the \(treatments.count) drugs (\(unnamed.label), ...) is named "
        + "like a drug in \(drugs): give the drug list that maps drug ids to names (--drug-list)")
  }

  private func nothingLeft(_ report: ConversionReport) -> FileError {
    let cells = report.cells
    let others = report.cellsOfDataset.keys.sorted().joined(separator: ", ")
    return FileError.invalid(
      responses.joined(separator: ", "),
      "no measurement is left: of \(cells.filled) cells, \(cells.withoutStructure) have no drug with a structure and "
        + "\(cells.withoutFeatures) no cell line with features"
        + (cells.ofOtherDataset > 0
          ? "; \(cells.ofOtherDataset) are not of \(dataset.rawValue) (the data sets are \(others))" : ""))
  }

  private static func cellLines(
    _ features: GenomicFeatures, _ join: ResponseJoin, names: CellLineList?, report: inout ConversionReport
  ) -> ResponseDataset.CellLines {
    var cellLines = ResponseDataset.CellLines(
      cosmicID: [], name: [], tissue: [], featureName: features.names, features: features.values)
    // What the responses know of the feature file's cell lines.
    let measured = join.measured.cellLines
    let rows = Dictionary(
      join.cellLines.enumerated().compactMap { number, match in match.map { ($0.row, number) } }
    ) { first, _ in first }
    for (row, label) in features.cellLines.labels.enumerated() {
      let other = rows[row].map { measured.labels[$0] }
      let cosmicID = label.cosmicID ?? other?.cosmicID
      let entry = cosmicID.flatMap { names?.entries[$0] }
      let name = [entry?.name, label.name, other?.name].lazy.compactMap { $0 }.first { !$0.isEmpty }
      // Some file gave an id or a name, or there would be no row.
      let number = cosmicID ?? -Int64(row + 1)
      if name == nil { report.cellLinesWithoutName.append(number) }
      cellLines.cosmicID.append(number)
      cellLines.name.append(name ?? String(number))
      cellLines.tissue.append(
        [features.cellLines.tissues[row], entry?.tissue ?? "", rows[row].map { measured.tissues[$0] } ?? ""]
          .first { !$0.isEmpty } ?? "")
    }
    return cellLines
  }
}
