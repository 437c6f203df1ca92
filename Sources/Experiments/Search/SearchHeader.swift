import Support
import Training
import Yams

/// What a search's file says beside settings and space.
package struct SearchHeader {
  package var method = SearchSpace.Method.successiveHalving
  /// How many are drawn.
  package var configurations = 0
  /// Runs of each configuration, with one seed after the other, whose mean counts.
  package var repetitions = 1
  /// The epochs of the first rung of successive halving.
  package var firstEpochs: Int?
  /// By what successive halving divides the configurations, and multiplies the epochs.
  package var reduction = 3
  /// Of the draws.
  package var seed: UInt64 = 1

  private static let keys = [
    "method", "configurations", "repetitions", "first_epochs", "reduction", "seed", "settings", "space",
  ]

  package init(configurations: Int) { self.configurations = configurations }

  /// - Throws: `FileError` (65) for an unknown key, and a value that is none for its key.
  init(_ entries: Node.Mapping, in yaml: YAMLText) throws {
    for (key, node) in entries {
      guard let name = key.string else {
        throw yaml.invalid(key.mark, "the name of a key is \(YAMLText.found(key)), expected a text")
      }
      func whole(_ range: ClosedRange<Int>) throws -> Int {
        guard let value = node.string.flatMap({ Int($0) }), range.contains(value) else {
          throw yaml.invalid(
            node.mark,
            "\(name) is \(YAMLText.found(node)), expected a whole number in "
              + "\(range.lowerBound) ... \(range.upperBound)")
        }
        return value
      }
      switch name {
      case "method":
        guard let method = node.string.flatMap(SearchSpace.Method.init) else {
          let names = SearchSpace.Method.allCases.map(\.rawValue).joined(separator: ", ")
          throw yaml.invalid(node.mark, "method is \(YAMLText.found(node)), expected one of \(names)")
        }
        self.method = method
      case "configurations": configurations = try whole(1...100_000)
      case "repetitions": repetitions = try whole(1...1000)
      case "first_epochs": firstEpochs = try whole(1...1_000_000)
      case "reduction": reduction = try whole(2...100)
      case "seed": seed = UInt64(try whole(0...Int.max))
      case "settings", "space": break
      default:
        let nearest = name.nearest(in: Self.keys).map { "; did you mean \($0)?" } ?? ""
        throw yaml.invalid(key.mark, "unknown key \(name.printable) of a search\(nearest)")
      }
    }
    guard configurations > 0 else {
      throw yaml.invalid(nil, "expected configurations: N, how many to draw from the space")
    }
    if method == .random, firstEpochs != nil || entries[Node("reduction")] != nil {
      let key = firstEpochs != nil ? "first_epochs" : "reduction"
      throw yaml.invalid(
        entries[Node(key)]?.mark, "\(key) is for successive halving; method random trains all for all epochs")
    }
  }
}
