import Foundation

/// What random numbers are for. Each purpose has streams of its own, so that a new use of randomness never
/// changes the numbers that another one draws. The raw values are part of the meaning of a seed: never reuse.
public enum RandomPurpose: UInt32, Sendable {
  case split = 1
  case shuffle = 2
  case initialisation = 3
  case synthesis = 4
  case testing = 5
  /// Which cell lines, drugs or tissues test.
  case groupSplit = 6
  /// Which fold a group falls into.
  case folds = 7
  /// The order of the rows of a split's sides, index 0 for training and 1 for testing.
  case sideOrder = 8
  /// The outcomes of measurements of a circuit, by pair and circuit.
  case measurement = 9
  /// Which groups of the training side validate instead.
  case validation = 10
  /// Which numbers of a sample's joined embedding drop out, by step and row of the responses.
  case dropout = 11
  /// Which test pairs (or cell lines, drugs, tissues) a resample holds, by its number.
  case resampling = 12
  /// The settings that a search draws, by configuration.
  case search = 13
  /// Inputs and angles at which a circuit's derivatives are looked at.
  case sensitivity = 16
}

/// A reproducible stream of random numbers, named by a seed, a purpose and an index (the epoch of a shuffle,
/// the number of a parameter): the only source of randomness in the program.
public struct RandomStream: RandomNumberGenerator, Sendable {
  private let key: (UInt32, UInt32)
  private let purpose: UInt32
  private let index: (UInt32, UInt32)
  private var position: UInt32 = 0
  private var pending: UInt64?

  public init(seed: UInt64, purpose: RandomPurpose, index: UInt64 = 0) {
    key = (UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
    self.purpose = purpose.rawValue
    self.index = (UInt32(truncatingIfNeeded: index), UInt32(truncatingIfNeeded: index >> 32))
  }

  public mutating func next() -> UInt64 {
    if let word = pending {
      pending = nil
      return word
    }
    let block = Philox4x32.block(counter: (position, index.0, index.1, purpose), key: key)
    position += 1
    pending = UInt64(block.2) | UInt64(block.3) << 32
    return UInt64(block.0) | UInt64(block.1) << 32
  }

  /// Uniform in [0, 1), a multiple of 2^-53.
  public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// Uniform in [lower, upper).
  public mutating func uniform(from lower: Double, to upper: Double) -> Double {
    lower + (upper - lower) * uniform()
  }

  /// Normal with mean 0 and variance 1, by the method of Box and Muller.
  public mutating func normal() -> Double {
    let radius = (-2 * Foundation.log(1 - uniform())).squareRoot()
    return radius * Foundation.cos(2 * .pi * uniform())
  }

  /// Uniform in 0 ..< bound without bias, by rejection (Lemire, "Fast random integer generation in an
  /// interval", 2019). The standard library's own method is not promised to stay the same.
  public mutating func integer(below bound: Int) -> Int {
    precondition(bound > 0)
    let range = UInt64(bound)
    var product = next().multipliedFullWidth(by: range)
    if product.low < range {
      let threshold = (0 &- range) % range
      while product.low < threshold { product = next().multipliedFullWidth(by: range) }
    }
    return Int(product.high)
  }

  /// Shuffles in place (Fisher and Yates, from the end). The order depends on the stream alone.
  @_specialize(where Element == Int64)
  public mutating func shuffle<Element>(_ elements: inout [Element]) {
    guard elements.count > 1 else { return }
    for last in stride(from: elements.count - 1, to: 0, by: -1) {
      elements.swapAt(last, integer(below: last + 1))
    }
  }
}
