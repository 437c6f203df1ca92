import Charts
import DrugResponse

/// What the page says of one run.
struct RunPage {
  let run: RunContent
  private let number: Int

  init(_ run: RunContent, number: Int) {
    self.run = run
    self.number = number
  }

  struct Part {
    let title: String
    let anchor: String
    let content: [Markup]
  }

  static func anchor(_ number: Int) -> String { "run-\(number + 1)" }

  /// In the order of the page.
  var parts: [Part] {
    let parts: [(String, String, [Markup])] = [
      ("Result", "result", result),
      ("Configuration", "configuration", configuration),
      ("Data and split", "data", data),
      ("Learning curves", "curves", curves),
      ("Predicted and observed", "predictions", predictions),
      ("Errors by tissue and pathway", "groups", groups),
      ("Drugs", "drugs", drugs),
      ("Circuit", "circuit", run.circuit.map(CircuitPage.init)?.content ?? []),
    ]
    return parts.filter { !$0.2.isEmpty }.map { title, anchor, content in
      Part(title: title, anchor: "\(Self.anchor(number))-\(anchor)", content: content)
    }
  }

  /// - Parameter alone: whether it is the only run, whose name stands in the page's title.
  func section(alone: Bool) -> Markup {
    let heading = alone ? [] : [Markup("h2", [:], run.label)]
    let content = parts.map { part in
      Markup(
        "section", ["id": part.anchor], [Markup(alone ? "h2" : "h3", [:], part.title)] + part.content)
    }
    return Markup("section", ["id": Self.anchor(number)], heading + content)
  }

  private var result: [Markup] {
    let verdict = Verdict(run)
    let style =
      switch verdict.outcome {
      case .better: " good"
      case .worse, .unclear: " bad"
      case .none: ""
      }
    let overall = run.metrics.overall
    func card(_ value: String, _ what: String) -> Markup {
      Markup(
        "div", ["class": "card"],
        [Markup("div", ["class": "value"], value), Markup("div", ["class": "what"], what)])
    }
    let cards = Markup(
      "div", ["class": "cards"],
      [
        card(Page.number(overall.rmse), "RMSE of the \(run.scales[0].axis)"),
        card(Page.number(overall.pearson, 3), "Pearson across all pairs"),
        card(Page.number(run.metrics.withinDrug.meanPearson, 3), "Pearson within drugs, mean"),
        card("\(overall.count)", overall.count == 1 ? "test pair" : "test pairs"),
      ])
    let tables = run.evaluation.tables.enumerated().flatMap { number, table in
      [Markup("h3", [:], table.title), metrics(table.cells, withIntervals: number == 0)]
    }
    let missing = run.evaluation.rows[0].metrics.withoutLnIC50 ?? 0
    return [
      Markup("p", ["class": "verdict\(style)"], verdict.text)
    ] + run.warnings.map { Markup("p", ["class": "verdict bad"], "Warning: \($0).") } + [
      cards,
      Page.paragraph(
        "The model after epoch \(run.epoch), on the test pairs, beside predictions without any network:"),
    ] + tables
      + (missing > 0
        ? [Page.paragraph("\(missing) predictions lie outside (0, 1) and stand for no IC50.", "small soft")]
        : [])
      + (run.intervals.isEmpty
        ? []
        : [
          Page.paragraph(
            "Intervals hold 95 % of \(PairedBootstrap.replicates) resamples of the test set by whole "
              + "\(run.identity.kind.plural), \(run.groups) of them"
              + (run.groups < PairedBootstrap.plentyOfGroups
                ? ", and are widened as these are few: they are rough still. " : ". ")
              + "Pearson within drugs is the mean of the coefficients of "
              + "\(run.metrics.withinDrug.drugs) drugs with \(run.metrics.withinDrug.minimumSamples) test pairs or more.",
            "small soft")
        ])
  }

  private func metrics(_ cells: [[String]], withIntervals: Bool) -> Markup {
    guard withIntervals, !run.intervals.isEmpty else {
      return Page.table(cells[0], Array(cells.dropFirst()), mark: [0])
    }
    var cells = cells
    // Behind the root mean squared error.
    cells[0].insert("95 % interval", at: 3)
    for (number, row) in run.evaluation.rows.enumerated() {
      cells[number + 1].insert(Page.interval(run.intervals[row.name]), at: 3)
    }
    return Page.table(cells[0], Array(cells.dropFirst()), mark: [0])
  }

  private var configuration: [Markup] {
    let own = run.settings.filter { $0.differs && $0.key != "data" }
    let rows = own.map { [$0.key, $0.value, $0.byDefault ?? "none"] }
    let rest = run.settings.filter { !$0.differs }.map { [$0.key, $0.value] }
    return [
      Page.paragraph(run.model),
      own.isEmpty
        ? Page.paragraph("All settings are the defaults.")
        : Page.table(["setting", "this run", "default"], rows, texts: 3),
      Page.details(
        "\(rest.count) settings at their defaults", [Page.table(["setting", "value"], rest, texts: 2)]),
      Page.paragraph("Checkpoint of step \(run.step), written by \(run.build).", "small soft"),
    ]
  }

  private var data: [Markup] {
    let (data, summary) = (run.data, run.data.summary)
    let density = summary.density.map { ", \((100 * $0).fixed(1)) % of all pairs" } ?? ""
    let facts = [
      ["data set", data.file], ["SHA-256", data.sha256],
      ["responses", "\(summary.responses)\(density)"],
      ["drugs", "\(summary.drugs) of \(summary.structures) structures"],
      ["cell lines", "\(summary.cellLines) of \(data.tissues) tissues, \(summary.features) features each"],
      ["split", data.split],
      ["samples", data.samples],
      ["the test set measures", data.measures],
    ]
    let sources = data.sources.map { sources in
      [
        Page.details(
          "\(sources.count) source files with their digests",
          [
            Page.table(
              ["role", "file", "layout", "SHA-256"],
              sources.map { [$0.role, $0.file, $0.layout?.rawValue ?? "\u{2013}", $0.sha256] }, texts: 4)
          ])
      ]
    }
    return [Page.table(["", ""], facts, texts: 2), Page.list(data.sides)]
      + (sources ?? [Page.paragraph("The data set does not say which files it was made of.", "small soft")])
  }
}
