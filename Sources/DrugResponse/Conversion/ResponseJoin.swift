import Support

/// Joins measurements to the rows of drugs and cell lines, and settles pairs measured more than once.
struct ResponseJoin {
  let measured: MeasuredResponses
  private let outcomes: [DrugMatcher.Outcome]
  private let rowOfCellLine: [Int64: Int32]
  private let drugNames: [String]
  private let repeatedMeasurements: GDSCConversion.RepeatedMeasurements

  init(
    measured: MeasuredResponses, matcher: DrugMatcher, rowOfCellLine: [Int64: Int32], drugNames: [String],
    repeatedMeasurements: GDSCConversion.RepeatedMeasurements
  ) {
    self.measured = measured
    outcomes = measured.treatments.map(matcher.match)
    self.rowOfCellLine = rowOfCellLine
    self.drugNames = drugNames
    self.repeatedMeasurements = repeatedMeasurements
  }

  /// How many treatments have a structure.
  var matchedCount: Int {
    outcomes.count { if case .matched = $0 { true } else { false } }
  }

  /// One measurement of a pair, by the data set's row numbers.
  private struct Pair {
    let cellLine: Int32
    let drug: Int32
    let lnIC50: Double
    let auc: Double
  }

  /// The responses in the order of cell line, then drug, then treatment.
  func responses(report: inout ConversionReport) -> ResponseDataset.Responses {
    report.cells.read = measured.cellsRead
    report.cells.missing = measured.cellsMissing
    var pairs = joinedPairs(report: &report)
    describeTreatments(report: &report)
    // A stable order: treatments of the same pair keep theirs, and so the mean its last bit.
    let order = pairs.indices.sorted {
      (pairs[$0].cellLine, pairs[$0].drug, $0) < (pairs[$1].cellLine, pairs[$1].drug, $1)
    }
    pairs = order.map { pairs[$0] }
    return settle(pairs, report: &report)
  }

  private func joinedPairs(report: inout ConversionReport) -> [Pair] {
    let drugOfTreatment = outcomes.map { outcome -> Int32? in
      if case .matched(let structure, _, _, _) = outcome { Int32(structure) } else { nil }
    }
    let cellLineRows = measured.cosmicIDs.map { rowOfCellLine[$0] }
    report.cellLinesWithoutFeatures = zip(measured.cosmicIDs, cellLineRows).filter { $1 == nil }.map(\.0)
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
      guard let cellLine = cellLineRows[Int(measurement.cellLine)] else {
        report.cells.withoutFeatures += 1
        continue
      }
      pairs.append(Pair(cellLine: cellLine, drug: drug, lnIC50: measurement.lnIC50, auc: measurement.auc))
    }
    return pairs
  }

  private func settle(_ pairs: [Pair], report: inout ConversionReport) -> ResponseDataset.Responses {
    var responses = ResponseDataset.Responses(cellLine: [], drug: [], lnIC50: [], auc: [])
    var squares = 0.0
    var comparisons = 0
    var start = 0
    while start < pairs.count {
      var end = start + 1
      while end < pairs.count, pairs[end].cellLine == pairs[start].cellLine,
        pairs[end].drug == pairs[start].drug
      {
        end += 1
      }
      let group = pairs[start..<end]
      if group.count > 1 {
        report.repeats.pairs += 1
        for (number, first) in group.enumerated() {
          for second in group.dropFirst(number + 1) {
            squares += (first.lnIC50 - second.lnIC50) * (first.lnIC50 - second.lnIC50)
            comparisons += 1
          }
        }
      }
      for pair in repeatedMeasurements == .mean ? [Self.mean(group)] : Array(group) {
        responses.cellLine.append(pair.cellLine)
        responses.drug.append(pair.drug)
        responses.lnIC50.append(Float(pair.lnIC50))
        responses.auc.append(Float(pair.auc))
      }
      start = end
    }
    report.cells.merged = pairs.count - responses.count
    report.repeats.rootMeanSquareDifference =
      comparisons > 0 ? (squares / Double(comparisons)).squareRoot() : nil
    return responses
  }

  private static func mean(_ group: ArraySlice<Pair>) -> Pair {
    let known = group.map(\.auc).filter { !$0.isNaN }
    return Pair(
      cellLine: group[group.startIndex].cellLine, drug: group[group.startIndex].drug,
      lnIC50: group.reduce(0) { $0 + $1.lnIC50 } / Double(group.count),
      auc: known.isEmpty ? .nan : known.reduce(0, +) / Double(known.count))
  }

  private func describeTreatments(report: inout ConversionReport) {
    var cells = [Int](repeating: 0, count: outcomes.count)
    for measurement in measured.measurements { cells[Int(measurement.treatment)] += 1 }
    var labelsOfDrug: [Int: [String]] = [:]
    for (number, outcome) in outcomes.enumerated() {
      let label = measured.treatments[number].label
      switch outcome {
      case .matched(let structure, let name, let match, let differsInCID):
        labelsOfDrug[structure, default: []].append(label)
        report.joins.append(
          .init(
            label: label, name: name, drug: drugNames[structure], by: match, differsInCID: differsInCID))
      case .withoutStructure(let name, let remark):
        report.withoutStructure.append(
          .init(label: label, name: name, cells: cells[number], remark: remark))
      case .unknownID:
        report.unknownIDs.append(.init(label: label, name: nil, cells: cells[number], remark: nil))
      }
    }
    report.repeats.drugs = labelsOfDrug.filter { $1.count > 1 }.sorted { $0.key < $1.key }.map {
      .init(drug: drugNames[$0.key], labels: $0.value)
    }
  }
}
