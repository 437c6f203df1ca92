import Support

/// What every layout of a response file comes down to: treatments, cell lines, and measurements of pairs of them.
///
/// A *treatment* is one screened preparation of a drug under one drug id in one data set (GDSC1, GDSC2); the same drug
/// may have been screened under several. Layouts are told apart by their headers; a new one is a further reader that
/// yields this.
package struct MeasuredResponses: Sendable {
  package struct Treatment: Sendable, Hashable {
    /// As the file names it: a column's header, a drug id, or a drug's name.
    package let label: String
    /// GDSC's drug id, where the file gives one.
    package let drugID: Int64?
    /// The drug's name, where the file gives it itself.
    package let name: String?
    /// The data set that it belongs to; "" where the file does not say.
    package let dataset: String
    /// As the file's first row of the treatment has it.
    package let action: DrugAction
  }

  package struct Measurement: Sendable {
    /// Row numbers into `cellLines` and `treatments`.
    package let cellLine: Int32
    package let treatment: Int32
    /// Natural logarithm of IC50 in micromolar; may be infinite.
    package let lnIC50: Double
    /// NaN where the file has none.
    package let auc: Double
  }

  package internal(set) var treatments: [Treatment] = []
  package internal(set) var cellLines = CellLineRegister()
  package internal(set) var measurements: [Measurement] = []
  /// Cells of the files that could hold a response; how many of them hold none; and how many belong to a data set that
  /// is not wanted.
  package internal(set) var cellsRead = 0
  package internal(set) var cellsMissing = 0
  package internal(set) var cellsOfOtherDataset = 0
  /// Cells by data set, for files that name one.
  package internal(set) var cellsOfDataset: [String: Int] = [:]
  /// Of each file.
  package internal(set) var layouts: [ConversionReport.Layout] = []

  /// What tells treatments apart.
  private struct Key: Hashable {
    let dataset: String
    let drugID: Int64?
    let name: String?
  }
  private var numberOfTreatment: [Key: Int32] = [:]

  /// No study has more: GDSC's two screens have 0.6 million together, the largest panel of all some three.
  package static let maximumMeasurements = 1 << 22

  private let maximumMeasurements: Int

  /// Reads response files, whose layouts are recognised by their headers.
  ///
  /// - Throws: `FileError`.
  package init(
    paths: [String], dataset: GDSCConversion.DatasetChoice = .both,
    maximumMeasurements: Int = Self.maximumMeasurements
  ) throws {
    self.maximumMeasurements = maximumMeasurements
    for path in paths {
      let table = try TableReader(path: path)
      if let columns = try ResponseColumns(table) {
        layouts.append(columns.layout)
        try readLong(table, columns, dataset: dataset)
      } else {
        guard dataset == .both else { throw table.noColumn("DATASET") }
        layouts.append(.matrix)
        try readMatrix(table)
      }
    }
  }

  /// Adds a measurement of the table's current row.
  mutating func add(_ measurement: Measurement, _ table: TableReader) throws {
    guard measurements.count < maximumMeasurements else {
      throw table.error("there are more than \(maximumMeasurements) measurements, more than any study has")
    }
    measurements.append(measurement)
  }

  /// The number of a treatment: of the one met before under the same id, or name where there is no id.
  mutating func number(of treatment: Treatment) -> Int32 {
    let key = Key(
      dataset: treatment.dataset, drugID: treatment.drugID,
      name: treatment.drugID == nil ? treatment.name : nil)
    if let number = numberOfTreatment[key] { return number }
    let number = Int32(treatments.count)
    numberOfTreatment[key] = number
    treatments.append(treatment)
    return number
  }
}
