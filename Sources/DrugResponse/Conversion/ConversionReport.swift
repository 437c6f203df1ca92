import Chemistry
import Foundation

/// What a conversion read, joined and dropped, and why. Codable, to be kept with the data set it describes.
public struct ConversionReport: Codable, Hashable, Sendable {
  public struct Input: Codable, Hashable, Sendable {
    public let role: String
    /// The file's name without its directories, which say nothing about its contents.
    public let file: String
    public let sha256: String
    /// nil for the tables of drugs and the list of cell lines.
    public let layout: Layout?

    init(role: String, path: String, sha256: String, layout: Layout? = nil) {
      self.role = role
      file = URL(fileURLWithPath: path).lastPathComponent
      self.sha256 = sha256
      self.layout = layout
    }
  }

  /// The layout of a response or feature file.
  public enum Layout: String, Codable, Sendable {
    /// One row a cell line, one column a treatment or feature, as in gdsctools' IC50_v17.csv.
    case matrix
    /// One row a measurement or a pair of cell line and feature, as GDSC's portal writes (release 6).
    case portal
    /// One row a measurement, as in GDSC's release 8.
    case fittedDoseResponse = "fitted-dose-response"
    /// The layout for assays of one's own.
    case general
  }

  /// Where the cells of the response files went: read = missing + ofOtherDataset + notFinite + withoutStructure
  /// + withoutFeatures + copies + merged + responses.
  public struct Cells: Codable, Hashable, Sendable {
    public var read = 0
    public var missing = 0
    /// Of GDSC1 or GDSC2, where only the other one is wanted.
    public var ofOtherDataset = 0
    public var notFinite = 0
    public var withoutStructure = 0
    public var withoutFeatures = 0
    /// Measurements that another row gives with the same numbers for the same drug id: they count once.
    public var copies = 0
    /// Measurements that went into the mean of an earlier one of the same pair.
    public var merged = 0
    public var responses = 0
    public var filled: Int { read - missing - ofOtherDataset }
  }

  /// A treatment of the response files that found its structure.
  public struct Join: Codable, Hashable, Sendable {
    public let label: String
    public let name: String
    public let drug: String
    public let by: DrugMatch
    /// Whether drug list and SMILES table give different PubChem CIDs, as for salts and stereoisomers.
    public let differsInCID: Bool
  }

  /// A treatment of the response files that found none, with the number of its cells that are filled.
  public struct Dropped: Codable, Hashable, Sendable {
    public let label: String
    public let name: String?
    public let cells: Int
    /// Why a join that suggests itself was not made.
    public let remark: String?
  }

  /// A cell line of the response files that has no features, with the number of its cells that are filled.
  public struct DroppedCellLine: Codable, Hashable, Sendable {
    public let cosmicID: Int64?
    public let name: String?
    public let cells: Int

    package init(cosmicID: Int64?, name: String?, cells: Int) {
      self.cosmicID = cosmicID
      self.name = name
      self.cells = cells
    }
  }

  /// A drug that is written as several fragments: a salt, a solvate, or a mixture.
  public struct Mixture: Codable, Hashable, Sendable {
    public let drug: String
    public let fragments: Int
    /// The canonical SMILES of what the data set holds.
    public let kept: String

    package init(drug: String, fragments: Int, kept: String) {
      self.drug = drug
      self.fragments = fragments
      self.kept = kept
    }
  }

  /// A drug of the SMILES table whose SMILES make no molecule, which was left out.
  public struct InvalidSMILES: Codable, Hashable, Sendable {
    public let drug: String
    /// Where the file has it, such as "line 3".
    public let place: String
    /// The SMILES and what is wrong with them.
    public let problem: String

    package init(drug: String, place: String, problem: String) {
      self.drug = drug
      self.place = place
      self.problem = problem
    }
  }

  public struct Repeats: Codable, Hashable, Sendable {
    public struct Drug: Codable, Hashable, Sendable {
      public let drug: String
      public let labels: [String]
    }
    public var drugs: [Drug] = []
    /// Pairs measured more than once.
    public var pairs = 0
    /// Of ln IC50 between two measurements of the same pair: the floor under any model's error. nil without such pairs.
    public var rootMeanSquareDifference: Double?
    /// Pairs measured in GDSC1 and in GDSC2.
    public var pairsInSeveralDatasets = 0
    /// Of ln IC50 between these. nil without such pairs.
    public var rootMeanSquareDifferenceBetweenDatasets: Double?
  }

