import Support

/// How the measured pairs are divided into training and test samples.
///
/// By random pairs: numbers of samples where given, else fractions of the pairs whose target is known. By whole cell
/// lines, drugs or tissues: fractions say what part of the pairs each side is to hold, as nearly as whole groups reach
/// it, and numbers thin the sides out. In folds, the test side is one of them and the training side all others.
public struct SplitOptions: Codable, Hashable, Sendable {
  /// What is kept on one side.
  public var kind: SplitKind
  /// Parts of equal size, as nearly as whole groups allow, of which one tests; nil for fractions.
  public var folds: Int?
  /// The fold that tests, from 1; nil without folds.
  public var fold: Int?
  /// Training samples; nil for `trainFraction` of all.
  public var trainSamples: Int?
  /// Test samples; nil for `testFraction` of all.
  public var testSamples: Int?
  /// In (0, 1]; the paper trains on 80 %.
  public var trainFraction: Double
  /// In (0, 1]; the paper tests on the other 20 %.
  public var testFraction: Double
  /// Seeds every shuffle before a cut.
  public var seed: UInt64

  /// The paper's share of the pairs that train.
  public static let defaultTrainFraction = 0.8
  /// The paper's share of the pairs that test.
  public static let defaultTestFraction = 0.2

  /// The paper's split, 80 % and 20 % of the pairs, unless told otherwise.
  public init(
    kind: SplitKind = .pairs, folds: Int? = nil, fold: Int? = nil, trainSamples: Int? = nil,
    testSamples: Int? = nil, trainFraction: Double = defaultTrainFraction,
    testFraction: Double = defaultTestFraction, seed: UInt64 = 0
  ) {
    (self.kind, self.folds, self.fold) = (kind, folds, fold)
    self.trainSamples = trainSamples
    self.testSamples = testSamples
    self.trainFraction = trainFraction
    self.testFraction = testFraction
    self.seed = seed
  }

  /// The paper's reduced experiment: 5000 training and 1000 test samples.
  public static func reduced(seed: UInt64 = 0) -> SplitOptions {
    SplitOptions(trainSamples: 5000, testSamples: 1000, seed: seed)
  }

  /// "by cell line, fold 2 of 5"
  public var summary: String {
    let by = kind == .pairs ? "by random pairs" : "by whole \(kind.plural)"
    return by + (folds.map { ", fold \(fold.map(String.init) ?? "?") of \($0)" } ?? "")
  }

  /// - Throws: `UsageError` for what makes no sense whatever the data: a number below 1, a fraction outside (0, 1],
  ///   fractions that sum to more than 1, folds beside fractions, fewer than two folds, a fold that is not among them.
  public func validate() throws(UsageError) {
    try Self.check(samples: trainSamples, of: "training")
    try Self.check(samples: testSamples, of: "test")
    // Numbers of random pairs leave nothing for a fraction to say.
    if kind != .pairs || trainSamples == nil { try Self.check(fraction: trainFraction, of: "training") }
    if kind != .pairs || testSamples == nil { try Self.check(fraction: testFraction, of: "test") }
    if kind != .pairs || trainSamples == nil && testSamples == nil,
      Self.exceedsOne(trainFraction + testFraction)
    {
      throw UsageError(
        "the training fraction \(trainFraction) and the test fraction \(testFraction) sum to more than 1")
    }
    guard let folds else {
      if let fold { throw UsageError("fold \(fold) needs the number of folds") }
      return
    }
    try Self.check(folds: folds)
    guard let fold else {
      throw UsageError("of \(folds) folds one must be chosen to test on: fold 1 ... \(folds)")
    }
    guard (1...folds).contains(fold) else { throw UsageError("fold must lie in 1 ... \(folds), not \(fold)") }
    if !hasDefaultFractions {
      throw UsageError(
        "folds and fractions contradict each other: a fold tests and the others train (numbers of samples thin them out)"
      )
    }
  }

  /// Whether the fractions are such as nobody asked for.
  public var hasDefaultFractions: Bool {
    trainFraction == Self.defaultTrainFraction && testFraction == Self.defaultTestFraction
  }

  static func check(folds: Int) throws(UsageError) {
    guard (2...FoldAssignment.maximumCount).contains(folds) else {
      throw UsageError("the number of folds must lie in 2 ... \(FoldAssignment.maximumCount), not \(folds)")
    }
  }

  /// Decimal fractions that sum to 1 may do so only up to the rounding of the sum.
  private static func exceedsOne(_ sum: Double) -> Bool { sum > 1 + .ulpOfOne }

  /// Whether the fractions leave nothing over.
  var takesAll: Bool { trainFraction + testFraction >= 1 - .ulpOfOne }

  /// Resolves numbers and fractions of random pairs for `available` pairs with a known target.
  ///
  /// Samples asked for by number are taken exactly. A fraction is rounded to the nearest number of pairs; the
  /// test set's is cut to what the training set leaves, since two halves of an odd number both round up.
  ///
  /// - Throws: `UsageError` for more samples than there are, or a fraction of so few pairs that no sample is left.
  func counts(of available: Int) throws(UsageError) -> (train: Int, test: Int) {
    guard available > 0 else { throw UsageError("the data set has no pair with a known target to split") }
    let train = trainSamples ?? Int((trainFraction * Double(available)).rounded())
    let rest = available - train
    let test = testSamples ?? min(Int((testFraction * Double(available)).rounded()), rest)
    let (sum, overflow) = train.addingReportingOverflow(test)
    guard !overflow, sum <= available, train > 0, test > 0 else {
      throw UsageError(
        "cannot take \(train) training and \(test > 0 ? "\(test)" : "any") test samples: "
          + "the data set has \(available) pairs with a known target")
    }
    return (train, test)
  }

  private static func check(samples: Int?, of name: String) throws(UsageError) {
    if let samples, samples < 1 {
      throw UsageError("the number of \(name) samples must be at least 1, not \(samples)")
    }
  }

  private static func check(fraction: Double, of name: String) throws(UsageError) {
    if !(fraction > 0 && fraction <= 1) {
      throw UsageError("the \(name) fraction must be above 0 and at most 1, not \(fraction)")
    }
  }
}
