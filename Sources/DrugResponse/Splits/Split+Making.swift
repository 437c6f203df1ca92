import Support

extension Split {
  /// Divides the pairs of `dataset` whose `target` is known.
  ///
  /// The outcome depends on the data set's rows, the options and the target alone. Measurements of one (structure, cell
  /// line) never fall on both sides, or the test set would repeat what was trained on.
  ///
  /// - Parameters:
  ///   - dataset: holds the responses.
  ///   - target: what is trained.
  ///   - options: kind, sizes and seed.
  ///   - structureKey: what tells the structure of a drug's row from others'; by default
  ///     `ResponseDataset.Drugs.structureKey`.
  /// - Throws: `UsageError` for options that contradict themselves or ask for more than there is.
  public init(
    of dataset: ResponseDataset, target: Target = .ic50, options: SplitOptions = SplitOptions(),
    structureKey: ((_ drug: Int) -> String)? = nil
  ) throws(UsageError) {
    try options.validate()
    let groups = ResponseGroups(options.kind, of: dataset, structureKey: structureKey).rows(target: target)
    if options.kind == .pairs && options.folds == nil {
      self = try Self.randomPairs(groups, options)
    } else {
      self = try Self.wholeGroups(groups, options).laidOut(options, by: options.summary)
    }
  }

  /// Shuffles the pairs, and takes the first for training and the next for testing.
  ///
  /// So that counts are exact although a pair may have been measured more than once, it is the groups of measurements of
  /// a pair that are shuffled; their rows are laid out one after another, training takes its number from the front, what
  /// is left of a group cut there is skipped, and testing takes its number from there on.
  private static func randomPairs(_ groups: RowGroups, _ options: SplitOptions) throws(UsageError) -> Split {
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
    return Split(train: train, test: rest)
  }
}
