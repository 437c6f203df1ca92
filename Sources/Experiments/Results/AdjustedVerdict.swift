/// What a paired test says when it is one of several of one question.
package enum AdjustedVerdict: Sendable {
  /// The mean difference is below zero, or above.
  case below, above
  /// Neither.
  case open
  /// The test's own interval leaves out zero, but not by so much that it counts beside the other tests.
  case openByAdjustment
  /// Too few pairs for a test.
  case untested

  /// The largest adjusted probability that decides.
  package static let level = 0.05

  /// - Parameters:
  ///   - test: nil for too few pairs.
  ///   - adjusted: its probability adjusted by Holm; nil where all differences are the same.
  package init(_ test: PairedTest?, adjusted: Double?) {
    guard let interval = test?.difference else {
      self = .untested
      return
    }
    if let adjusted, adjusted < Self.level {
      self = interval.mean < 0 ? .below : .above
    } else {
      self = adjusted != nil && (interval.upper < 0 || interval.lower > 0) ? .openByAdjustment : .open
    }
  }
}
