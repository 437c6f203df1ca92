import Foundation

/// The standard normal distribution.
package enum NormalDistribution {
  /// What a value stays below with probability 0.975, so that 95 % lie within as much of zero.
  package static let quantile975 = 1.959963984540054

  /// The probability that a value lies within `distance` of zero.
  static func probability(within distance: Double) -> Double { erf(distance / 2.0.squareRoot()) }

  /// The negative logarithm of the density of an error e under a standard deviation s: ln(s sqrt(2 pi)) + (e/s)²/2.
  static func negativeLogLikelihood(error: Double, standardDeviation: Double) -> Double {
    let deviation = error / standardDeviation
    return log(2 * Double.pi) / 2 + log(standardDeviation) + deviation * deviation / 2
  }
}
