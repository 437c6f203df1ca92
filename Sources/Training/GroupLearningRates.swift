import Network

/// What the schedule's learning rate is multiplied by for each stretch of the flat buffer.
struct GroupLearningRates {
  /// In the order of the buffer, all of it; neighbours differ.
  private(set) var stretches: [(range: Range<Int>, factor: Double)] = []

  init(_ configuration: TrainingConfiguration, _ layout: ParameterLayout) {
    for (group, range) in layout.groups {
      let factor = configuration.learningRateFactor(of: group)
      if let last = stretches.last, last.factor == factor {
        stretches[stretches.count - 1].range = last.range.lowerBound..<range.upperBound
      } else {
        stretches.append((range, factor))
      }
    }
  }

  /// Calls `body` for each part of `elements` that has a rate of its own, with the factor.
  @inline(__always)
  func forEach(in elements: Range<Int>, _ body: (_ part: Range<Int>, _ factor: Double) -> Void) {
    for (range, factor) in stretches where range.overlaps(elements) {
      body(range.clamped(to: elements), factor)
    }
  }
}