  /// What a feature file with one row a pair of cell line and feature leaves open.
  public struct FeatureRows: Codable, Hashable, Sendable {
    /// Rows that say once more what a row before said.
    public var repeated = 0
    /// Pairs without a row: they are 0.
    public var unlisted = 0
  }

  /// The size of the data set.
  public struct Size: Codable, Hashable, Sendable {
    public var drugs = 0
    public var cellLines = 0
    public var features = 0
    public var responses = 0
    public var atoms = 0
    public var bonds = 0
  }

  public let inputs: [Input]
  public let repeatedMeasurements: GDSCConversion.RepeatedMeasurements
  public let dataset: GDSCConversion.DatasetChoice
  /// Which fragments of the `mixtures` the data set holds.
  public let fragments: FragmentChoice
  public var cells = Cells()
  /// Cells by the data set that a response file names.
  public var cellsOfDataset: [String: Int] = [:]
  public var joins: [Join] = []
  /// Named, but without a structure: biologics and undisclosed compounds.
  public var withoutStructure: [Dropped] = []
  /// Without a name, in the response file as in the drug list.
  public var unknownIDs: [Dropped] = []
  /// Rows of the SMILES table without SMILES.
  public var drugsWithoutSMILES: [String] = []
  public var invalidSMILES: [InvalidSMILES] = []
  public var mixtures: [Mixture] = []
  /// Names of drugs of the data set that have their structure in common with others, by structure.
  public var sharedStructures: [[String]] = []
  public var repeats = Repeats()
  public var featureRows = FeatureRows()
  /// Cell lines of the response files, by how they found their features (`CellLineMatch`).
  public var cellLinesJoined: [String: Int] = [:]
  public var cellLinesWithoutFeatures: [DroppedCellLine] = []
  /// COSMIC ids of cell lines that no file names.
  public var cellLinesWithoutName: [Int64] = []
  /// Names of the drugs and cell lines of the data set that no response refers to.
  public var drugsWithoutResponse: [String] = []
  public var cellLinesWithoutResponse: [String] = []
  public var size = Size()
  public var distributions: [ConversionDistribution] = []

  init(
    inputs: [Input], repeatedMeasurements: GDSCConversion.RepeatedMeasurements,
    dataset: GDSCConversion.DatasetChoice, fragments: FragmentChoice
  ) {
    self.inputs = inputs
    self.repeatedMeasurements = repeatedMeasurements
    self.dataset = dataset
    self.fragments = fragments
  }

  /// The number of treatments joined in one way, and of the drugs they are of.
  public func joined(by match: DrugMatch) -> (labels: Int, drugs: Int) {
    let matching = joins.filter { $0.by == match }
    return (matching.count, Set(matching.map(\.drug)).count)
  }

  /// The report as JSON with sorted keys: the same for the same files, wherever they lie.
  public func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }

  mutating func summarise(_ dataset: ResponseDataset) {
    size = Size(
      drugs: dataset.drugs.count, cellLines: dataset.cellLines.count,
      features: dataset.cellLines.featureCount,
      responses: dataset.responses.count, atoms: Int(dataset.drugs.atomOffset.last ?? 0),
      bonds: Int(dataset.drugs.bondOffset.last ?? 0))
    cells.responses = dataset.responses.count
    sharedStructures = dataset.drugs.namesOfSharedStructures
    let drugs = Set(dataset.responses.drug)
    drugsWithoutResponse = dataset.drugs.name.indices.filter { !drugs.contains(Int32($0)) }.map {
      dataset.drugs.name[$0]
    }
    let cellLines = Set(dataset.responses.cellLine)
    cellLinesWithoutResponse = dataset.cellLines.name.indices.filter { !cellLines.contains(Int32($0)) }.map {
      dataset.cellLines.name[$0]
    }
    distributions = ConversionDistribution.all(of: dataset)
  }
}
