/// Which responses of a data set are of the same pair, cell line, drug or tissue: what a split of that kind keeps on one
/// side.
public struct ResponseGroups: Sendable {
  /// What the responses of a group have in common.
  public let kind: SplitKind
  /// [R] the group of each response, in `0 ..< count`, in the order of their first responses.
  public let number: [Int]
  /// [count] the first response of each group.
  public let first: [Int]
  private let dataset: ResponseDataset

  /// The number of groups.
  public var count: Int { first.count }

  /// - Parameters:
  ///   - kind: what a group has in common.
  ///   - dataset: holds the responses.
  ///   - structureKey: what tells the structure of a drug's row from others'; by default
  ///     `ResponseDataset.Drugs.structureKey`.
  public init(
    _ kind: SplitKind, of dataset: ResponseDataset, structureKey: ((_ drug: Int) -> String)? = nil
  ) {
    self.kind = kind
    self.dataset = dataset
    let responses = dataset.responses
    func structures() -> [Int] {
      Self.numbers((0..<dataset.drugs.count).map(structureKey ?? dataset.drugs.structureKey))
    }
    let labels: [Int]
    switch kind {
    case .pairs: labels = Self.pairs(structures(), dataset)
    case .cellLine: labels = responses.cellLine.map(Int.init)
    case .drug:
      let structures = structures()
      labels = responses.drug.map { structures[Int($0)] }
    case .tissue:
      let tissues = Self.numbers(dataset.cellLines.tissue.map(Self.tissueKey))
      labels = responses.cellLine.map { tissues[Int($0)] }
    }
    (number, first) = Self.renumbered(labels)
  }

  /// All four, in the order of `SplitKind.allCases`.
  public static func all(of dataset: ResponseDataset) -> [ResponseGroups] {
    SplitKind.allCases.map { ResponseGroups($0, of: dataset) }
  }

  /// The group as people know it.
  public func name(_ group: Int) -> String {
    let drug = dataset.drugs.name[Int(dataset.responses.drug[first[group]])]
    let cellLine = Int(dataset.responses.cellLine[first[group]])
    switch kind {
    case .pairs: return "\(drug) on \(dataset.cellLines.name[cellLine])"
    case .cellLine: return dataset.cellLines.name[cellLine]
    case .drug: return drug
    case .tissue: return isKnown(group) ? dataset.cellLines.tissue[cellLine] : "no tissue"
    }
  }

  /// False for the cell lines without a tissue, of which nobody can say that they are like or unlike others.
  public func isKnown(_ group: Int) -> Bool {
    kind != .tissue
      || !Self.tissueKey(dataset.cellLines.tissue[Int(dataset.responses.cellLine[first[group]])]).isEmpty
  }

  /// Tissues that differ in capitals and in blanks at the ends are one.
  private static func tissueKey(_ name: String) -> String {
    var key = Substring(name.lowercased())
    while key.first?.isWhitespace == true { key.removeFirst() }
    while key.last?.isWhitespace == true { key.removeLast() }
    return String(key)
  }

  private static func numbers(_ keys: [String]) -> [Int] {
    var known: [String: Int] = [:]
    return keys.map { key in
      let number = known[key] ?? known.count
      known[key] = number
      return number
    }
  }

  /// Labels that are equal for equal (structure, cell line): the first row that has both. In memory that grows with the
  /// rows, not with the number of pairs there could be.
  private static func pairs(_ structures: [Int], _ dataset: ResponseDataset) -> [Int] {
    let responses = dataset.responses
    let byStructure = RowGroups(
      Array(0..<responses.count), numbers: responses.drug.map { structures[Int($0)] },
      count: structures.count)
    var leader = [Int](repeating: 0, count: responses.count)
    // While a structure is looked at, its first row with each cell line.
    var first = [Int?](repeating: nil, count: dataset.cellLines.count)
    for number in 0..<byStructure.count {
      for row in byStructure[number] {
        let cellLine = Int(responses.cellLine[Int(row)])
        leader[Int(row)] = first[cellLine] ?? Int(row)
        first[cellLine] = leader[Int(row)]
      }
      for row in byStructure[number] { first[Int(responses.cellLine[Int(row)])] = nil }
    }
    return leader
  }

  /// Labels numbered from 0 in the order in which they occur first, and where that is.
  private static func renumbered(_ labels: [Int]) -> (number: [Int], first: [Int]) {
    var numbers = [Int](repeating: -1, count: (labels.max() ?? -1) + 1)
    var first: [Int] = []
    let renumbered = labels.enumerated().map { position, label in
      if numbers[label] < 0 {
        numbers[label] = first.count
        first.append(position)
      }
      return numbers[label]
    }
    return (renumbered, first)
  }
}

extension ResponseDataset {
  /// The cell lines with responses but without a tissue, as a sentence; nil where there are none. A split by tissue leaves
  /// them out: nobody can say that they are new, or that they are not.
  public var leftOutOfTissues: String? {
    let groups = ResponseGroups(.tissue, of: self)
    let rows = groups.number.indices.filter { !groups.isKnown(groups.number[$0]) }
    if rows.isEmpty { return nil }
    let cellLines = Set(rows.map { responses.cellLine[$0] }).count
    return
      "\(cellLines) cell lines without a tissue, with \(rows.count) responses, are on neither side of a split by tissue"
  }
}

extension ResponseGroups {
  /// The rows whose target is known, and whose group is, by group in the order of first rows.
  func rows(target: Target) -> RowGroups {
    let responses = dataset.responses
    let known = (0..<count).map(isKnown)
    return self.rows(
      (0..<responses.count).filter {
        known[number[$0]] && !target.value(of: $0, in: responses).isNaN
      })
  }

  /// Some rows by group, in the order of first rows.
  func rows(_ rows: [Int]) -> RowGroups {
    let (numbers, first) = Self.renumbered(rows.map { number[$0] })
    return RowGroups(rows, numbers: numbers, count: first.count)
  }
}
