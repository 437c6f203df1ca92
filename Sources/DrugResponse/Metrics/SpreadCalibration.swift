/// How well standard deviations that come with predictions tell the errors: each error is held against a normal
/// distribution about zero with its pair's standard deviation.
///
/// All sums are in Double and in the order of the samples, so that the same predictions give the same bits.
public struct SpreadCalibration: Codable, Hashable, Sendable {
  /// Probabilities of the central intervals that are looked at.
  public static let levels = [0.5, 0.8, 0.9, 0.95]

  /// How certain standard deviations go with the errors.
  public struct Fit: Codable, Hashable, Sendable {
    /// [levels] the share of samples whose error lies in the central interval of that probability.
    public let coverage: [Double]
    /// The mean negative logarithm of the errors' densities, in nats; nil where a standard deviation is zero.
    public let meanNegativeLogLikelihood: Double?
  }

  /// What became of the errors' part that a factor was not fitted on.
  public struct Recalibration: Codable, Hashable, Sendable {
    /// What the factor for each sample was fitted on.
    public enum Source: String, Codable, Sendable {
      /// The validation part of the data.
      case validation
      /// The other half of the samples themselves.
      case halves
    }

    public let source: Source
    /// Samples that `factor` was fitted on.
    public let count: Int
    /// For use elsewhere: fitted on the validation part, or on all samples.
    public let factor: Double
    /// The factors that `scaled` was reached with: one, or those fitted on the first and on the second half.
    public let factors: [Double]
    /// The standard deviations times the factor.
    public let scaled: Fit
    /// One standard deviation for all samples, the root mean square of the errors that the factor was fitted on: what
    /// standard deviations that tell nothing would reach.
    public let constant: Fit
  }

  /// Why there is no factor.
  public enum Obstacle: String, Codable, Sendable {
    /// Something was trained with some of the samples: errors there say nothing of those elsewhere.
    case trainedSamples
    /// All samples belong together: there is no other half.
    case oneGroup
    /// Standard deviations of zero, or no error at all.
    case noSpread
  }

  public let count: Int
  public let levels: [Double]
  /// Root mean squares over the samples.
  public let rmsSpread: Double
  public let rmsError: Double
  /// Spearman's coefficient of standard deviations and absolute errors; nil where it is not defined.
  public let spearmanWithError: Double?
  /// The standard deviations as they are.
  public let plain: Fit
  /// nil where there is no factor.
  public let recalibration: Recalibration?
  /// nil where there is a factor.
  public let obstacle: Obstacle?

  /// Errors with the standard deviations that were to tell them.
  public struct Samples: Sendable {
    /// Predicted minus observed.
    let errors: [Double]
    /// Not negative.
    let spread: [Double]

    /// - Precondition: arrays of equal length.
    public init(errors: [Double], spread: [Double]) {
      precondition(errors.count == spread.count)
      (self.errors, self.spread) = (errors, spread)
    }

    /// Some of them.
    public subscript(_ indices: [Int]) -> Samples {
      Samples(errors: indices.map { errors[$0] }, spread: indices.map { spread[$0] })
    }
  }

  /// - Parameters:
  ///   - samples: what is scored.
  ///   - validation: what the factor is fitted on; nil to score each half of the samples with the other's factor.
  ///   - groups: [count] what belongs together and stays in one half, in any numbering.
  ///   - isTrained: whether some of the samples were trained with; then no factor is fitted.
  /// - Returns: nil without samples, and for values that are not finite.
  public init?(_ samples: Samples, validation: Samples?, groups: [Int], isTrained: Bool = false) {
    precondition(groups.count == samples.errors.count)
    count = samples.errors.count
    let all = [samples, validation].compactMap { $0 }
    guard count > 0, all.allSatisfy({ ($0.errors + $0.spread).allSatisfy(\.isFinite) }) else { return nil }
    levels = Self.levels
    rmsSpread = Self.rms(samples.spread)
    rmsError = Self.rms(samples.errors)
    spearmanWithError = Correlation.spearman(samples.spread, samples.errors.map(abs))
    plain = Fit(samples.errors, samples.spread)
    let halves = Self.halves(groups)
    recalibration =
      if isTrained {
        nil
      } else if let validation {
        Recalibration(samples, validation: validation)
      } else {
        Recalibration(samples, halves: halves)
      }
    obstacle =
      if recalibration != nil {
        nil
      } else if isTrained {
        .trainedSamples
      } else if validation == nil, halves.contains(where: \.isEmpty) {
        .oneGroup
      } else {
        .noSpread
      }
  }

  static func rms(_ values: [Double]) -> Double {
    (CompensatedSum.of(values.lazy.map { $0 * $0 }) / Double(values.count)).squareRoot()
  }

  /// Whole groups dealt out in the order of their first samples, each to the half that has fewer samples so far.
  private static func halves(_ groups: [Int]) -> [[Int]] {
    let members = Dictionary(grouping: groups.indices) { groups[$0] }.values.sorted { $0[0] < $1[0] }
    var halves: [[Int]] = [[], []]
    for samples in members { halves[halves[0].count <= halves[1].count ? 0 : 1] += samples }
    return halves.map { $0.sorted() }
  }
}
