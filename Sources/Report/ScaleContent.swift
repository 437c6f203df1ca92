import Charts
import DrugResponse

/// Predicted and observed values of test pairs on one scale: the normalised target, or ln IC50.
struct ScaleContent: Encodable {
  let title: String
  /// With its unit, for axes.
  let axis: String
  /// [pairs]
  let observed: [Double]
  /// [pairs] the model's.
  let predicted: [Double]
  /// [pairs] those of drug and cell-line effects.
  let effects: [Double]
  let calibration: Calibration?
  let residuals: Residuals?

  init(title: String, axis: String, observed: [Double], predicted: [Double], effects: [Double]) {
    self.title = title
    self.axis = axis
    self.observed = observed
    self.predicted = predicted
    self.effects = effects
    calibration = Calibration(predicted: predicted, observed: observed)
    residuals = Residuals(predicted: predicted, observed: observed)
  }

  private enum CodingKeys: String, CodingKey { case title, calibration, residuals }
}

/// Whether what is predicted is what is observed on average: pairs in bins of about equally many, by what was predicted.
package struct Calibration: Encodable, Sendable {
  package struct Bin: Encodable, Sendable {
    package let count: Int
    package let predicted: Double
    package let observed: Double
    /// The standard error of `observed`; nil for a single pair.
    package let standardError: Double?
  }

  package let bins: [Bin]
  /// Of the line of least squares, observed = intercept + slope × predicted: 0 and 1 at best. nil for constant predictions.
  package let intercept: Double?
  package let slope: Double?

  package static let binCount = 10

  /// nil without pairs, or with values that are not finite.
  package init?(predicted: [Double], observed: [Double]) {
    guard !predicted.isEmpty, (predicted + observed).allSatisfy(\.isFinite) else { return nil }
    let order = predicted.indices.sorted { (predicted[$0], $0) < (predicted[$1], $1) }
    let wanted = min(Self.binCount, order.count)
    var bins: [Bin] = []
    var start = 0
    for number in 1...wanted {
      var end = max(start, order.count * number / wanted)
      // Equal predictions are in one bin.
      while end > start, end < order.count, predicted[order[end]] == predicted[order[end - 1]] { end += 1 }
      if end > start { bins.append(Self.bin(order[start..<end], predicted, observed)) }
      start = end
    }
    self.bins = bins
    let n = Double(order.count)
    let (meanPredicted, meanObserved) = (predicted.reduce(0, +) / n, observed.reduce(0, +) / n)
    let squares = predicted.reduce(0) { $0 + ($1 - meanPredicted) * ($1 - meanPredicted) }
    let products = zip(predicted, observed).reduce(0) {
      $0 + ($1.0 - meanPredicted) * ($1.1 - meanObserved)
    }
    let slope = bins.count > 1 && squares > 0 ? products / squares : nil
    self.slope = slope
    intercept = slope.map { meanObserved - $0 * meanPredicted }
  }

  private static func bin(_ pairs: ArraySlice<Int>, _ predicted: [Double], _ observed: [Double]) -> Bin {
    let n = Double(pairs.count)
    let mean = pairs.reduce(0) { $0 + observed[$1] } / n
    let squares = pairs.reduce(0) { $0 + (observed[$1] - mean) * (observed[$1] - mean) }
    return Bin(
      count: pairs.count, predicted: pairs.reduce(0) { $0 + predicted[$1] } / n, observed: mean,
      standardError: pairs.count > 1 ? (squares / (n - 1) / n).squareRoot() : nil)
  }
}

/// How predicted minus observed is spread.
package struct Residuals: Encodable, Sendable {
  package let mean: Double
  /// Over n.
  package let standardDeviation: Double
  /// Within which half of the absolute residuals lie.
  package let medianAbsolute: Double
  /// Symmetric about zero; the outermost bins hold what lies beyond.
  package let histogram: Histogram

  /// nil without pairs, or with values that are not finite.
  package init?(predicted: [Double], observed: [Double]) {
    let residuals = zip(predicted, observed).map { $0 - $1 }
    guard !residuals.isEmpty, residuals.allSatisfy(\.isFinite) else { return nil }
    let n = Double(residuals.count)
    let mean = residuals.reduce(0, +) / n
    self.mean = mean
    standardDeviation = (residuals.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n).squareRoot()
    let sizes = residuals.map(abs).sorted()
    medianAbsolute =
      (sizes[(sizes.count - 1) / 2] + sizes[sizes.count / 2]) / 2
    // Wide enough for all but a few in a thousand.
    let edge = max(sizes[Int(Double(sizes.count - 1) * 0.997)] * 1.02, 1e-9)
    histogram = Histogram(residuals.map { min(max($0, -edge), edge) }, from: -edge, to: edge, bins: 41)
  }
}
