import Charts
import Training

/// How the errors fell, epoch by epoch.
extension RunPage {
  var curves: [Markup] {
    let entries = run.history.entries
    guard let best = run.history.best, let picture = curvePicture else {
      return [Page.paragraph("No epoch is complete yet.")]
    }
    let keys =
      [
        Page.Key.line("training", .series1), .line("test", .series2, dashes: Self.testDashes),
        .ring("best test epoch", .accent),
      ] + baselines.map { .line($0.name, .muted, dashes: $0.dashes) }
    let rows = entries.map { entry in
      ["\(entry.epoch)", entry.trainMSE.significant(4), entry.testMSE.significant(4)]
    }
    let figure = Page.figure(
        picture, keys: keys,
        "Mean squared error of the \(run.scales[0].axis). A training error is the mean over an epoch, each sample "
          + "predicted just before the step that it is part of; a test error is that after the epoch. Grey: what "
          + "predictions without a network reach on the test pairs.")
    let remarks = [
      Page.paragraph(
        "The smallest test MSE, \(best.testMSE.significant(4)), came after epoch \(best.epoch) of \(entries.count). "
          + "Chosen by the test set, it flatters."),
      Page.details(
        "All epochs",
        [
          Page.table(
            ["epoch", "train MSE", "test MSE"], rows, texts: 0,
            mark: Set(entries.indices.filter { entries[$0].epoch == best.epoch }))
        ]),
    ]
    return [Page.charts([figure, Markup("div", [:], remarks)])]
  }

  static let testDashes = "7 3"

  private var baselines: [(name: String, value: Double, dashes: String)] {
    let dashes = ["mean": "1 4", "drug-mean": "4 4", "drug-and-cell-line": "10 4"]
    return run.evaluation.rows.dropFirst().compactMap { row in
      row.metrics.normalised.overall.mse.map { (Evaluation.title(row.name), $0, dashes[row.name] ?? "2 2") }
    }
  }

  /// nil without a finite value.
  private var curvePicture: Markup? {
    let entries = run.history.entries
    let values = entries.flatMap { [$0.trainMSE, $0.testMSE] } + baselines.map(\.value)
    guard var plot = CurvePlot.plot(entries.map(\.epoch), values) else { return nil }
    for baseline in baselines { plot.horizontalRule(baseline.value, .muted, dashes: baseline.dashes) }
    CurvePlot.add(entries.map { ($0.epoch, $0.trainMSE) }, to: &plot, .series1)
    CurvePlot.add(entries.map { ($0.epoch, $0.testMSE) }, to: &plot, .series2, dashes: Self.testDashes)
    if let best = run.history.best, plot.y.holds(best.testMSE) {
      plot.add(
        Shape.ring(plot.place(x: Double(best.epoch)), plot.place(y: best.testMSE), radius: 6, .accent))
    }
    return plot.picture(label: "Mean squared errors of training and test pairs by epoch")
  }
}

/// Errors by epoch, for one run and for several.
enum CurvePlot {
  /// Logarithmic where errors are of different sizes; nil without a finite value.
  static func plot(_ epochs: [Int], _ values: [Double]) -> Plot? {
    let positive = values.filter { $0.isFinite && $0 > 0 }
    guard let least = positive.min(), let most = positive.max(), let last = epochs.max() else { return nil }
    let kind: Scale.Kind = most / least > 4 ? .logarithmic : .linear
    guard let scale = Scale(kind, holding: positive) else { return nil }
    return Plot(
      x: Scale(from: 0.5, to: Double(max(2, last)) + 0.5), y: scale, xTitle: "epoch",
      yTitle: kind == .logarithmic ? "mean squared error (log scale)" : "mean squared error")
  }

  static func add(_ points: [(Int, Double)], to plot: inout Plot, _ colour: Colour, dashes: String = "none") {
    let points = points.map { (x: Double($0.0), y: $0.1) }
    plot.line(points, colour, dashes: dashes)
    // A line needs two points.
    if points.count < 2 { plot.dots(points, colour, size: 7) }
  }
}
