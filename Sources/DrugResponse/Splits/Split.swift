/// A division of measured pairs into training and test samples, and samples to validate with while training goes on.
public struct Split: Codable, Hashable, Sendable {
  /// Row numbers into the responses, in the shuffled order. The training set is reshuffled each epoch
  /// (`EpochOrder`), the test set never.
  public var train: [Int64]
  /// Row numbers into the responses, none of which is in `train`.
  public var test: [Int64]
  /// Row numbers into the responses, none of which is in `train` or `test`; empty for a run that does not validate.
  public var validation: [Int64]

  public init(train: [Int64], test: [Int64], validation: [Int64] = []) {
    self.train = train
    self.test = test
    self.validation = validation
  }

  /// "4500 training, 500 validation and 1000 test samples", or without the second.
  public var summary: String {
    let validating = validation.isEmpty ? "" : ", \(validation.count) validation"
    return "\(train.count) training\(validating) and \(test.count) test samples"
  }

  /// What keeps the split from being one of `responseCount` responses, as a sentence; nil if nothing does.
  /// For splits that come out of files: every row number must exist, and occur once.
  public func problem(responseCount: Int) -> String? {
    var seen = [Bool](repeating: false, count: responseCount)
    for (name, rows) in [("training", train), ("test", test), ("validation", validation)] {
      for (position, row) in rows.enumerated() {
        guard row >= 0, row < responseCount else {
          return "\(name) sample \(position) is row \(row), but there are \(responseCount) responses"
        }
        if seen[Int(row)] { return "\(name) sample \(position), row \(row), occurs twice in the split" }
        seen[Int(row)] = true
      }
    }
    return nil
  }
}
