import Support

extension Split {
  /// The two sides of a split that keeps groups whole, in the order of groups.
  static func wholeGroups(_ groups: RowGroups, _ options: SplitOptions) throws(UsageError) -> Split {
    let tests: [Bool]
    let trains: [Bool]
    if let folds = options.folds, let fold = options.fold {
      let assignment = try FoldAssignment(groups, of: options.kind, count: folds, seed: options.seed)
      tests = assignment.fold.map { $0 == fold - 1 }
      trains = tests.map { !$0 }
    } else {
      (trains, tests) = try sides(groups, options)
    }
    func rows(_ taken: [Bool]) -> [Int64] { taken.indices.flatMap { taken[$0] ? groups[$0] : [] } }
    return Split(train: rows(trains), test: rows(tests))
  }

  /// Which groups train, and which test.
  ///
  /// Groups are shuffled. The test side takes each in turn that brings its number of rows nearer to the fraction asked
  /// for; the training side takes the rest, or where the fractions leave something over, likewise of the rest. A side
  /// that no group brings nearer takes the smallest.
  private static func sides(_ groups: RowGroups, _ options: SplitOptions) throws(UsageError) -> (
    train: [Bool], test: [Bool]
  ) {
    guard groups.count >= 2 else {
      throw UsageError(
        "a split by whole \(options.kind.plural) needs at least two of them with a known target, the data set has "
          + "\(groups.count)")
    }
    var order = Array(0..<groups.count)
    var stream = RandomStream(seed: options.seed, purpose: .groupSplit)
    stream.shuffle(&order)
    let all = Double(groups.rows.count)
    var test = [Bool](repeating: false, count: groups.count)
    // One group is left for training whatever the fractions.
    for group in nearest(order, groups, options.testFraction * all).prefix(groups.count - 1) {
      test[group] = true
    }
    let rest = order.filter { !test[$0] }
    if options.takesAll { return (test.map { !$0 }, test) }
    var train = [Bool](repeating: false, count: groups.count)
    for group in nearest(rest, groups, options.trainFraction * all) { train[group] = true }
    return (train, test)
  }

  /// Those of `order` that bring the number of rows, one after the other, nearer to `wanted`; at least one.
  static func nearest(_ order: [Int], _ groups: RowGroups, _ wanted: Double) -> [Int] {
    var taken: [Int] = []
    var count = 0.0
    for group in order {
      let larger = count + Double(groups[group].count)
      if abs(larger - wanted) < abs(count - wanted) {
        taken.append(group)
        count = larger
      }
    }
    return taken.isEmpty ? order.min { groups[$0].count < groups[$1].count }.map { [$0] } ?? [] : taken
  }

  /// The sides in an order that depends on the seed alone, and no more of each than was asked for.
  ///
  /// A smaller number of samples takes the first of a larger one's, so that runs of different sizes are comparable.
  ///
  /// - Parameter description: of the split, for errors.
  /// - Throws: `UsageError` where a side is empty or has fewer samples than were asked for.
  func laidOut(_ options: SplitOptions, by description: String) throws(UsageError) -> Split {
    func side(_ rows: [Int64], _ wanted: Int?, _ name: String, index: UInt64) throws(UsageError) -> [Int64] {
      var rows = rows.sorted()
      guard wanted ?? 1 <= rows.count else {
        throw UsageError(
          "cannot take \(wanted.map(String.init) ?? "any") \(name) samples: the split \(description) has "
            + "\(rows.count) on that side")
      }
      var stream = RandomStream(seed: options.seed, purpose: .sideOrder, index: index)
      stream.shuffle(&rows)
      return wanted.map { Array(rows.prefix($0)) } ?? rows
    }
    return Split(
      train: try side(train, options.trainSamples, "training", index: 0),
      test: try side(test, options.testSamples, "test", index: 1),
      validation: validation.isEmpty ? [] : try side(validation, nil, "validation", index: 2))
  }
}
