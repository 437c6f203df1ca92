import DrugResponse
import Support

/// Response files of every layout.
struct ResponseFiles: FuzzedReader {
  private let table: TextTable

  init(workshop: String) throws {
    let seeds = try Seeds(workshop: workshop)
    let general = [
      "cell_line,drug,ic50\nA,Erlotinib,0.25\nB,Erlotinib,1e2\nA,x,NA\n",
      "COSMIC_ID,Drug_1_IC50,x\n1,2,\n2,,3\n",
    ]
    table = TextTable(try seeds.files.flatMap(\.responses).map(Seeds.bytes) + general.map { Array($0.utf8) })
  }

  mutating func attempt(_ mutator: inout Mutator, in directory: String) throws -> String? {
    let path = try table.write(&mutator, to: directory + "/responses.csv")
    let choice = mutator.pick([GDSCConversion.DatasetChoice.both, .both, .both, .gdsc1, .gdsc2])
    let found = try MeasuredResponses(paths: [path], dataset: choice)
    if let complaint = Self.complaint(found) { return complaint }
    // What was read, written in one layout and read again, must be the same measurements.
    let again = directory + "/again.csv"
    try Seeds.write(TextTable.quoted(Self.rows(found)), to: again)
    if found.measurements.isEmpty { return nil }
    let second = try MeasuredResponses(paths: [again])
    return Self.describe(found) == Self.describe(second)
      ? nil : "other measurements when written and read again"
  }

  private static func complaint(_ found: MeasuredResponses) -> String? {
    let count = found.measurements.count
    if found.cellsRead != found.cellsMissing + found.cellsOfOtherDataset + count {
      return
        "\(found.cellsRead) cells are not \(found.cellsMissing) + \(found.cellsOfOtherDataset) + \(count)"
    }
    if found.cellLines.tissues.count != found.cellLines.count {
      return "tissues and cell lines differ in number"
    }
    for measurement in found.measurements {
      if !found.cellLines.labels.indices.contains(Int(measurement.cellLine)) {
        return "there is no such cell line"
      }
      if !found.treatments.indices.contains(Int(measurement.treatment)) { return "there is no such drug" }
      if measurement.lnIC50.isNaN { return "a measurement is not a number" }
      if !measurement.auc.isNaN, !(0...1).contains(measurement.auc) { return "an AUC is \(measurement.auc)" }
    }
    if Set(found.treatments.map { [$0.dataset, $0.drugID.map(String.init) ?? "name " + ($0.name ?? "")] })
      .count
      != found.treatments.count
    {
      return "two treatments are the same"
    }
    return nil
  }

  private static func rows(_ found: MeasuredResponses) -> [[String]] {
    [["DATASET", "COSMIC_ID", "CELL_LINE_NAME", "DRUG_ID", "DRUG_NAME", "LN_IC50", "AUC"]]
      + found.measurements.map { measurement in
        let cellLine = found.cellLines.labels[Int(measurement.cellLine)]
        let treatment = found.treatments[Int(measurement.treatment)]
        return [
          treatment.dataset, cellLine.cosmicID.map(String.init) ?? "", cellLine.name ?? "",
          treatment.drugID.map(String.init) ?? "", treatment.name ?? "", "\(measurement.lnIC50)",
          measurement.auc.isNaN ? "" : "\(measurement.auc)",
        ]
      }
  }

  private static func describe(_ found: MeasuredResponses) -> [[String]] {
    found.measurements.map { measurement in
      let cellLine = found.cellLines.labels[Int(measurement.cellLine)]
      let treatment = found.treatments[Int(measurement.treatment)]
      return [
        treatment.dataset, treatment.drugID.map(String.init) ?? treatment.name ?? "",
        cellLine.cosmicID.map(String.init) ?? cellLine.name ?? "", "\(measurement.lnIC50)",
        "\(measurement.auc)",
      ]
    }
  }
}
