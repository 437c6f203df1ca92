import Foundation
import Report
import Support
import TestSupport
import Testing

@Suite struct CalibrationTests {
  /// By numpy: bins of sorted predictions, polyfit, and the residuals' figures.
  private static let script = """
    import sys, json, numpy as np
    p, o, g = np.array(json.loads(sys.argv[1]))
    order = np.argsort(p, kind='stable')
    bins = np.split(order, [len(p) * k // 10 for k in range(1, 10)])
    slope, intercept = np.polyfit(p, o, 1)
    r = p - o
    def clustered(b):
        # The sandwich of a mean with whole groups, by sums over indicator columns.
        labels = np.unique(g[b])
        s = (g[b][:, None] == labels).T @ (o[b] - o[b].mean())
        return ((s @ s) * len(labels) / (len(labels) - 1)) ** 0.5 / len(b) if len(labels) >= 10 else -1
    print(json.dumps({
      'count': [len(b) for b in bins], 'predicted': [p[b].mean() for b in bins], 'observed': [o[b].mean() for b in bins],
      'error': [o[b].std(ddof=1) / len(b) ** 0.5 for b in bins],
      'clustered': [clustered(b) for b in bins], 'slope': slope, 'intercept': intercept,
      'mean': r.mean(), 'deviation': r.std(), 'median': np.median(abs(r))}))
    """

  private struct Expected: Decodable {
    let count: [Int]
    let predicted, observed, error, clustered: [Double]
    let slope, intercept, mean, deviation, median: Double
  }

  @Test func figuresAreNumPys() throws {
    var random = RandomStream(seed: 3, purpose: .testing)
    let predicted = (0..<137).map { _ in random.uniform() }
    let observed = predicted.map { 0.3 + 0.5 * $0 + 0.1 * random.normal() }
    // 12 groups that share a part of what is observed; in some bins of 13 or 14 pairs there are fewer than ten.
    let groups = (0..<137).map { _ in random.integer(below: 12) }
    let values = [predicted, observed, groups.map(Double.init)]
    let text = String(decoding: try JSONEncoder().encode(values), as: UTF8.self)
    let output = try Python.run(Self.script, [text]).standardOutput
    let expected = try JSONDecoder().decode(Expected.self, from: Data(output.utf8))
    let calibration = try #require(
      Calibration(predicted: predicted, observed: observed, groups: Array(0..<137)))
    let clustered = try #require(Calibration(predicted: predicted, observed: observed, groups: groups))
    // Values of the size of 1, sums of some hundred: within a hundred roundings.
    func equal(_ a: Double?, _ b: Double) -> Bool { a.map { abs($0 - b) < 1e-13 } ?? false }
    #expect(calibration.bins.map(\.count) == expected.count)
    for (number, bin) in calibration.bins.enumerated() {
      #expect(equal(bin.predicted, expected.predicted[number]))
      #expect(equal(bin.observed, expected.observed[number]))
      #expect(equal(bin.standardError, expected.error[number]))
    }
    let errors = clustered.bins.map { $0.standardError ?? -1 }
    #expect(errors.contains(-1) && errors.contains { $0 > 0 })
    for (error, expected) in zip(errors, expected.clustered) { #expect(equal(error, expected)) }
    #expect(equal(calibration.slope, expected.slope) && equal(calibration.intercept, expected.intercept))
    let residuals = try #require(Residuals(predicted: predicted, observed: observed))
    #expect(equal(residuals.mean, expected.mean))
    #expect(equal(residuals.standardDeviation, expected.deviation))
    #expect(equal(residuals.medianAbsolute, expected.median))
    #expect(residuals.histogram.counts.reduce(0, +) == 137)
  }

  @Test func equalPredictionsAreInOneBin() throws {
    let constant = try #require(Calibration(predicted: [1, 1, 1], observed: [0, 1, 2], groups: [0, 1, 2]))
    #expect(constant.bins.map(\.count) == [3] && constant.slope == nil && constant.intercept == nil)
    let two = try #require(
      Calibration(
        predicted: [Double](repeating: 0, count: 95) + [Double](repeating: 1, count: 5),
        observed: (0..<100).map(Double.init), groups: Array(0..<100)))
    #expect(two.bins.map(\.count) == [95, 5] && two.bins[1].observed == 97)
    let single = try #require(Calibration(predicted: [1], observed: [2], groups: [0]))
    #expect(single.bins[0].standardError == nil)
  }

  @Test func whatIsNotFiniteHasNone() {
    #expect(Calibration(predicted: [], observed: [], groups: []) == nil)
    #expect(Calibration(predicted: [.nan], observed: [1], groups: [0]) == nil)
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
