import Support

/// Joins measurements to the rows of drugs and cell lines, and settles pairs measured more than once.
struct ResponseJoin {
  let measured: MeasuredResponses
  let outcomes: [DrugMatcher.Outcome]
  let cellLines: [(row: Int, by: CellLineMatch)?]
  let drugNames: [String]
  private let actions: [DrugAction]
  private let repeatedMeasurements: GDSCConversion.RepeatedMeasurements
  /// Of each treatment: its place among those of a pair.
  private let rankOfTreatment: [Int]

  init(
    measured: MeasuredResponses, drugs: DrugMatcher, cellLines: CellLineMatcher, drugNames: [String],
    repeatedMeasurements: GDSCConversion.RepeatedMeasurements
  ) {
    self.measured = measured
    outcomes = measured.treatments.map(drugs.match)
    actions = measured.treatments.map(drugs.action)
    self.cellLines = measured.cellLines.labels.map(cellLines.match)
    self.drugNames = drugNames
    self.repeatedMeasurements = repeatedMeasurements
    rankOfTreatment = Self.ranks(measured.treatments)
  }

  /// How many treatments have a structure.
  var matchedCount: Int {
    outcomes.count { if case .matched = $0 { true } else { false } }
  }

  /// What is known of each drug: by the table of structures, else by its treatments in the order of data set and drug id,
  /// so that it does not depend on the order of rows.
  func actions(_ structures: DrugStructures) -> [DrugAction] {
    var known = structures.entries.map(\.action)
    for number in outcomes.indices.sorted(by: { rankOfTreatment[$0] < rankOfTreatment[$1] }) {
      if case .matched(let structure, _, _, _) = outcomes[number] {
        known[structure] = known[structure].completed(by: actions[number])
      }
    }
    return known
  }

  /// One measurement of a pair, by the data set's row numbers.
  private struct Pair {
    let cellLine: Int32
    let drug: Int32
    let treatment: Int32
    let rank: Int32
    let lnIC50: Double
    let auc: Double

    /// Whether both say the same of the same treatment: a row that stands twice.
    func isCopy(of other: Pair) -> Bool {
      treatment == other.treatment && lnIC50 == other.lnIC50
        && (auc == other.auc || auc.isNaN && other.auc.isNaN)
    }
  }

  /// The responses in the order of cell line, drug, data set, drug id, and then of the files.
  ///
  /// The same measurements thus give the same responses to the last bit, in whatever order their rows or columns stand.
  func responses(report: inout ConversionReport) -> ResponseDataset.Responses {
    report.cells.read = measured.cellsRead
    report.cells.missing = measured.cellsMissing
    report.cells.ofOtherDataset = measured.cellsOfOtherDataset
    report.cellsOfDataset = measured.cellsOfDataset
    var pairs = joinedPairs(report: &report)
    describeTreatments(report: &report)
    describeCellLines(report: &report)
    func key(_ index: Int) -> (Int32, Int32, Int32, Int) {
      (pairs[index].cellLine, pairs[index].drug, pairs[index].rank, index)
    }
    let order = pairs.indices.sorted { key($0) < key($1) }
    pairs = order.map { pairs[$0] }
    return settle(pairs, report: &report)
  }

  private static func ranks(_ treatments: [MeasuredResponses.Treatment]) -> [Int] {
    func key(_ number: Int) -> (String, Int64, Int) {
      (treatments[number].dataset, treatments[number].drugID ?? .max, number)
    }
    var ranks = [Int](repeating: 0, count: treatments.count)
    for (rank, number) in treatments.indices.sorted(by: { key($0) < key($1) }).enumerated() {
      ranks[number] = rank
    }
    return ranks
  }

