import Support

/// How much of a split's training side validates instead.
public enum ValidationSize: Sendable, Hashable {
  /// A part of the training samples, in (0, 1), as nearly as whole groups reach it.
  case fraction(Double)
  /// So many samples.
  case samples(Int)

  /// - Throws: `UsageError` for what makes no sense whatever the data.
  public func validate() throws(UsageError) {
    switch self {
    case .fraction(let fraction):
      if !(fraction > 0 && fraction < 1) {
        throw UsageError("the validation fraction must lie above 0 and below 1, not \(fraction)")
      }
    case .samples(let count):
      if count < 1 { throw UsageError("the number of validation samples must be at least 1, not \(count)") }
    }
  }
}

extension Split {
  /// The same split, but for a part of the training side that validates.
  ///
  /// Whole groups change sides, in an order that depends on the seed alone, so that the validation set measures the same
  /// as the test set: what is new there is new here. A number of samples thins the last of them out; what is left of it
  /// is on no side. The training samples that stay keep their order.
  ///
  /// - Parameters:
  ///   - size: how much validates.
  ///   - groups: of the kind that the split keeps apart.
  ///   - seed: decides which groups change sides.
  /// - Throws: `UsageError` for a size that makes no sense, or that the training side cannot give.
  public func takingValidation(
    _ size: ValidationSize, _ groups: ResponseGroups, seed: UInt64
  ) throws(UsageError) -> Split {
    try size.validate()
    let training = groups.rows(train.sorted().map(Int.init))
    guard training.count >= 2 else {
      throw UsageError(
        "a validation part needs at least two \(groups.kind.plural) on the training side, which has \(training.count)"
      )
    }
    var order = Array(0..<training.count)
    var stream = RandomStream(seed: seed, purpose: .validation)
    stream.shuffle(&order)
    var taken: [Int]
    switch size {
    case .fraction(let fraction):
      // One group is left for training whatever the fraction.
      taken = Array(Self.nearest(order, training, fraction * Double(train.count)).prefix(training.count - 1))
    case .samples(let wanted):
      taken = []
      var count = 0
      for group in order.dropLast() where count < wanted {
        taken.append(group)
        count += training[group].count
      }
      guard count >= wanted else {
        throw UsageError(
          "cannot take \(wanted) validation samples: the training side has \(train.count) samples in "
            + "\(training.count) \(groups.kind.plural), of which one must stay")
      }
    }
    var rows = taken.flatMap { training[$0] }.sorted()
    // Index 2 of the sides, after training and test.
    var sideOrder = RandomStream(seed: seed, purpose: .sideOrder, index: 2)
    sideOrder.shuffle(&rows)
    let isTaken = Set(rows)
    if case .samples(let wanted) = size, let last = taken.last {
      let whole = Set(training[last])
      let kept = Set(rows.filter(whole.contains).prefix(whole.count - (rows.count - wanted)))
      rows.removeAll { whole.contains($0) && !kept.contains($0) }
    }
    return Split(train: train.filter { !isTaken.contains($0) }, test: test, validation: rows)
  }
}
