import Foundation
import Report
import Support
import TestSupport
import Testing

@Suite struct CalibrationTests {
  /// By numpy: bins of sorted predictions, polyfit, and the residuals' figures.
  private static let script = """
    import sys, json, numpy as np
    p, o = np.array(json.loads(sys.argv[1]))
    order = np.argsort(p, kind='stable')
    bins = np.split(order, [len(p) * k // 10 for k in range(1, 10)])
    slope, intercept = np.polyfit(p, o, 1)
    r = p - o
    print(json.dumps({
      'count': [len(b) for b in bins], 'predicted': [p[b].mean() for b in bins], 'observed': [o[b].mean() for b in bins],
      'error': [o[b].std(ddof=1) / len(b) ** 0.5 for b in bins], 'slope': slope, 'intercept': intercept,
      'mean': r.mean(), 'deviation': r.std(), 'median': np.median(abs(r))}))
    """

  private struct Expected: Decodable {
    let count: [Int]
    let predicted, observed, error: [Double]
    let slope, intercept, mean, deviation, median: Double
  }

  @Test func figuresAreNumPys() throws {
    var random = RandomStream(seed: 3, purpose: .testing)
    let predicted = (0..<137).map { _ in random.uniform() }
    let observed = predicted.map { 0.3 + 0.5 * $0 + 0.1 * random.normal() }
    let text = String(decoding: try JSONEncoder().encode([predicted, observed]), as: UTF8.self)
    let output = try Python.run(Self.script, [text]).standardOutput
    let expected = try JSONDecoder().decode(Expected.self, from: Data(output.utf8))
    let calibration = try #require(Calibration(predicted: predicted, observed: observed))
    // Values of the size of 1, sums of some hundred: within a hundred roundings.
    func equal(_ a: Double?, _ b: Double) -> Bool { a.map { abs($0 - b) < 1e-13 } ?? false }
    #expect(calibration.bins.map(\.count) == expected.count)
    for (number, bin) in calibration.bins.enumerated() {
      #expect(equal(bin.predicted, expected.predicted[number]))
      #expect(equal(bin.observed, expected.observed[number]))
      #expect(equal(bin.standardError, expected.error[number]))
    }
    #expect(equal(calibration.slope, expected.slope) && equal(calibration.intercept, expected.intercept))
    let residuals = try #require(Residuals(predicted: predicted, observed: observed))
    #expect(equal(residuals.mean, expected.mean))
    #expect(equal(residuals.standardDeviation, expected.deviation))
    #expect(equal(residuals.medianAbsolute, expected.median))
    #expect(residuals.histogram.counts.reduce(0, +) == 137)
  }

  @Test func equalPredictionsAreInOneBin() throws {
    let constant = try #require(Calibration(predicted: [1, 1, 1], observed: [0, 1, 2]))
    #expect(constant.bins.map(\.count) == [3] && constant.slope == nil && constant.intercept == nil)
    let two = try #require(
      Calibration(
        predicted: [Double](repeating: 0, count: 95) + [Double](repeating: 1, count: 5),
        observed: (0..<100).map(Double.init)))
    #expect(two.bins.map(\.count) == [95, 5] && two.bins[1].observed == 97)
    let single = try #require(Calibration(predicted: [1], observed: [2]))
    #expect(single.bins[0].standardError == nil)
  }

  @Test func whatIsNotFiniteHasNone() {
    #expect(Calibration(predicted: [], observed: []) == nil)
    #expect(Calibration(predicted: [.nan], observed: [1]) == nil)
    #expect(Residuals(predicted: [], observed: []) == nil)
    #expect(Residuals(predicted: [.infinity], observed: [1]) == nil)
    let exact = Residuals(predicted: [1, 2], observed: [1, 2])
    #expect(exact?.histogram.counts.reduce(0, +) == 2)
  }

  @Test func labelsTellRunsApart() {
    #expect(ReportContent.labels(["runs/a", "runs/b/"]) == ["a", "b"])
    #expect(ReportContent.labels(["x/seed-1", "y/seed-1"]) == ["x/seed-1", "y/seed-1"])
    #expect(ReportContent.labels(["/r/a/checkpoints/best.h5", "/r/a"]) == ["a/best.h5", "a"])
  }
}
