/// What stands on both sides of a split: whether it keeps apart what it claims to, and so what its test set measures.
public struct SplitOverlap: Sendable, Equatable {
  /// The pairs, cell lines, drugs or tissues of the two sides.
  public struct Part: Sendable, Equatable {
    public let kind: SplitKind
    /// How many of them the training side has.
    public let train: Int
    /// How many of them the test side has.
    public let test: Int
    /// How many both have.
    public let shared: Int
    /// Names of the first that both have, in the order of the data set.
    public let firstShared: [String]
    /// Names of the first that only the test side has, in the order of the data set.
    public let firstNew: [String]

    /// How many only the test side has.
    public var new: Int { test - shared }
  }

  /// Names that are kept, of those that may be thousands.
  static let nameCount = 3

  public let trainSamples: Int
  public let testSamples: Int
  /// In the order of `SplitKind.allCases`.
  public let parts: [Part]

  public init(of split: Split, in dataset: ResponseDataset) {
    self.init(of: split, ResponseGroups.all(of: dataset))
  }

  /// - Parameters:
  ///   - split: whose sides are compared.
  ///   - groups: of all kinds, for whoever looks at several splits of one data set.
  public init(of split: Split, _ groups: [ResponseGroups]) {
    trainSamples = split.train.count
    testSamples = split.test.count
    parts = groups.map { groups in
      var trains = [Bool](repeating: false, count: groups.count)
      var tests = trains
      for row in split.train { trains[groups.number[Int(row)]] = true }
      for row in split.test { tests[groups.number[Int(row)]] = true }
      let tested = tests.indices.filter { tests[$0] }
      let shared = tested.filter { trains[$0] }
      return Part(
        kind: groups.kind, train: trains.count { $0 }, test: tested.count, shared: shared.count,
        firstShared: shared.prefix(Self.nameCount).map(groups.name),
        firstNew: tested.lazy.filter { !trains[$0] }.prefix(Self.nameCount).map(groups.name))
    }
  }

  public subscript(kind: SplitKind) -> Part { parts[SplitKind.allCases.firstIndex(of: kind)!] }

  /// What keeps the split from being one of `kind`, as a sentence; nil if nothing does. No split may have a pair on both
  /// sides.
  ///
  /// - Parameters:
  ///   - kind: what is to stand on one side only.
  ///   - tested: the test side in a word.
  ///   - known: the other side.
  public func leak(of kind: SplitKind, tested: String = "test", known: String = "training set") -> String? {
    for kind in [kind, .pairs] {
      let part = self[kind]
      if part.shared > 0 {
        return "\(part.shared) of the \(part.test) \(tested) \(kind.plural) are in the \(known) too "
          + "(\(Self.list(part.firstShared, of: part.shared))), expected none"
      }
    }
    return nil
  }

  /// What keeps the two or three sides of a split from being apart as they are to be, as a sentence; nil if nothing does.
  ///
  /// - Parameters:
  ///   - split: whose sides are compared.
  ///   - kind: what is to stand on one side only.
  ///   - groups: of all kinds.
  public static func leak(_ split: Split, of kind: SplitKind, _ groups: [ResponseGroups]) -> String? {
    if let leak = SplitOverlap(of: split, groups).leak(of: kind) { return leak }
    if split.validation.isEmpty { return nil }
    return SplitOverlap(of: Split(train: split.validation, test: split.test), groups)
      .leak(of: kind, known: "validation set")
      ?? SplitOverlap(of: Split(train: split.train, test: split.validation), groups)
      .leak(of: kind, tested: "validation")
  }

  /// The first names, and that there are more.
  static func list(_ names: [String], of count: Int) -> String {
    names.joined(separator: ", ") + (count > names.count ? ", ..." : "")
  }
}
