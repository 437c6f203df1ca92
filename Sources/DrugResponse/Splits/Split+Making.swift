import Support

extension Split {
  /// Shuffles the pairs of `dataset` whose `target` is known, and takes the first for training and the next for
  /// testing.
  ///
  /// A pair may have been measured more than once, under two names or numbers of one drug. Its measurements
  /// never fall on both sides, or the test set would repeat what was trained on. So that counts are exact all
  /// the same, it is the groups of measurements with equal (structure, cell line) that are shuffled; their rows
  /// are laid out one after another, training takes its number from the front, what is left of a group cut there
  /// is skipped, and testing takes its number from there on. The outcome depends on the data set's rows, the
  /// options and the target alone.
  ///
  /// - Parameter structureKey: what tells the structure of a drug's row from others'; by default
  ///   `ResponseDataset.Drugs.structureKey`.
  /// - Throws: `UsageError` for options that contradict themselves or ask for more than there is.
  public init(
    of dataset: ResponseDataset, target: Target = .ic50, options: SplitOptions = SplitOptions(),
    structureKey: ((_ drug: Int) -> String)? = nil
  ) throws(UsageError) {
    let groups = Self.groups(of: dataset, target: target, structureKey: structureKey)
    let available = groups.rows.count
    let counts = try options.counts(of: available)

    var order = (0..<Int64(groups.count)).map { $0 }
    var stream = RandomStream(seed: options.seed, purpose: .split)
    stream.shuffle(&order)
    var train: [Int64] = []
    var rest: [Int64] = []
    train.reserveCapacity(counts.train)
    for number in order {
      let group = groups[Int(number)]
      let missing = counts.train - train.count
      if missing > 0 {
        train += group.prefix(missing)
      } else if rest.count < counts.test {
        rest += group.prefix(counts.test - rest.count)
      }
    }
    // Only a group cut at the end of training can make this happen; a fraction takes what is left.
    guard rest.count == counts.test || (options.testSamples == nil && !rest.isEmpty) else {
      throw UsageError(
        "cannot take \(counts.train) training and \(counts.test) test samples: only \(rest.count) of the "
          + "data set's \(available) pairs with a known target are left for testing, the others being "
          + "repeated measurements of training samples")
    }
    self.init(train: train, test: rest)
  }

  /// The rows with a known target, those of one (structure, cell line) together, in order of first occurrence.
  private static func groups(
    of dataset: ResponseDataset, target: Target, structureKey: ((Int) -> String)?
  ) -> RowGroups {
    var structures: [String: Int] = [:]
    let structure = (0..<dataset.drugs.count).map { drug in
      let key = structureKey?(drug) ?? dataset.drugs.structureKey(drug)
      if structures[key] == nil { structures[key] = structures.count }
      return structures[key]!
    }
    let responses = dataset.responses
    let rows = (0..<responses.count).filter { !target.value(of: $0, in: responses).isNaN }
    let byStructure = RowGroups(
      rows, numbers: rows.map { structure[Int(responses.drug[$0])] }, count: structures.count)
    // The first row of each row's group, and while a structure is looked at, that of its group for each cell line.
    var leader = [Int](repeating: 0, count: responses.count)
    var first = [Int?](repeating: nil, count: dataset.cellLines.count)
    for number in 0..<byStructure.count {
      for row in byStructure[number] {
        let cellLine = Int(responses.cellLine[Int(row)])
        leader[Int(row)] = first[cellLine] ?? Int(row)
        first[cellLine] = leader[Int(row)]
      }
      for row in byStructure[number] { first[Int(responses.cellLine[Int(row)])] = nil }
    }
    var numbers = [Int](repeating: 0, count: responses.count)
    var count = 0
    for row in rows {
      if leader[row] == row {
        numbers[row] = count
        count += 1
      } else {
        numbers[row] = numbers[leader[row]]
      }
    }
    return RowGroups(rows, numbers: rows.map { numbers[$0] }, count: count)
  }
}

/// Row numbers in groups, in one array: a data set has nearly as many groups as rows.
private struct RowGroups {
  /// Group after group.
  let rows: [Int64]
  /// [count + 1] where each group starts in `rows`.
  private let starts: [Int]

  /// - Parameter numbers: the group of each of `rows`, in `0 ..< count`; a group keeps the order of its rows.
  init(_ rows: [Int], numbers: [Int], count: Int) {
    var starts = [Int](repeating: 0, count: count + 1)
    for number in numbers { starts[number + 1] += 1 }
    for number in 0..<count { starts[number + 1] += starts[number] }
    var end = starts
    var grouped = [Int64](repeating: 0, count: rows.count)
    for (row, number) in zip(rows, numbers) {
      grouped[end[number]] = Int64(row)
      end[number] += 1
    }
    self.rows = grouped
    self.starts = starts
  }

  var count: Int { starts.count - 1 }

  subscript(number: Int) -> ArraySlice<Int64> { rows[starts[number]..<starts[number + 1]] }
}
