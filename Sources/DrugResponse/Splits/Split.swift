/// A division of measured pairs into training and test samples.
public struct Split: Codable, Hashable, Sendable {
  /// Row numbers into the responses, in the shuffled order. The training set is reshuffled each epoch
  /// (`EpochOrder`), the test set never.
  public var train: [Int64]
  /// Row numbers into the responses, none of which is in `train`.
  public var test: [Int64]

  public init(train: [Int64], test: [Int64]) {
    self.train = train
    self.test = test
  }

  /// What keeps the split from being one of `responseCount` responses, as a sentence; nil if nothing does.
  /// For splits that come out of files: every row number must exist, and occur once.
  public func problem(responseCount: Int) -> String? {
    var seen = [Bool](repeating: false, count: responseCount)
    for (name, rows) in [("training", train), ("test", test)] {
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
