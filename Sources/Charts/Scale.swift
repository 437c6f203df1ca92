import Foundation

/// How values become places along an axis.
public struct Scale: Sendable, Equatable {
  /// How places follow from values.
  public enum Kind: Sendable, Equatable {
    case linear
    /// Linear, with ticks at whole numbers only: of things that are counted.
    case whole
    case logarithmic
  }

  /// How places follow from values.
  public let kind: Kind
  /// The value at the scale's beginning: left or below.
  public let lower: Double
  /// The value at its end.
  public let upper: Double

  /// A scale from `lower` to `upper`, which are different and finite, for a logarithmic one positive.
  public init(_ kind: Kind = .linear, from lower: Double, to upper: Double) {
    precondition(lower < upper && lower.isFinite && upper.isFinite && (kind != .logarithmic || lower > 0))
    self.kind = kind
    self.lower = lower
    self.upper = upper
  }

  /// A scale that holds all finite values with a little room at both ends; nil where there are none. A logarithmic one
  /// holds the positive values only.
  public init?(_ kind: Kind = .linear, holding values: some Sequence<Double>) {
    let isLogarithmic = kind == .logarithmic
    let shown = values.filter { $0.isFinite && (!isLogarithmic || $0 > 0) }.map {
      isLogarithmic ? log($0) : $0
    }
    guard let least = shown.min(), let most = shown.max() else { return nil }
    let room = most > least ? 0.04 * (most - least) : max(0.5 * abs(least), 0.5)
    let (lower, upper) = (least - room, most + room)
    guard lower.isFinite, upper.isFinite, lower < upper else { return nil }
    self.init(kind, from: isLogarithmic ? exp(lower) : lower, to: isLogarithmic ? exp(upper) : upper)
  }

  /// 0 at the lower end and 1 at the upper.
  public func share(_ value: Double) -> Double {
    switch kind {
    case .linear, .whole: (value - lower) / (upper - lower)
    case .logarithmic: value > 0 ? log(value / lower) / log(upper / lower) : -.infinity
    }
  }

  /// Whether a value lies within the scale.
  public func holds(_ value: Double) -> Bool { value >= lower && value <= upper }

  /// Round values within the scale, about `count` of them, with their texts.
  public func ticks(_ count: Int = 5) -> [(value: Double, text: String)] {
    switch kind {
    case .linear, .whole: linearTicks(count)
    case .logarithmic: logarithmicTicks(count)
    }
  }

  private func linearTicks(_ count: Int) -> [(value: Double, text: String)] {
    let rough = (upper - lower) / Double(max(1, count))
    let decade = floor(log10(rough))
    let size = rough / pow(10, decade)
    let round = (size < 1.5 ? 1 : size < 3.5 ? 2 : size < 7.5 ? 5 : 10) * pow(10, decade)
    let step = kind == .whole ? max(1, round) : round
    let digits = max(0, Int(-floor(log10(step) + 1e-9)))
    guard digits <= 12 else { return [] }
    let (first, last) = ((lower / step).rounded(.up), (upper / step).rounded(.down))
    guard last - first < 100, last >= first else { return [] }
    return stride(from: first, through: last, by: 1).map { number in
      let value = number * step
      let text = abs(value) >= 1e6 ? value.significant(3) : value.fixed(digits)
      return (value, number == 0 ? "0" : text)
    }
  }

  private func logarithmicTicks(_ count: Int) -> [(value: Double, text: String)] {
    let decades = Int(floor(log10(lower)))...Int(ceil(log10(upper)))
    let choices: [[Double]] = [[1], [1, 3], [1, 2, 5], [1, 1.5, 2, 3, 4, 5, 6, 8]]
    func values(_ mantissas: [Double]) -> [Double] {
      decades.flatMap { decade in mantissas.map { $0 * pow(10, Double(decade)) } }.filter(holds)
    }
    // The fewest that are enough.
    let chosen = choices.map(values).first { $0.count >= min(3, count) } ?? values(choices[choices.count - 1])
    let stepped = chosen.enumerated().filter { $0.offset % max(1, chosen.count / (2 * count)) == 0 }
    return stepped.map { tick in
      (tick.element, (100..<1e6).contains(tick.element) ? tick.element.fixed(0) : tick.element.significant(2))
    }
  }
}
