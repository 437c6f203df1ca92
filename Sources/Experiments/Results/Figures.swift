import Charts
import Foundation
import Report

/// The figures of an experiment: pictures (SVG) that are files of their own.
struct Figures {
  /// Of the one figure that there is for some conditions only.
  static let armsName = "figure-arms.svg"

  let results: ExperimentResults

  private var plan: ExperimentPlan { results.plan }

  private static let baselines = [
    (row: "mean", title: "training mean", dashes: "2 4"),
    (row: "drug-mean", title: "drug mean", dashes: "6 4"),
    (row: "drug-and-cell-line", title: "drug + cell-line effects", dashes: "9 3 2 3"),
  ]

  /// Their files' names, with their titles and contents.
  var files: [(name: String, title: String, contents: String)] {
    var files = curves
    if let dots { files.append(dots) }
    return sizes + files
  }

  private var legend: [Legend.Entry] {
    plan.arms.indices.map { Legend.Entry(plan.arms[$0].label, .series($0), .line(dashes: Self.dashes($0))) }
      + Self.baselines.map { Legend.Entry($0.title, .muted, .line(dashes: $0.dashes)) }
  }

  /// Arms differ without their colours too.
  private static func dashes(_ arm: Int) -> String { ["none", "8 3", "3 3", "10 3 3 3"][arm % 4] }

  /// The test MSE by epoch, one figure a condition.
  private var curves: [(name: String, title: String, contents: String)] {
    plan.conditions.indices.compactMap { condition in
      let means = plan.arms.indices.map { results.meanCurve(condition, $0) }
      let floors = Self.baselines.map { results.floor($0.row, condition: condition) }
      let values = means.flatMap { $0.flatMap { [$0.mean, $0.lower, $0.upper] } } + floors.compactMap { $0 }
      guard let last = means.map(\.count).max(), last > 1, let y = Scale(.logarithmic, holding: values) else {
        return nil
      }
      var plot = Plot(
        x: Scale(.whole, from: 1, to: Double(last)), y: y, xTitle: "epoch", yTitle: "test MSE", width: 640,
        height: 400)
      for (number, floor) in floors.enumerated() {
        if let floor { plot.horizontalRule(floor, .muted, dashes: Self.baselines[number].dashes) }
      }
      for (arm, curve) in means.enumerated() {
        let points = curve.enumerated().map { (x: Double($0 + 1), $1) }
        plot.band(points.map { ($0.x, $0.1.lower, $0.1.upper) }, .series(arm))
        plot.line(points.map { ($0.x, $0.1.mean) }, .series(arm), dashes: Self.dashes(arm))
      }
      let label = plan.conditions[condition].label
      let title = "Test MSE by epoch, \(label): mean and 95 % interval"
      return (
        "figure-curves-\(plan.conditions[condition].name).svg", title,
        plot.file(title: title, legend: legend).rendered
      )
    }
  }

  /// The test MSE by the number of training pairs, one figure a kind of split.
  private var sizes: [(name: String, title: String, contents: String)] {
    results.sizeSeries.compactMap { series in
      func summary(_ condition: Int, _ arm: Int) -> ArmSummary {
        results.summaries[condition * plan.arms.count + arm]
      }
      let counts = series.conditions.map { Double(plan.conditions[$0].size.numbers?.train ?? 0) }
      var values: [Double] = []
      for condition in series.conditions {
        values += Self.baselines.compactMap { results.floor($0.row, condition: condition) }
        for arm in plan.arms.indices {
          let summary = summary(condition, arm)
          values += [
            summary.meanSquaredError, summary.meanSquaredErrorInterval?.lower,
            summary.meanSquaredErrorInterval?.upper,
          ]
          .compactMap { $0 }
        }
      }
      guard let x = Scale(.logarithmic, holding: counts), let y = Scale(.logarithmic, holding: values) else {
        return nil
      }
      var plot = Plot(x: x, y: y, xTitle: "training pairs", yTitle: "test MSE", width: 640, height: 400)
      for baseline in Self.baselines {
        plot.line(
          zip(counts, series.conditions).map { ($0, results.floor(baseline.row, condition: $1) ?? .nan) },
          .muted,
          width: 1.5, dashes: baseline.dashes)
      }
      for arm in plan.arms.indices {
        let points = zip(counts, series.conditions).map { (x: $0, summary($1, arm)) }
        plot.band(
          points.compactMap { point in point.1.meanSquaredErrorInterval.map { (point.x, $0.lower, $0.upper) }
          }, .series(arm))
        plot.line(
          points.map { ($0.x, $0.1.meanSquaredError ?? .nan) }, .series(arm), dashes: Self.dashes(arm))
        plot.dots(points.map { ($0.x, $0.1.meanSquaredError ?? .nan) }, .series(arm))
      }
      let title = "Test MSE by training pairs, new \(series.kind.plural): mean and 95 % interval"
      return (
        "figure-size-\(series.kind.rawValue).svg", title, plot.file(title: title, legend: legend).rendered
      )
    }
  }

  /// Where the axis of arms ends: of one condition at twice the arms' median, so that a model of which some seeds went
  /// astray does not set it; several conditions differ by themselves.
  private var limit: Double {
    let means = results.summaries.compactMap(\.meanSquaredError).sorted()
    guard plan.conditions.count == 1, !means.isEmpty else { return .infinity }
    return 2 * max(means[means.count / 2], results.floor("drug-and-cell-line", condition: 0) ?? 0)
  }

  /// All arms in all conditions, beside drug and cell-line effects; nil where there is but one pair of arms.
  private var dots: (name: String, title: String, contents: String)? {
    guard results.summaries.count > 2, results.sizeSeries.isEmpty else { return nil }
    // Where conditions are of one size each, what is new tells them apart.
    let isOneEach = Set(plan.conditions.map(\.kind)).count == plan.conditions.count
    let rows = results.summaries.map { summary -> DotPlot.Row in
      let arm = plan.arms[summary.arm]
      let condition = plan.conditions[summary.condition]
      let prefix = isOneEach ? condition.kind.rawValue : condition.name
      return DotPlot.Row(
        plan.conditions.count > 1 ? "\(prefix): \(arm.name)" : arm.label, remark: "\(summary.count)",
        [
          summary.meanSquaredError.map { value in
            DotPlot.Value(value, interval: summary.meanSquaredErrorInterval.map { $0.lower...$0.upper })
          },
          results.floor("drug-and-cell-line", condition: summary.condition).map { DotPlot.Value($0) },
        ])
    }
    guard let plot = DotPlot(rows, title: "test MSE", within: 0...limit) else { return nil }
    let title = "Test MSE: mean and 95 % interval"
    return (
      Self.armsName, title,
      plot.file(
        title: title,
        legend: [
          Legend.Entry("model, over so many seeds", .series(0), .dot),
          Legend.Entry("drug + cell-line effects", .series(1), .ring),
        ]
      ).rendered
    )
  }
}
