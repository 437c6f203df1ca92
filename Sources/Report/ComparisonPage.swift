import Charts

/// Several runs beside each other.
struct ComparisonPage {
  private let runs: [RunContent]
  private let comparison: Comparison

  init(_ runs: [RunContent], _ comparison: Comparison) {
    self.runs = runs
    self.comparison = comparison
  }

  var section: Markup {
    Markup(
      "section", ["id": "comparison"],
      [Markup("h2", [:], "Comparison"), statement, table] + charts + testSets + seeds)
  }

  /// What may be compared.
  private var statement: Markup {
    let sets = comparison.testSets
    let text: String
    if !comparison.haveOneTarget {
      text =
        "These runs predict different things (the setting target or target_orientation), so their errors have no common "
        + "scale and cannot be compared. RMSE over that of drug and cell-line effects has none either."
    } else if sets.count == 1 {
      text =
        "All runs are tested on the same \(Page.count(sets[0].count, "pair")): their errors can be compared directly."
    } else {
      text =
        "These runs are tested on \(sets.count) different test sets"
        + (comparison.haveOneDataset ? "" : ", and not all of one data set")
        + " (\(sets.map(\.name).joined(separator: ", "))). Errors on different test sets cannot be compared directly: "
        + "a test set may be harder than another for any model. RMSE over that of drug and cell-line effects on the "
        + "same pairs takes a part of that out."
    }
    return Markup("p", ["class": "verdict"], text)
  }

  private var table: Markup {
    let several = comparison.testSets.count > 1
    let shown = comparison.differing.prefix(8)
    let header =
      ["run"] + shown + (several ? ["test set"] : [])
      + ["RMSE", "95 % interval", "over effects", "Pearson", "within drugs", "epoch"]
    let rows = runs.enumerated().map { number, run in
      [run.label] + shown.map { run.setting($0) ?? "\u{2013}" }
        + (several ? [comparison.testSet(ofRun: number)?.name ?? ""] : [])
        + [
          Page.number(run.rmse), Page.interval(run.intervals["model"]), Page.number(run.relativeRMSE, 3),
          Page.number(run.metrics.overall.pearson, 3), Page.number(run.metrics.withinDrug.meanPearson, 3),
          "\(run.epoch)",
        ]
    }
    let left = comparison.differing.dropFirst(shown.count)
    return .pieces([
      Page.table(header, rows, texts: 1 + shown.count + (several ? 1 : 0)),
      Page.paragraph(
        "On the normalised target. Over effects: RMSE over that of drug and cell-line effects on the same pairs, below 1 "
          + "where the model's is smaller. The effects are drawn towards zero, and new drugs or cell lines have none: a "
          + "value below 1 alone does not show that a model has learned which drug acts on which cell line."
          + (left.isEmpty ? "" : " The runs differ in \(left.joined(separator: ", ")) too."), "small soft"),
    ])
  }

  private var charts: [Markup] {
    if !comparison.haveOneTarget { return [] }
    let rows = runs.enumerated().map { number, run in
      DotPlot.Row(
        run.label, remark: comparison.testSets.count > 1 ? comparison.testSet(ofRun: number)?.name ?? "" : "",
        [
          run.rmse.map { .init($0, interval: run.intervals["model"].map { $0.lower...$0.upper }) },
          run.effects.overall.rmse.map { .init($0) },
        ])
    }
    let errors = DotPlot(rows, title: "RMSE on the normalised target").map {
      Page.figure(
        $0.picture(label: "Root mean squared errors of the runs"),
        keys: [.dot("model, with 95 % interval", .series1), .ring("drug + cell-line effects", .series2)],
        "Errors on the test pairs" + (comparison.testSets.count > 1 ? "; grey: the test set." : "."))
    }
    return [Page.charts([errors, curves])]
  }

  private static let dashes = ["none", "7 3", "2 3", "10 3 2 3"]

  private var curves: Markup? {
    let histories = runs.map(\.history.entries)
    let values = histories.flatMap { $0.map(\.testMSE) }
    guard var plot = CurvePlot.plot(histories.flatMap { $0.map(\.epoch) }, values) else { return nil }
    // Six colours by four kinds of lines.
    func style(_ run: Int) -> (Colour, String) {
      (Colour.series(run), Self.dashes[(run / 6 + run) % Self.dashes.count])
    }
    for (number, entries) in histories.enumerated() {
      CurvePlot.add(
        entries.map { ($0.epoch, $0.testMSE) }, to: &plot, style(number).0, dashes: style(number).1)
    }
    return Page.figure(
      plot.picture(label: "Test errors of the runs by epoch"),
      keys: runs.enumerated().map { .line($0.element.label, style($0.offset).0, dashes: style($0.offset).1) },
      "Mean squared error of the test pairs after each epoch.")
  }

  /// Differences on the same test pairs.
  private var testSets: [Markup] {
    comparison.testSets.filter { $0.runs.count > 1 }.flatMap { set -> [Markup] in
      let first = runs[set.runs[0]].label
      let rows = zip(set.runs.dropFirst(), set.differences).map { run, difference in
        [
          runs[run].label, Page.signed(difference?.value), Page.interval(difference?.interval, signed: true),
          difference?.outcome ?? "no interval",
        ]
      }
      let name = comparison.testSets.count > 1 ? " on test set \(set.name)" : ""
      return [
        Markup("h3", [:], "Differences from \(first)\(name)"),
        Page.table(["run", "RMSE less that of \(first)", "95 % interval", ""], rows),
        Page.paragraph(
          "Paired: every one of \(PairedBootstrap.replicates) resamples of the \(set.count) pairs, by whole "
            + "\(runs[set.runs[0]].identity.kind.plural) (\(set.groups)), is the same for all runs; fewer than "
            + "\(PairedBootstrap.minimumGroups) have no interval. This says how certain a difference "
            + "between these trained models is, not how it would be with other seeds.", "small soft"),
      ]
    }
  }

  /// Means over runs that differ by their seed.
  private var seeds: [Markup] {
    if comparison.seeds.isEmpty { return [] }
    func text(_ mean: MeanInterval?, _ digits: Int) -> String {
      mean.map { "\(Page.number($0.mean, digits)) \u{00B1} \(Page.number($0.upper - $0.mean, digits))" }
        ?? "\u{2013}"
    }
    let rows = comparison.seeds.map { group in
      [
        group.runs.map { runs[$0].label }.joined(separator: ", "), "\(group.runs.count)",
        group.runs.map { "\(runs[$0].epoch)" }.joined(separator: ", "), text(group.rmse, 4),
        text(group.relativeRMSE, 3), text(group.pearson, 3), text(group.withinDrugPearson, 3),
      ]
    }
    let repeated = comparison.seeds.flatMap(\.repetitions).map { runs[$0].label }
    let repetitions =
      repeated.isEmpty
      ? "" : " Left out, as another run of the same seed is counted: \(repeated.joined(separator: ", "))."
    return [
      Markup("h3", [:], "Over seeds"),
      Page.table(["runs", "seeds", "epochs", "RMSE", "over effects", "Pearson", "within drugs"], rows),
      Page.paragraph(
        "Runs that differ in nothing but the seed, and so in their start, in the order of samples and, unless the data "
          + "set holds it, in the split. Mean \u{00B1} half of the 95 % interval by Student's t: with few seeds it is "
          + "wide, and rests on normally distributed values." + repetitions, "small soft"),
    ]
  }
}
