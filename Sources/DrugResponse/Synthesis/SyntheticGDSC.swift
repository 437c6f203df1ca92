import Support

/// Synthetic files in the layouts of GDSC, with a signal planted in them.
///
/// ln IC50 = potency of the drug (by mechanism, and its own) + sensitivity of the cell line (by tissue, and its own)
/// + shifts by the genomic features that the drug's mechanism responds to + noise. A model that knows only the means
/// of drugs and cell lines explains most of it, as in real data; the shifts are left for one that reads both
/// structure and genome. All of it follows from the seed: the same options give the same bytes.
public struct SyntheticGDSC: Sendable {
  public struct Options: Sendable, Hashable, Codable {
    public var cellLines = 200
    /// Drugs with a structure, `SyntheticGDSC.maximumDrugs` at most. Two of them are screened under two drug ids,
    /// and one biologic without a structure comes on top.
    public var drugs = 60
    public var features = 735
    /// The fraction of cells without a measurement, in [0, 1).
    public var missing = 0.2
    /// The standard deviation of a measurement of ln IC50. Real repeats differ by about sqrt(2) times 1.2.
    public var noise = 0.9
    public var seed: UInt64 = 1

    public init() {}
  }

  public let options: Options

  public static var maximumDrugs: Int { SyntheticDrug.all.count }
  /// Beyond this the identifiers would run into each other, and the files into sizes that no test wants.
  public static let maximumCellLines = 100_000
  public static let maximumFeatures = 20_000

  /// - Throws: `UsageError` for options out of range.
  public init(_ options: Options = Options()) throws {
    func check(_ value: Int, _ range: ClosedRange<Int>, _ what: String) throws {
      guard range.contains(value) else {
        throw UsageError(
          "synthetic data can have \(range.lowerBound) to \(range.upperBound) \(what), not \(value)")
      }
    }
    try check(options.drugs, 1...Self.maximumDrugs, "drugs")
    try check(options.cellLines, 1...Self.maximumCellLines, "cell lines")
    try check(options.features, 1...Self.maximumFeatures, "features")
    guard (0..<1).contains(options.missing) else {
      throw UsageError("the missing fraction must be at least 0 and less than 1, not \(options.missing)")
    }
    guard options.noise >= 0, options.noise.isFinite else {
      throw UsageError("the noise must be a standard deviation, 0 or more, not \(options.noise)")
    }
    self.options = options
  }

  /// Writes the files of a layout into `directory`, which is made if it does not exist. They convert to the same data
  /// set in every layout, except that the matrices hold no AUC.
  ///
  /// - Throws: `FileError` with exit code 73 if one of the files is there already, which then stays as it is; 73 or 74
  ///   if a file cannot be written. Files that are written are whole.
  @discardableResult
  public func write(to directory: String, layout: Layout = .matrix) throws -> Files {
    try Directory.create(directory)
    let files = Files(directory: directory, layout: layout)
    try files.requireAbsent()
    let panel = SyntheticPanel(options)
    try DurableFile.write(layout == .general ? panel.generalDrugTable : panel.drugTable, to: files.drugs)
    if let path = files.drugList { try DurableFile.write(panel.drugList, to: path) }
    if let path = files.cellLines { try DurableFile.write(panel.cellLineList, to: path) }
    try DurableFile.write(panel.features(layout), to: files.features)
    for (text, path) in zip(panel.responses(layout), files.responses) {
      try DurableFile.write(text, to: path)
    }
    return files
  }

  /// What a random stream is for. Every feature, drug and cell line has streams of its own, so that more of one
  /// do not change the others.
  enum Part: UInt64 {
    case feature = 1
    case drug = 2
    case cellLine = 3
    case measurement = 4
  }

  static func stream(_ part: Part, _ number: Int, seed: UInt64) -> RandomStream {
    RandomStream(seed: seed, purpose: .synthesis, index: part.rawValue << 32 | UInt64(number))
  }
}
