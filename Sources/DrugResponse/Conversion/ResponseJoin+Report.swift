extension ResponseJoin {
  /// Notes which treatments joined, and which did not.
  func describeTreatments(report: inout ConversionReport) {
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

  /// Notes how cell lines joined, and which did not.
  func describeCellLines(report: inout ConversionReport) {
    var cells = [Int](repeating: 0, count: cellLines.count)
    for measurement in measured.measurements { cells[Int(measurement.cellLine)] += 1 }
    for match in CellLineMatch.allCases { report.cellLinesJoined[match.rawValue] = 0 }
    for (number, outcome) in cellLines.enumerated() {
      let label = measured.cellLines.labels[number]
      if let outcome {
        report.cellLinesJoined[outcome.by.rawValue, default: 0] += 1
      } else {
        report.cellLinesWithoutFeatures.append(
          .init(cosmicID: label.cosmicID, name: label.name, cells: cells[number]))
      }
    }
  }
}