  private func joinedPairs(report: inout ConversionReport) -> [Pair] {
    let drugOfTreatment = outcomes.map { outcome -> Int32? in
      if case .matched(let structure, _, _, _) = outcome { Int32(structure) } else { nil }
    }
    var pairs: [Pair] = []
    pairs.reserveCapacity(measured.measurements.count)
    for measurement in measured.measurements {
      // The data set holds single precision, which has an end of its own.
      guard Float(measurement.lnIC50).isFinite else {
        report.cells.notFinite += 1
        continue
      }
      guard let drug = drugOfTreatment[Int(measurement.treatment)] else {
        report.cells.withoutStructure += 1
        continue
      }
      guard let cellLine = cellLines[Int(measurement.cellLine)]?.row else {
        report.cells.withoutFeatures += 1
        continue
      }
      pairs.append(
        Pair(
          cellLine: Int32(cellLine), drug: drug, treatment: measurement.treatment,
          rank: Int32(rankOfTreatment[Int(measurement.treatment)]), lnIC50: measurement.lnIC50,
          auc: measurement.auc))
    }
    return pairs
  }

  private func settle(_ pairs: [Pair], report: inout ConversionReport) -> ResponseDataset.Responses {
    var responses = ResponseDataset.Responses(cellLine: [], drug: [], lnIC50: [], auc: [])
    var all = DifferenceStatistics()
    var acrossDatasets = DifferenceStatistics()
    var start = 0
    while start < pairs.count {
      var end = start + 1
      while end < pairs.count, pairs[end].cellLine == pairs[start].cellLine,
        pairs[end].drug == pairs[start].drug
      {
        end += 1
      }
      let group = withoutCopies(pairs[start..<end], report: &report)
      if group.count > 1 {
        compare(group, &all, &acrossDatasets)
      }
      for pair in repeatedMeasurements == .mean ? [Self.mean(group)] : group {
        responses.cellLine.append(pair.cellLine)
        responses.drug.append(pair.drug)
        responses.lnIC50.append(Float(pair.lnIC50))
        responses.auc.append(Float(pair.auc))
      }
      start = end
    }
    report.cells.merged = pairs.count - report.cells.copies - responses.count
    report.repeats.pairs = all.pairs
    report.repeats.rootMeanSquareDifference = all.rootMeanSquare
    report.repeats.pairsInSeveralDatasets = acrossDatasets.pairs
    report.repeats.rootMeanSquareDifferenceBetweenDatasets = acrossDatasets.rootMeanSquare
    return responses
  }

  private func withoutCopies(_ group: ArraySlice<Pair>, report: inout ConversionReport) -> [Pair] {
    guard group.count > 1 else { return Array(group) }
    var kept: [Pair] = []
    for pair in group {
      if kept.contains(where: pair.isCopy) { report.cells.copies += 1 } else { kept.append(pair) }
    }
    return kept
  }

  /// Compares the measurements of one pair, each with each.
  private func compare(
    _ group: [Pair], _ all: inout DifferenceStatistics, _ acrossDatasets: inout DifferenceStatistics
  ) {
    all.pairs += 1
    var isInSeveral = false
    for (number, first) in group.enumerated() {
      for second in group.dropFirst(number + 1) {
        all.add(first.lnIC50 - second.lnIC50)
        guard
          measured.treatments[Int(first.treatment)].dataset
            != measured.treatments[Int(second.treatment)].dataset
        else { continue }
        isInSeveral = true
        acrossDatasets.add(first.lnIC50 - second.lnIC50)
      }
    }
    if isInSeveral { acrossDatasets.pairs += 1 }
  }

  private static func mean(_ group: [Pair]) -> Pair {
    let known = group.map(\.auc).filter { !$0.isNaN }
    return Pair(
      cellLine: group[0].cellLine, drug: group[0].drug, treatment: group[0].treatment, rank: group[0].rank,
      lnIC50: group.reduce(0) { $0 + $1.lnIC50 } / Double(group.count),
      auc: known.isEmpty ? .nan : known.reduce(0, +) / Double(known.count))
  }
}

/// How far measurements of the same pairs lie apart.
private struct DifferenceStatistics {
  var pairs = 0
  private var squares = 0.0
  private var comparisons = 0

  mutating func add(_ difference: Double) {
    squares += difference * difference
    comparisons += 1
  }

  var rootMeanSquare: Double? { comparisons > 0 ? (squares / Double(comparisons)).squareRoot() : nil }
}
