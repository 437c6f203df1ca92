import Support

/// How many pairs train and test.
public struct SampleSize: Codable, Hashable, Sendable {
  /// Training and test pairs; nil for all pairs, in the parts that the settings say.
  public let numbers: Numbers?

  /// Numbers of pairs.
  public struct Numbers: Codable, Hashable, Sendable {
    public let train: Int
    public let test: Int
  }

  /// All pairs, 80 % of them to train.
  public static let all = SampleSize(numbers: nil)

  init(numbers: Numbers?) { self.numbers = numbers }

  init(_ train: Int, _ test: Int) { numbers = Numbers(train: train, test: test) }

  /// "5000" or "all", for file names and columns.
  var name: String { numbers.map { "\($0.train)" } ?? "all" }

  /// Reads a list such as "50/10,5000/1000,all".
  ///
  /// - Throws: `UsageError` for what is none, and for two of the same number of training pairs.
  public static func list(_ text: String) throws -> [SampleSize] {
    let sizes = try text.split(separator: ",", omittingEmptySubsequences: false).map { item in
      if item == "all" { return SampleSize.all }
      let parts = item.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
      guard parts.count == 2, let train = parts[0], let test = parts[1], train >= 1, test >= 1 else {
        throw UsageError(
          "\(String(item).printable) is no number of pairs, expected TRAINING/TEST such as 5000/1000, or all, with commas "
            + "between")
      }
      return SampleSize(train, test)
    }
    for size in sizes where sizes.count(where: { $0.name == size.name }) > 1 {
      throw UsageError("there are two sizes of \(size.name) training pairs, expected different ones")
    }
    return sizes
  }

  /// The settings of a run of this size.
  var settings: [(key: String, value: String)] {
    numbers.map { [("train_samples", "\($0.train)"), ("test_samples", "\($0.test)")] } ?? []
  }
}
