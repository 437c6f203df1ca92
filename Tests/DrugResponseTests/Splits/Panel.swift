import DrugResponse
import Support

/// A data set with all that a split must see through: structures under two names, tissues spelled in two ways, cell lines
/// without one, pairs measured twice, groups of very different sizes; and what a split keeps apart, said once more and in
/// the obvious way.
enum Panel {
  static let tissues = ["lung", "Lung ", "skin", "blood", "", "bone", "blood", "lung", "blood", "kidney"]

  static func make(cellLines: Int = 40, drugs: Int = 14, seed: UInt64 = 1) -> ResponseDataset {
    var stream = RandomStream(seed: seed, purpose: .testing)
    var pairs: [(cellLine: Int, drug: Int)] = []
    for cellLine in 0..<cellLines {
      for drug in 0..<drugs where stream.uniform() < 0.3 + 0.6 * Double(drug) / Double(drugs) {
        pairs.append((cellLine, drug))
      }
    }
    stream.shuffle(&pairs)
    let values = pairs.map { _ in (Float(3 * stream.normal()), Float(stream.uniform())) }
    var dataset = SmallDataset.make(
      cellLines: cellLines, drugs: drugs, pairs: pairs, sameStructure: [1: 0, 7: 12],
      lnIC50: { values[$0].0 }, auc: { $0 % 4 == 0 ? .nan : values[$0].1 })
    dataset.cellLines.tissue = (0..<cellLines).map { tissues[$0 % tissues.count] }
    return dataset
  }

  /// What response `row` must not share with one on the other side; nil where it belongs on neither.
  static func key(_ kind: SplitKind, _ row: Int64, _ dataset: ResponseDataset) -> String? {
    let cellLine = Int(dataset.responses.cellLine[Int(row)])
    let structure = dataset.drugs.smiles[Int(dataset.responses.drug[Int(row)])]
    switch kind {
    case .pairs: return "\(structure) \(cellLine)"
    case .cellLine: return "\(cellLine)"
    case .drug: return structure
    case .tissue:
      switch dataset.cellLines.tissue[cellLine] {
      case "": return nil
      case "lung", "Lung ": return "lung"
      case let other: return other
      }
    }
  }

  static func keys(_ kind: SplitKind, _ rows: [Int64], _ dataset: ResponseDataset) -> Set<String> {
    Set(rows.compactMap { key(kind, $0, dataset) })
  }

  /// Rows of each group, of the responses that a split of this kind may take.
  static func groups(_ kind: SplitKind, _ dataset: ResponseDataset, target: Target = .ic50) -> [String:
    [Int64]]
  {
    var groups: [String: [Int64]] = [:]
    for row in 0..<Int64(dataset.responses.count)
    where !target.value(of: Int(row), in: dataset.responses).isNaN {
      if let key = key(kind, row, dataset) { groups[key, default: []].append(row) }
    }
    return groups
  }
}
