import Foundation

/// What a conversion read, joined and dropped, and why. Codable, to be kept with the data set it describes.
public struct ConversionReport: Codable, Hashable, Sendable {
  public struct Input: Codable, Hashable, Sendable {
    public let role: String
    /// The file's name without its directories, which say nothing about its contents.
    public let file: String
    public let sha256: String

    init(role: String, path: String, sha256: String) {
      self.role = role
      file = URL(fileURLWithPath: path).lastPathComponent
      self.sha256 = sha256
    }
  }

  /// The layout of the response file.
  public enum Layout: String, Codable, Sendable {
    /// One row a cell line, one column a treatment, as in gdsctools' IC50_v17.csv.
    case matrix
  }

  /// Where the cells of the response file went:
  /// read = missing + notFinite + withoutStructure + withoutFeatures + merged + responses.
  public struct Cells: Codable, Hashable, Sendable {
    public var read = 0
    public var missing = 0
    public var notFinite = 0
    public var withoutStructure = 0
    public var withoutFeatures = 0
    /// Measurements that went into the mean of an earlier one of the same pair.
    public var merged = 0
    public var responses = 0
    public var filled: Int { read - missing }
  }

  /// A column of the response file that found its structure.
  public struct Join: Codable, Hashable, Sendable {
    public let label: String
    public let name: String
    public let drug: String
    public let by: DrugMatch
    /// Whether drug list and SMILES table give different PubChem CIDs, as for salts and stereoisomers.
    public let differsInCID: Bool
  }

  /// A column of the response file that found none, with the number of its cells that are filled.
  public struct Dropped: Codable, Hashable, Sendable {
    public let label: String
    public let name: String?
    public let cells: Int
    /// Why a join that suggests itself was not made.
    public let remark: String?
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
  public var layout = Layout.matrix
  public var cells = Cells()
  public var joins: [Join] = []
  /// Named, but without a structure: biologics and undisclosed compounds.
  public var withoutStructure: [Dropped] = []
  /// Not in the drug list.
  public var unknownIDs: [Dropped] = []
  /// Rows of the SMILES table without SMILES.
  public var drugsWithoutSMILES: [String] = []
  public var repeats = Repeats()
  /// COSMIC ids of the response file that the feature file lacks.
  public var cellLinesWithoutFeatures: [Int64] = []
  /// COSMIC ids that the list of cell lines does not name (all of them without such a list).
  public var cellLinesWithoutName: [Int64] = []
  /// Drugs and cell lines of the data set that no response refers to.
  public var drugsWithoutResponse: [String] = []
  public var cellLinesWithoutResponse: [Int64] = []
  public var size = Size()

  init(inputs: [Input], repeatedMeasurements: GDSCConversion.RepeatedMeasurements) {
    self.inputs = inputs
    self.repeatedMeasurements = repeatedMeasurements
  }

  /// The number of columns joined in one way, and of the drugs they are of.
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
    let drugs = Set(dataset.responses.drug)
    drugsWithoutResponse = dataset.drugs.name.indices.filter { !drugs.contains(Int32($0)) }.map {
      dataset.drugs.name[$0]
    }
    let cellLines = Set(dataset.responses.cellLine)
    cellLinesWithoutResponse = dataset.cellLines.cosmicID.indices.filter { !cellLines.contains(Int32($0)) }
      .map {
        dataset.cellLines.cosmicID[$0]
      }
  }
}
