import Charts
import Training

/// How the errors fell, epoch by epoch.
extension RunPage {
  /// The errors of one part of the pairs.
  private struct Curve {
    let name: String
    let colour: Colour
    let dashes: String
    let error: (TrainingHistory.Entry) -> Double?
  }

  /// Training, test and, where there is one, validation.
  private var curveParts: [Curve] {
    let parts = [
      Curve(name: "training", colour: .series1, dashes: "none") { $0.trainMSE },
      Curve(name: "test", colour: .series2, dashes: "7 3") { $0.testMSE },
      Curve(name: "validation", colour: .series3, dashes: "2 3") { $0.validationMSE },
    ]
    return run.history.best?.validationMSE == nil ? Array(parts.prefix(2)) : parts
  }

  var curves: [Markup] {
    let entries = run.history.entries
    guard let best = run.history.best, let picture = curvePicture else {
      return [Page.paragraph("No epoch is complete yet.")]
    }
    let parts = curveParts
    let keys =
      parts.map { Page.Key.line($0.name, $0.colour, dashes: $0.dashes) } + [.ring("best epoch", .accent)]
      + baselines.map { .line($0.name, .muted, dashes: $0.dashes) }
    let figure = Page.figure(
      picture, keys: keys,
      "Mean squared error of the \(run.scales[0].axis). A training error is the mean over an epoch, each sample "
        + "predicted just before the step that it is part of; the others are those after the epoch. Grey: what "
        + "predictions without a network reach on the test pairs.")
    let rows = entries.map { entry in
      ["\(entry.epoch)"] + parts.map { $0.error(entry)?.significant(4) ?? "\u{2013}" }
    }
    let remarks = [
      Page.paragraph(chosen(best, of: entries.count)),
      Page.paragraph(scored(of: entries.count)),
      Page.details(
        "All epochs",
        [
          Page.table(
            ["epoch"] + parts.map { "\($0.name) MSE" }, rows, texts: 0,
            mark: Set(entries.indices.filter { entries[$0].epoch == best.epoch }))
        ]),
    ]
    return [Page.charts([figure, Markup("div", [:], remarks)])]
  }

  /// Which epoch's model the page is about.
  private func scored(of count: Int) -> String {
    run.epoch < count
      ? "The model of this page is that after epoch \(run.epoch); the run went on to epoch \(count)."
      : "The model of this page is that after epoch \(run.epoch), the last that is known."
  }

  /// The best epoch, and by what it was chosen.
  private func chosen(_ best: TrainingHistory.Entry, of count: Int) -> String {
    guard let error = best.validationMSE else {
      return
        "The smallest test MSE, \(best.testMSE.significant(4)), came after epoch \(best.epoch) of \(count). "
        + "Chosen by the test set, it flatters."
    }
    return
      "The smallest validation MSE, \(error.significant(4)), came after epoch \(best.epoch) of \(count), where "
      + "the test MSE, which had no part in the choice, was \(best.testMSE.significant(4))."
  }

  private var baselines: [(name: String, value: Double, dashes: String)] {
    let dashes = ["mean": "1 4", "drug-mean": "4 4", "drug-and-cell-line": "10 4"]
    return run.evaluation.rows.dropFirst().compactMap { row in
      row.metrics.normalised.overall.mse.map { (Evaluation.title(row.name), $0, dashes[row.name] ?? "2 2") }
    }
  }

  /// nil without a finite value.
  private var curvePicture: Markup? {
    let entries = run.history.entries
    let parts = curveParts
    let values = parts.flatMap { entries.compactMap($0.error) } + baselines.map(\.value)
    guard var plot = CurvePlot.plot(entries.map(\.epoch), values) else { return nil }
    for baseline in baselines { plot.horizontalRule(baseline.value, .muted, dashes: baseline.dashes) }
    for part in parts {
      CurvePlot.add(
        entries.map { ($0.epoch, part.error($0) ?? .nan) }, to: &plot, part.colour, dashes: part.dashes)
    }
    if let best = run.history.best {
      let error = best.validationMSE ?? best.testMSE
      if plot.y.holds(error) {
        plot.add(Shape.ring(plot.place(x: Double(best.epoch)), plot.place(y: error), radius: 6, .accent))
      }
    }
    if run.epoch > 0, run.epoch < entries.count {
      plot.verticalRule(Double(run.epoch), .muted, dashes: "2 3", text: "this page's model")
    }
    return plot.picture(label: "Mean squared errors by epoch")
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
      x: Scale(.whole, from: 0.5, to: Double(max(2, last)) + 0.5), y: scale, xTitle: "epoch",
      yTitle: kind == .logarithmic ? "mean squared error (log scale)" : "mean squared error")
  }

  static func add(_ points: [(Int, Double)], to plot: inout Plot, _ colour: Colour, dashes: String = "none") {
    let points = points.map { (x: Double($0.0), y: $0.1) }
    plot.line(points, colour, dashes: dashes)
    // A line needs two points.
    if points.count < 2 { plot.dots(points, colour, size: 7) }
  }
}
