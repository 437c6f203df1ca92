import Support

/// How the measured pairs are divided into training and test samples: numbers of samples where given, else
/// fractions of the pairs whose target is known.
public struct SplitOptions: Codable, Hashable, Sendable {
  /// Training samples; nil for `trainFraction` of all.
  public var trainSamples: Int?
  /// Test samples; nil for `testFraction` of all.
  public var testSamples: Int?
  /// In (0, 1]; the paper trains on 80 %.
  public var trainFraction: Double
  /// In (0, 1]; the paper tests on the other 20 %.
  public var testFraction: Double
  /// Seeds the one shuffle before the cut.
  public var seed: UInt64

  /// The paper's split, 80 % and 20 %, unless told otherwise.
  public init(
    trainSamples: Int? = nil, testSamples: Int? = nil, trainFraction: Double = 0.8,
    testFraction: Double = 0.2, seed: UInt64 = 0
  ) {
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

  /// Resolves the options for `available` pairs with a known target.
  ///
  /// Samples asked for by number are taken exactly. A fraction is rounded to the nearest number of pairs; the
  /// test set's is cut to what the training set leaves, since two halves of an odd number both round up.
  ///
  /// - Throws: `UsageError` for a number below 1, a fraction outside (0, 1], fractions that sum to more than 1,
  ///   more samples than there are, or a fraction of so few pairs that no sample is left.
  func counts(of available: Int) throws(UsageError) -> (train: Int, test: Int) {
    try Self.check(samples: trainSamples, fraction: trainFraction, of: "training")
    try Self.check(samples: testSamples, fraction: testFraction, of: "test")
    // Decimal fractions that sum to 1 may do so only up to the rounding of the sum.
    if trainSamples == nil, testSamples == nil, trainFraction + testFraction > 1 + .ulpOfOne {
      throw UsageError(
        "the training fraction \(trainFraction) and the test fraction \(testFraction) sum to more than 1")
    }
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

  private static func check(samples: Int?, fraction: Double, of name: String) throws(UsageError) {
    if let samples, samples < 1 {
      throw UsageError("the number of \(name) samples must be at least 1, not \(samples)")
    }
    if samples == nil, !(fraction > 0 && fraction <= 1) {
      throw UsageError("the \(name) fraction must be above 0 and at most 1, not \(fraction)")
    }
  }
}
