import Charts

/// Errors by tissue, pathway and drug.
extension RunPage {
  private static let keys = [Page.Key.dot("model", .series1), .ring("drug + cell-line effects", .series2)]

  /// More rows would hide what a picture shows.
  private static let mostRows = 40

  var groups: [Markup] {
    var content = [
      Page.charts([
        chart(run.tissues, of: "tissue", "Tissues"),
        run.pathways.flatMap { chart($0, of: "pathway", "Pathways") },
      ])
    ]
    content.append(
      Page.paragraph(
        run.pathways == nil
          ? "The data set does not say which pathways the drugs' targets belong to (docs/data.md says how it can)."
          : "Pathways are those of the drugs' targets, as the sources of the data set name them.",
        "small soft"))
    content.append(Page.details("All \(run.tissues.count) tissues", [table(run.tissues, "tissue")]))
    if let pathways = run.pathways {
      content.append(Page.details("All \(pathways.count) pathways", [table(pathways, "pathway")]))
    }
    return content
  }

  var drugs: [Markup] {
    let ranked = run.drugs.ranked
    let few = "with \(GroupErrors.minimumCount) test pairs or more"
    guard ranked.count > 1 else {
      return [
        Page.paragraph("Too few drugs have \(GroupErrors.minimumCount) test pairs or more to be ranked."),
        Page.details("All \(run.drugs.count) drugs", [table(run.drugs, "drug")]),
      ]
    }
    let shown = min(12, ranked.count / 2)
    return [
      Page.charts([
        chart(Array(ranked.prefix(shown)), of: "drug", "The \(shown) drugs with the largest errors"),
        chart(
          Array(ranked.suffix(shown).reversed()), of: "drug", "The \(shown) drugs with the smallest errors"),
      ]),
      Page.paragraph(
        "Of \(ranked.count) drugs \(few). They are ordered by the mean of both errors: by the model's alone, chance would "
          + "choose drugs where it does worse, or better, than the effects beside it. A drug's error is also that of its spread: most errors are large where "
          + "responses differ much between cell lines. Pearson within a drug says whether they are put in order."
      ),
      Page.details(
        "All \(run.drugs.count) drugs"
          + (run.drugs.count > Self.mostTableRows ? ", the first \(Self.mostTableRows)" : ""),
        [table(run.drugs, "drug")]),
    ]
  }

  /// nil where no group has enough pairs.
  private func chart(_ groups: [GroupErrors], of kind: String, _ title: String) -> Markup? {
    let ranked = groups.ranked
    let rows = ranked.prefix(Self.mostRows).map { group in
      DotPlot.Row(
        group.name, remark: "\(group.count)",
        [group.model.rmse.map { .init($0) }, group.effects.rmse.map { .init($0) }])
    }
    guard let plot = DotPlot(rows, title: "RMSE of the \(run.scales[0].axis)") else { return nil }
    let (few, more) = (groups.count - ranked.count, ranked.count - rows.count)
    return Page.figure(
      plot.picture(label: "Root mean squared errors by \(kind)"), keys: Self.keys,
      "\(title), by the mean of both errors; grey: test pairs."
        + (few > 0 ? " Left out: \(few) with fewer than \(GroupErrors.minimumCount) pairs." : "")
        + (more > 0 ? " \(more) more are in the table." : ""))
  }

  private static let mostTableRows = 1000

  private func table(_ groups: [GroupErrors], _ kind: String) -> Markup {
    let rows = groups.prefix(Self.mostTableRows).map { group in
      [
        group.name, "\(group.count)", Page.number(group.model.rmse), Page.number(group.effects.rmse),
        Page.signed(group.bias), Page.number(group.observedDeviation),
        group.count >= GroupErrors.minimumCount ? Page.number(group.model.pearson, 3) : "\u{2013}",
      ]
    }
    return Page.table(
      [kind, "test pairs", "RMSE", "RMSE of effects", "bias", "spread observed (SD)", "Pearson"], rows)
  }
}
