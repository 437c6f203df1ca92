import Chemistry

/// Cell lines, drugs and the measured responses of cell lines to drugs: a data set in memory, laid out like the
/// HDF5 file (hdf5-schemas/hqnn-dataset). Row numbers are zero-based everywhere.
public struct ResponseDataset: Sendable, Equatable {
  public var cellLines: CellLines
  public var drugs: Drugs
  public var responses: Responses
  /// Splits of the responses, by name; there need not be any.
  public var splits: [NamedSplit]

  public init(cellLines: CellLines, drugs: Drugs, responses: Responses, splits: [NamedSplit] = []) {
    self.cellLines = cellLines
    self.drugs = drugs
    self.responses = responses
    self.splits = splits
  }

  /// C cell lines with F binary genomic features each.
  public struct CellLines: Sendable, Equatable {
    /// [C] COSMIC identifiers; negative numbers for cell lines without one.
    public var cosmicID: [Int64]
    /// [C]
    public var name: [String]
    /// [C] "" where unknown.
    public var tissue: [String]
    /// [F]
    public var featureName: [String]
    /// [C x F] row-major, 0 or 1.
    public var features: [UInt8]

    public init(
      cosmicID: [Int64], name: [String], tissue: [String], featureName: [String], features: [UInt8]
    ) {
      self.cosmicID = cosmicID
      self.name = name
      self.tissue = tissue
      self.featureName = featureName
      self.features = features
    }

    public var count: Int { cosmicID.count }
    public var featureCount: Int { featureName.count }
  }

  /// D drugs as molecular graphs; A atoms and E bonds in all.
  public struct Drugs: Sendable, Equatable {
    /// [D]
    public var name: [String]
    /// [D] as given.
    public var smiles: [String]
    /// [D] the toolkit's canonical form of what the atoms are of, which is the same for drugs of the same structure;
    /// nil where the data set does not hold it.
    public var canonicalSMILES: [String]?
    /// What of each SMILES string the atoms and bonds are of. In files it stands in the provenance.
    public var fragments: FragmentChoice
    /// [D] -1 where unknown.
    public var pubchemCID: [Int64]
    /// [D] what the drug acts on, as the sources call it, "" where unknown; nil where the data set does not hold it.
    public var target: [String]?
    /// [D] the pathway that the target belongs to, "" where unknown; nil where the data set does not hold it.
    public var pathway: [String]?
    /// [D + 1] atoms of drug d are rows `atomOffset[d] ..< atomOffset[d + 1]`.
    public var atomOffset: [Int64]
    /// [A x 78] row-major; each atom's row is divided by its sum.
    public var atomFeatures: [Float]
    /// [D + 1] bonds of drug d are rows `bondOffset[d] ..< bondOffset[d + 1]`.
    public var bondOffset: [Int64]
    /// [E x 2] row-major, each bond once, atom indices local to the drug.
    public var bonds: [Int32]

    public static let atomFeatureCount = 78

    public init(
      name: [String], smiles: [String], pubchemCID: [Int64], atomOffset: [Int64], atomFeatures: [Float],
      bondOffset: [Int64], bonds: [Int32], canonicalSMILES: [String]? = nil,
      fragments: FragmentChoice = .all, target: [String]? = nil, pathway: [String]? = nil
    ) {
      self.name = name
      self.smiles = smiles
      self.pubchemCID = pubchemCID
      self.atomOffset = atomOffset
      self.atomFeatures = atomFeatures
      self.bondOffset = bondOffset
      self.bonds = bonds
      self.canonicalSMILES = canonicalSMILES
      self.fragments = fragments
      self.target = target
      self.pathway = pathway
    }

    public var count: Int { name.count }
  }

  /// R measured pairs.
  public struct Responses: Sendable, Equatable {
    /// [R] row numbers into the cell lines.
    public var cellLine: [Int32]
    /// [R] row numbers into the drugs.
    public var drug: [Int32]
    /// [R] natural logarithm of IC50 in micromolar.
    public var lnIC50: [Float]
    /// [R] area under the dose-response curve, in (0, 1); NaN where unknown.
    public var auc: [Float]

    public init(cellLine: [Int32], drug: [Int32], lnIC50: [Float], auc: [Float]) {
      self.cellLine = cellLine
      self.drug = drug
      self.lnIC50 = lnIC50
      self.auc = auc
    }

    public var count: Int { cellLine.count }
  }
}
