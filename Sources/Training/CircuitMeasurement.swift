import Foundation
import Quantum

/// How the circuits of a model are to be measured, besides being simulated exactly.
public struct MeasurementOptions: Sendable {
  /// Measurements of each circuit; nil for the limit of infinitely many.
  public var shots: Int?
  /// Seeds the outcomes.
  public var seed: UInt64
  /// What happens after each gate; nil for nothing.
  public var noise: DepolarizingNoise?

  /// Far more shots than hardware takes of a circuit.
  public static let largestShotCount = 1_000_000_000

  /// - Precondition: shots are 1 ... `largestShotCount`.
  public init(shots: Int? = nil, seed: UInt64 = 1, noise: DepolarizingNoise? = nil) {
    precondition(shots.map { (1...Self.largestShotCount).contains($0) } ?? true)
    (self.shots, self.seed, self.noise) = (shots, seed, noise)
  }
}

/// How circuits were measured, and with what errors.
public struct CircuitMeasurement: Codable, Hashable, Sendable {
  /// Measurements of each circuit: one circuit a pair in the layout lattice, 32 in the layout parallel.
  public var shots: Int?
  /// What the outcomes follow from.
  public var seed: UInt64?
  /// The probability of the depolarizing channel after each gate.
  public var depolarizing: Double?
  /// The root mean square over the pairs of their expectations, exactly.
  public var expectationRMS: Double
  /// The same with noise: what the noise leaves of them.
  public var noisyExpectationRMS: Double?
  /// The root mean square over the pairs of the standard error of a pair's measured expectation.
  ///
  /// A pair's is estimated from its own shots: an outcome is 1 or -1 and its variance 1 - E^2, which (1 - e^2) N/(N - 1)
  /// estimates without bias, e the mean of N outcomes; the mean over K circuits has the sum of theirs over K^2. Nil for one
  /// shot, which says nothing about it.
  public var expectationStandardError: Double?
  /// The same of predictions: the above times the head's scale.
  public var predictionStandardError: Double?

  /// A few lines for a terminal.
  var text: String {
    func number(_ value: Double?) -> String { value.map { String(format: "%.3g", $0) } ?? "unknown" }
    var lines: [String] = []
    if let depolarizing {
      lines.append(
        "noise: depolarizing channel of probability \(depolarizing) after each gate; root mean square of the "
          + "expectations \(number(noisyExpectationRMS)), without noise \(number(expectationRMS))")
    }
    if let shots, let seed {
      lines.append(
        "shots: \(shots) a circuit, seed \(seed); standard error (root mean square) of the expectations "
          + "\(number(expectationStandardError)), of the predictions \(number(predictionStandardError))")
    }
    return lines.joined(separator: "\n")
  }
}
