import Support

/// A reader, with files that it reads and a judgement of what it makes of spoilt ones.
protocol FuzzedReader {
  /// Makes the files from which cases are made.
  ///
  /// - Parameter workshop: a directory of its own.
  init(workshop: String) throws

  /// With which an error may end the program.
  var exitCodes: Set<ExitCode> { get }

  /// Makes the files of a case in `directory` and reads them.
  ///
  /// - Returns: what is wrong with what was accepted; nil where nothing is.
  /// - Throws: what the reader throws.
  mutating func attempt(_ mutator: inout Mutator, in directory: String) throws -> String?
}

extension FuzzedReader {
  var exitCodes: Set<ExitCode> { [.badInput] }
}

/// The readers by their names.
enum FuzzedReaders {
  private static let makers: [(name: String, make: @Sendable (String) throws -> any FuzzedReader)] = [
    ("responses", ResponseFiles.init), ("features", FeatureFiles.init), ("drugs", DrugFiles.init),
    ("drug-list", DrugListFiles.init), ("cell-lines", CellLineFiles.init),
    ("spreadsheet", SpreadsheetFiles.init),
    ("conversion", ConversionFiles.init), ("smiles", SMILESTexts.init), ("dataset", DatasetFiles.init),
    ("checkpoint", CheckpointFiles.init), ("configuration", ConfigurationFiles.init),
    ("npz", NumPyFiles.init), ("safetensors", SafetensorsFiles.init),
  ]

  static let names = makers.map(\.name)

  /// Part of what names a case's random numbers: new readers go to the end.
  static func number(_ name: String) -> Int { names.firstIndex(of: name)! }

  static func make(_ name: String, workshop: String) throws -> any FuzzedReader {
    try makers[number(name)].make(workshop)
  }
}
