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

  /// - Parameter groups: [pairs] what the split keeps on one side, as `Calibration` takes it.
  init(
    title: String, axis: String, observed: [Double], predicted: [Double], effects: [Double], groups: [Int]
  ) {
    self.title = title
    self.axis = axis
    self.observed = observed
    self.predicted = predicted
    self.effects = effects
    calibration = Calibration(predicted: predicted, observed: observed, groups: groups)
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
    /// The standard error of `observed`, whole groups being what is independent; nil for fewer of them than
    /// `PairedBootstrap.minimumGroups`.
    package let standardError: Double?
  }

  package let bins: [Bin]
  /// Of the line of least squares, observed = intercept + slope × predicted: 0 and 1 at best. nil for constant predictions.
  package let intercept: Double?
  package let slope: Double?

  package static let binCount = 10

  /// nil without pairs, or with values that are not finite.
  ///
  /// - Parameter groups: [pairs] the group of each, in any numbering: those that the split keeps on one side.
  package init?(predicted: [Double], observed: [Double], groups: [Int]) {
    precondition(predicted.count == groups.count)
    guard !predicted.isEmpty, (predicted + observed).allSatisfy(\.isFinite) else { return nil }
    let order = predicted.indices.sorted { (predicted[$0], $0) < (predicted[$1], $1) }
    let wanted = min(Self.binCount, order.count)
    var bins: [Bin] = []
    var start = 0
    for number in 1...wanted {
      var end = max(start, order.count * number / wanted)
      // Equal predictions are in one bin.
      while end > start, end < order.count, predicted[order[end]] == predicted[order[end - 1]] { end += 1 }
      if end > start { bins.append(Self.bin(order[start..<end], predicted, observed, groups)) }
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

  /// Of G groups with sums s of observed less mean, the standard error is sqrt(G / (G - 1) sum s²) / n: the usual one where
  /// each pair is a group (Liang and Zeger, Biometrika 73:13, 1986).
  private static func bin(
    _ pairs: ArraySlice<Int>, _ predicted: [Double], _ observed: [Double], _ groups: [Int]
  ) -> Bin {
    let n = Double(pairs.count)
    let mean = pairs.reduce(0) { $0 + observed[$1] } / n
    // In the order of first pairs, so that the sum of squares has the same bits each time.
    var places: [Int: Int] = [:]
    var sums: [Double] = []
    for pair in pairs {
      let place = places[groups[pair]] ?? sums.count
      if place == sums.count {
        places[groups[pair]] = place
        sums.append(0)
      }
      sums[place] += observed[pair] - mean
    }
    let count = Double(sums.count)
    let squares = sums.reduce(0) { $0 + $1 * $1 }
    return Bin(
      count: pairs.count, predicted: pairs.reduce(0) { $0 + predicted[$1] } / n, observed: mean,
      standardError: sums.count >= PairedBootstrap.minimumGroups
        ? (count / (count - 1) * squares).squareRoot() / n : nil)
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
    medianAbsolute = sizes.quantileOfSorted(0.5)
    // Wide enough for all but a few in a thousand.
    let edge = max(sizes[Int(Double(sizes.count - 1) * 0.997)] * 1.02, 1e-9)
    histogram = Histogram(residuals.map { min(max($0, -edge), edge) }, from: -edge, to: edge, bins: 41)
  }
}
