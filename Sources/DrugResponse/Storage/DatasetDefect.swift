/// What keeps a data set from being used.
public struct DatasetDefect: Hashable, Sendable {
  /// The object concerned, by its path in the HDF5 file.
  public let object: String
  /// Row and what was expected of it, as a sentence.
  public let problem: String

  init(_ object: String, _ problem: String) {
    self.object = object
    self.problem = problem
  }
}

extension ResponseDataset {
  /// The first rule of the schema that the data set breaks; nil for a sound one.
  ///
  /// Types and shapes are the file's business; the rules here are about values: numbers of rows agree, names and
  /// COSMIC identifiers are unique, features are 0 or 1, offsets ascend from 0 to the number of rows, every drug has
  /// an atom, atoms' features are normalised, bonds join two atoms of their drug and occur once, responses belong to
  /// rows that exist, ln IC50 is finite, AUC lies in [0, 1] or is NaN, and splits are of responses that exist, each once.
  public var firstDefect: DatasetDefect? {
    cellLines.firstDefect ?? drugs.firstDefect
      ?? responses.firstDefect(
        cellLineCount: cellLines.count, drugCount: drugs.count)
      ?? splits.lazy.compactMap { $0.firstDefect(responseCount: responses.count) }.first
  }
}

extension ResponseDataset.CellLines {
  var firstDefect: DatasetDefect? {
    DatasetRules.first(
      { DatasetRules.count("/cell_lines/name", name.count, count) },
      { DatasetRules.count("/cell_lines/tissue", tissue.count, count) },
      { DatasetRules.count("/cell_lines/features", features.count, count * featureCount) },
      { DatasetRules.unique("/cell_lines/cosmic_id", cosmicID) },
      { DatasetRules.named("/cell_lines/name", name) },
      { DatasetRules.named("/cell_lines/feature_name", featureName) }, { featureDefect })
  }

  private var featureDefect: DatasetDefect? {
    guard let index = features.firstIndex(where: { $0 > 1 }) else { return nil }
    return DatasetDefect(
      "/cell_lines/features",
      "row \(index / featureCount), column \(index % featureCount) (\(featureName[index % featureCount])): "
        + "expected 0 or 1, found \(features[index])")
  }
}

extension ResponseDataset.Responses {
  func firstDefect(cellLineCount: Int, drugCount: Int) -> DatasetDefect? {
    DatasetRules.first(
      { DatasetRules.count("/responses/drug", drug.count, count) },
      { DatasetRules.count("/responses/ln_ic50", lnIC50.count, count) },
      { DatasetRules.count("/responses/auc", auc.count, count) },
      { DatasetRules.rows("/responses/cell_line", cellLine, of: cellLineCount, named: "cell lines") },
      { DatasetRules.rows("/responses/drug", drug, of: drugCount, named: "drugs") },
      { DatasetRules.all("/responses/ln_ic50", lnIC50, "a finite number") { $0.isFinite } },
      { DatasetRules.all("/responses/auc", auc, "a number from 0 to 1, or NaN", Self.isAUC) })
  }

  private static func isAUC(_ value: Float) -> Bool { value.isNaN || (value >= 0 && value <= 1) }
}

/// Rules that several objects keep.
enum DatasetRules {
  /// The first defect that a rule finds; later rules may rely on earlier ones.
  static func first(_ rules: (() -> DatasetDefect?)...) -> DatasetDefect? {
    for rule in rules {
      if let defect = rule() { return defect }
    }
    return nil
  }

  static func count(_ object: String, _ found: Int, _ expected: Int) -> DatasetDefect? {
    found == expected ? nil : DatasetDefect(object, "expected \(expected) values, found \(found)")
  }

  static func all<Value>(
    _ object: String, _ values: [Value], _ expected: String, _ holds: (Value) -> Bool
  ) -> DatasetDefect? {
    guard let row = values.firstIndex(where: { !holds($0) }) else { return nil }
    return DatasetDefect(object, "row \(row): expected \(expected), found \(values[row])")
  }

  static func rows(_ object: String, _ rows: [Int32], of count: Int, named name: String) -> DatasetDefect? {
    guard let row = rows.firstIndex(where: { $0 < 0 || $0 >= count }) else { return nil }
    return DatasetDefect(
      object, "row \(row): there is no row \(rows[row]), expected one of the \(count) \(name)")
  }

  static func unique<Value: Hashable>(_ object: String, _ values: [Value]) -> DatasetDefect? {
    var firstRow: [Value: Int] = [:]
    for (row, value) in values.enumerated() {
      if let first = firstRow.updateValue(row, forKey: value) {
        return DatasetDefect(object, "row \(row): \(value) is in row \(first) already, expected it once")
      }
    }
    return nil
  }

  /// Present and unique, as what is looked up by name must be.
  static func named(_ object: String, _ names: [String]) -> DatasetDefect? {
    if let row = names.firstIndex(of: "") {
      return DatasetDefect(object, "row \(row): expected a name, found none")
    }
    return unique(object, names)
  }
}
