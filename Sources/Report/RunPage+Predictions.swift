import Charts
import DrugResponse

/// What was predicted beside what was measured.
extension RunPage {
  var predictions: [Markup] {
    [
      Page.charts(run.scales.map(scatter)),
      Markup("h3", [:], "Calibration"),
      Page.charts(run.scales.map(calibration)),
      Markup("h3", [:], "Residuals"),
      Page.charts(run.scales.map(residuals)),
    ]
  }

  /// More points are shown as densities.
  static let mostPoints = 2000

  private func scatter(_ scale: ScaleContent) -> Markup? {
    guard let axis = Scale(holding: scale.observed + scale.predicted) else { return nil }
    var plot = Plot(
      x: axis, y: axis, xTitle: "observed \(scale.axis)", yTitle: "predicted", width: 460, height: 420)
    let points = zip(scale.observed, scale.predicted).map { (x: $0, y: $1) }
    var keys: [Page.Key] = []
    if points.count > Self.mostPoints {
      let limits = plot.hexagons(points)
      keys = zip(limits, Colour.densities).enumerated().map { number, step in
        let least = number == 0 ? 1 : limits[number - 1] + 1
        return .box(least < step.0 ? "\(least)\u{2013}\(step.0)" : "\(step.0)", step.1)
      }
      keys = zip(keys, limits.indices).filter { $1 == 0 || limits[$1] > limits[$1 - 1] }.map(\.0)
    } else {
      plot.dots(points, .series1, size: points.count > 500 ? 4 : 6, opacity: 0.55)
    }
    plot.diagonal(.accent)
    keys.append(.line("predicted = observed", .accent, dashes: "5 4"))
    let metrics = scale.title == run.scales[0].title ? run.metrics : run.evaluation.rows[0].metrics.lnIC50
    let drugs = metrics?.withinDrug
    return Page.figure(
      plot.picture(
        label: "Predicted against observed \(scale.title) of \(Page.count(points.count, "test pair"))"),
      keys: keys,
      "\(scale.title) of \(Page.count(points.count, "test pair"))"
        + (points.count > Self.mostPoints ? ", by the number of pairs in each hexagon" : "")
        + ". Pearson \(Page.number(metrics?.overall.pearson, 3)) across all pairs, "
        + "\(Page.number(drugs?.meanPearson, 3)) within drugs (mean of \(drugs?.drugs ?? 0)), "
        + "\(Page.number(drugs?.pooledPearson, 3)) within drugs (pooled).")
  }

  private func calibration(_ scale: ScaleContent) -> Markup? {
    guard let calibration = scale.calibration else { return nil }
    let ends = calibration.bins.flatMap { bin in
      [
        bin.predicted, bin.observed - 2 * (bin.standardError ?? 0),
        bin.observed + 2 * (bin.standardError ?? 0),
      ]
    }
    guard let axis = Scale(holding: ends) else { return nil }
    var plot = Plot(
      x: axis, y: axis, xTitle: "predicted \(scale.axis), mean of a bin", yTitle: "observed, mean of a bin",
      height: 400)
    plot.diagonal(.accent)
    for bin in calibration.bins {
      if let error = bin.standardError {
        plot.bar(x: bin.predicted, from: bin.observed - 2 * error, to: bin.observed + 2 * error, .series1)
      }
    }
    plot.dots(calibration.bins.map { ($0.predicted, $0.observed) }, .series1, size: 9)
    let counts = calibration.bins.map(\.count)
    let hasErrors = calibration.bins.contains { $0.standardError != nil }
    let kind = run.identity.kind.plural
    let errors =
      hasErrors
      ? " Standard errors take whole \(kind) as independent; bins of fewer than \(PairedBootstrap.minimumGroups) have none."
      : " No bin has the \(PairedBootstrap.minimumGroups) \(kind) that a standard error takes."
    let pairs =
      Set(counts).count == 1
      ? "\(counts[0])" : "\(counts.min() ?? 0) to \(counts.max() ?? 0)"
    let line =
      calibration.slope.map { slope in
        " The line of least squares has slope \(Page.number(slope, 3)) and intercept "
          + "\(Page.number(calibration.intercept, 3)) (at best 1 and 0; a slope below 1 says that predictions are too "
          + "far apart, above 1 that they are too close together)."
      } ?? ""
    return Page.figure(
      plot.picture(label: "Mean observed against mean predicted \(scale.title) in bins"),
      keys: [
        .dot(hasErrors ? "bins, with two standard errors" : "bins", .series1),
        .line("predicted = observed", .accent, dashes: "5 4"),
      ],
      "\(counts.count) bins of \(pairs) test pairs by predicted \(scale.title).\(errors)\(line)")
  }

  private func residuals(_ scale: ScaleContent) -> Markup? {
    guard let residuals = scale.residuals else { return nil }
    let histogram = residuals.histogram
    var plot = Plot(
      x: Scale(from: histogram.lower, to: histogram.upper),
      y: Scale(.whole, from: 0, to: Double(histogram.counts.max() ?? 1) * 1.05),
      xTitle: "predicted \u{2212} observed \(scale.axis)", yTitle: "test pairs", height: 300)
    plot.bars(histogram, .fill)
    plot.verticalRule(0, .muted, dashes: "5 4")
    plot.verticalRule(residuals.mean, .accent, dashes: "none", text: "mean \(Page.signed(residuals.mean, 3))")
    return Page.figure(
      plot.picture(label: "Distribution of predicted minus observed \(scale.title)"),
      "Residuals of \(scale.title): mean \(Page.signed(residuals.mean)), standard deviation "
        + "\(Page.number(residuals.standardDeviation)), half of them within "
        + "\u{00B1}\(Page.number(residuals.medianAbsolute)). The outermost bars hold what lies beyond.")
  }
}
