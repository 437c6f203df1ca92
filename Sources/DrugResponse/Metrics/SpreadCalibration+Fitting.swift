extension SpreadCalibration.Fit {
  init(_ errors: [Double], _ spread: [Double]) {
    let probabilities = zip(errors, spread).map { error, spread in
      // Nothing is certain to be met exactly, unless it is.
      error == 0 ? 0 : NormalDistribution.probability(within: abs(error) / spread)
    }
    coverage = SpreadCalibration.levels.map { level in
      Double(probabilities.count { $0 <= level }) / Double(errors.count)
    }
    let sum = CompensatedSum.of(
      zip(errors, spread).lazy.map {
        NormalDistribution.negativeLogLikelihood(error: $0, standardDeviation: $1)
      })
    meanNegativeLogLikelihood = sum.isFinite ? sum / Double(errors.count) : nil
  }
}

extension SpreadCalibration.Recalibration {
  init?(_ samples: SpreadCalibration.Samples, validation: SpreadCalibration.Samples) {
    guard let factor = validation.factor else { return nil }
    let constant = SpreadCalibration.rms(validation.errors)
    self.init(
      source: .validation, count: validation.errors.count, factor: factor, factors: [factor],
      scaled: .init(samples.errors, samples.spread.map { factor * $0 }),
      constant: .init(samples.errors, samples.spread.map { _ in constant }))
  }

  init?(_ samples: SpreadCalibration.Samples, halves: [[Int]]) {
    let factors = halves.compactMap { samples[$0].factor }
    guard let factor = samples.factor, factors.count == halves.count else { return nil }
    let constants = halves.map { SpreadCalibration.rms(samples[$0].errors) }
    var scaled = samples.spread
    var constant = samples.spread
    for (half, indices) in halves.enumerated() {
      for index in indices {
        scaled[index] *= factors[1 - half]
        constant[index] = constants[1 - half]
      }
    }
    self.init(
      source: .halves, count: samples.errors.count, factor: factor, factors: factors,
      scaled: .init(samples.errors, scaled), constant: .init(samples.errors, constant))
  }
}

extension SpreadCalibration.Samples {
  /// The factor for the standard deviations under which the errors are likeliest: the root mean square of errors over
  /// standard deviations; nil without samples, and where it is zero or not finite.
  fileprivate var factor: Double? {
    if errors.isEmpty { return nil }
    let factor = SpreadCalibration.rms(zip(errors, spread).map { $0 / $1 })
    return factor > 0 && factor.isFinite ? factor : nil
  }
}
