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
    let available = groups.reduce(0) { $0 + $1.count }
    let counts = try options.counts(of: available)

    var order = groups
    var stream = RandomStream(seed: options.seed, purpose: .split)
    stream.shuffle(&order)
    var train: [Int64] = []
    var rest: [Int64] = []
    train.reserveCapacity(counts.train)
    for group in order {
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
  ) -> [[Int64]] {
    var structures: [String: Int] = [:]
    let structure = (0..<dataset.drugs.count).map { drug in
      let key = structureKey?(drug) ?? dataset.drugs.structureKey(drug)
      if structures[key] == nil { structures[key] = structures.count }
      return structures[key]!
    }
    struct Pair: Hashable {
      let structure: Int
      let cellLine: Int32
    }
    var groups: [[Int64]] = []
    var numbers: [Pair: Int] = [:]
    numbers.reserveCapacity(dataset.responses.count)
    for row in 0..<dataset.responses.count where !target.value(of: row, in: dataset.responses).isNaN {
      let pair = Pair(
        structure: structure[Int(dataset.responses.drug[row])], cellLine: dataset.responses.cellLine[row])
      if let number = numbers[pair] {
        groups[number].append(Int64(row))
      } else {
        numbers[pair] = groups.count
        groups.append([Int64(row)])
      }
    }
    return groups
  }
}
