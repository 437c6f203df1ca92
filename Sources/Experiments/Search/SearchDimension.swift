import Foundation
import Support
import Training
import Yams

/// One setting that a search draws, and what from.
struct SearchDimension {
  /// The setting's key.
  let key: String
  private let distribution: Distribution

  /// What a value is drawn from.
  private enum Distribution {
    /// One of these, each as probable as the others.
    case choice([Node])
    /// Uniform between two bounds, or with a uniform logarithm; whole numbers with both bounds among them.
    case range(lower: Double, upper: Double, isLogarithmic: Bool, isWhole: Bool)
  }

  private static let kinds: [String: (isLogarithmic: Bool, isWhole: Bool)] = [
    "uniform": (false, false), "log_uniform": (true, false), "integer": (false, true),
    "log_integer": (true, true),
  ]

  /// - Parameters:
  ///   - key: the setting's key.
  ///   - node: a list of values, or a mapping of one kind of range to its two bounds.
  ///   - yaml: the file, for sentences.
  /// - Throws: `FileError` (65) for anything else.
  init(_ key: String, _ node: Node, in yaml: YAMLText) throws {
    self.key = key
    switch node {
    case .sequence(let values):
      guard !values.isEmpty else { throw yaml.invalid(node.mark, "\(key) has no values to choose from") }
      if let empty = values.first(where: { $0.null != nil }) {
        throw yaml.invalid(empty.mark ?? node.mark, "\(key): a value to choose is empty")
      }
      distribution = .choice(Array(values))
    case .mapping(let mapping):
      guard mapping.count == 1, let (kind, bounds) = mapping.first, let name = kind.string,
        let (isLogarithmic, isWhole) = Self.kinds[name]
      else { throw yaml.invalid(node.mark, Self.expectation(key)) }
      let ends = (bounds.sequence.map(Array.init) ?? []).map { $0.string.flatMap(Double.init) ?? .nan }
      guard ends.count == 2, ends.allSatisfy(\.isFinite), ends[0] < ends[1],
        ends[0] > 0 || !isLogarithmic
      else {
        throw yaml.invalid(
          bounds.mark ?? node.mark,
          "\(key): expected \(name): [LOWER, UPPER], two numbers in ascending order"
            + (isLogarithmic ? ", above 0" : ""))
      }
      guard !isWhole || ends.allSatisfy({ $0 == $0.rounded() && abs($0) < 0x1p53 }) else {
        throw yaml.invalid(bounds.mark ?? node.mark, "\(key): expected whole numbers as bounds of \(name)")
      }
      distribution = .range(
        lower: ends[0], upper: ends[1], isLogarithmic: isLogarithmic, isWhole: isWhole)
    case .scalar, .alias:
      throw yaml.invalid(node.mark, Self.expectation(key))
    }
  }

  /// Four digits, as a person would write it, or as many as it takes to lie within the bounds: what best.yaml says is what
  /// was trained.
  private static func text(_ value: Double, within bounds: ClosedRange<Double>) -> String {
    let value = min(bounds.upperBound, max(bounds.lowerBound, value))
    let texts = (4...17).lazy.map { String(format: "%.\($0)g", value) }
    return texts.first { Double($0).map(bounds.contains) ?? false } ?? "\(value)"
  }

  private static func expectation(_ key: String) -> String {
    "\(key): expected a list of values, or a range such as {log_uniform: [1e-4, 1e-2]}: one of "
      + kinds.keys.sorted().joined(separator: ", ")
  }

  /// A value. Every draw takes the same share of the stream, whatever comes out.
  func value(from random: inout RandomStream) -> Node {
    let share = random.uniform()
    switch distribution {
    case .choice(let values): return values[min(values.count - 1, Int(share * Double(values.count)))]
    case .range(let lower, let upper, let isLogarithmic, let isWhole):
      // A whole number stands for all that is rounded to it.
      let (start, end) = isWhole ? (lower - 0.5, upper + 0.5) : (lower, upper)
      let value =
        isLogarithmic ? start * Foundation.pow(end / start, share) : start + (end - start) * share
      if isWhole { return Node("\(Int(min(upper, max(lower, value.rounded()))))") }
      return Node(Self.text(value, within: lower...upper))
    }
  }
}
