import DrugResponse
import Foundation
import Support
import TestSupport
import Testing

/// The same content in every layout, and in every way a layout is written, gives the same data set, value for value.
@Suite struct LayoutTests {
  private let directory: TemporaryDirectory
  private let synthetic: SyntheticGDSC

  init() throws {
    directory = try TemporaryDirectory()
    var options = SyntheticGDSC.Options()
    options.cellLines = 25
    options.drugs = 12
    options.features = 40
    synthetic = try SyntheticGDSC(options)
  }

  private func files(_ layout: SyntheticGDSC.Layout) throws -> SyntheticGDSC.Files {
    try synthetic.write(to: directory.path(layout.rawValue), layout: layout)
  }

  @Test func everyLayoutGivesTheSameDataSet() throws {
    let matrix = try files(.matrix).conversion.run()
    let portal = try files(.portal).conversion.run()
    let fitted = try files(.fittedDoseResponse).conversion.run()
    let general = try files(.general).conversion.run()
    #expect(portal.dataset.responses.auc.allSatisfy { (0...1).contains($0) })
    #expect(portal.dataset == fitted.dataset)
    #expect(portal.dataset == general.dataset)
    var withoutAUC = portal.dataset
    withoutAUC.responses.auc = withoutAUC.responses.auc.map { _ in .nan }
    #expect(matrix.dataset.withoutNaN == withoutAUC.withoutNaN)
    #expect(matrix.dataset.responses.count > 200)
    for (report, layout) in [
      (matrix.report, ConversionReport.Layout.matrix), (portal.report, .portal), (general.report, .general),
    ] {
      #expect(report.inputs.compactMap(\.layout) == [layout, layout])
    }
    #expect(
      fitted.report.inputs.compactMap(\.layout) == [.fittedDoseResponse, .fittedDoseResponse, .portal])
    #expect(portal.report.repeats.pairs == fitted.report.repeats.pairs)
    #expect(portal.report.repeats.pairsInSeveralDatasets == 0)
    #expect(fitted.report.repeats.pairsInSeveralDatasets == fitted.report.repeats.pairs)
    #expect(fitted.report.repeats.pairs > 10)
  }

  /// How one file of a layout is written otherwise.
  struct Variant: Sendable, CustomTestStringConvertible {
    let name: String
    let change: @Sendable (_ path: String) throws -> String
    var testDescription: String { name }

    /// By its lines, without their ends; the file gets those of the result, with `newline` behind each.
    static func lines(
      _ name: String, newline: String = "\n", _ change: @escaping @Sendable ([String]) -> [String]
    )
      -> Variant
    {
      Variant(name: name) { path in
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
        let text = change(lines).map { $0 + newline }.joined()
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return path
      }
    }
  }

  static let variants: [Variant] = [
    Variant(name: "gzip") { path in
      try Gzip.compress(path, to: path + ".gz")
      return path + ".gz"
    },
    .lines("CR LF", newline: "\r\n") { $0 },
    .lines("byte order mark") { ["\u{FEFF}" + $0[0]] + $0.dropFirst() },
    .lines("commas behind every line") { $0.map { $0 + ",,," } },
    .lines("commas behind the rows only") { [$0[0]] + $0.dropFirst().map { $0 + ",," } },
    .lines("blanks behind every line") { $0.map { $0 + "  " } },
    .lines("empty lines and lines of commas") { lines in
      lines.flatMap { [$0, "", "   "] } + [String](repeating: ",,,,", count: 3)
    },
    .lines("a column of row numbers, as pandas writes it") { lines in
      ["," + lines[0]] + lines.dropFirst().enumerated().map { "\($0),\($1)" }
    },
    .lines("headers as R writes them") { lines in
      // A list of genes is not quoted in any download; the header has no commas inside names here.
      [lines[0].replacing(" ", with: ".")] + lines.dropFirst()
    },
  ]

  /// Response files with a row a measurement, in every variant; features that have them; both as spreadsheets.
  @Test(arguments: variants, [SyntheticGDSC.Layout.portal, .fittedDoseResponse, .general])
  func everyVariantOfLongResponsesReadsTheSame(variant: Variant, layout: SyntheticGDSC.Layout) throws {
    let files = try files(layout)
    let expected = try files.conversion.run().dataset
    var conversion = files.conversion
    conversion.responses = try conversion.responses.map(variant.change)
    #expect(try conversion.run().dataset == expected)
  }

  @Test(arguments: variants, [SyntheticGDSC.Layout.portal, .fittedDoseResponse])
  func everyVariantOfLongFeaturesReadsTheSame(variant: Variant, layout: SyntheticGDSC.Layout) throws {
    let files = try files(layout)
    let expected = try files.conversion.run().dataset
    var conversion = files.conversion
    conversion.features = try variant.change(conversion.features)
    #expect(try conversion.run().dataset == expected)
  }

  /// The matrices, but for row numbers, which would be a feature or a drug.
  @Test(arguments: variants.filter { !$0.name.hasPrefix("a column of row numbers") })
  func everyVariantOfMatricesReadsTheSame(variant: Variant) throws {
    let files = try files(.matrix)
    let expected = try files.conversion.run().dataset
    var conversion = files.conversion
    conversion.responses = try conversion.responses.map(variant.change)
    conversion.features = try variant.change(conversion.features)
    conversion.drugs = try variant.change(conversion.drugs)
    conversion.drugList = try conversion.drugList.map(variant.change)
    #expect(try conversion.run().dataset.withoutNaN == expected.withoutNaN)
  }

  @Test(arguments: [[], ["inline", "prefixed"], ["gaps"]])
  func spreadsheetsReadLikeText(styles: [String]) throws {
    for layout in [SyntheticGDSC.Layout.fittedDoseResponse, .general, .matrix] {
      let files = try synthetic.write(
        to: directory.path("\(layout.rawValue)-\(styles.joined())"), layout: layout)
      let expected = try files.conversion.run().dataset
      var conversion = files.conversion
      conversion.responses = try conversion.responses.map {
        try Spreadsheet.write($0, to: $0 + ".xlsx", styles)
      }
      if layout != .fittedDoseResponse {
        // The lists of genes without quotation marks cannot be told apart by the writer either.
        conversion.features = try Spreadsheet.write(files.features, to: files.features + ".xlsx", styles)
      }
      conversion.drugs = try Spreadsheet.write(files.drugs, to: files.drugs + ".xlsx", styles)
      #expect(try conversion.run().dataset.withoutNaN == expected.withoutNaN, "\(layout)")
    }
  }

  /// Rows of the responses in another order, and two files in place of one, give the same responses.
  @Test func theOrderOfMeasurementsDoesNotMatter() throws {
    let files = try files(.fittedDoseResponse)
    let conversion = files.conversion
    let expected = try conversion.run().dataset
    var swapped = conversion
    swapped.responses.reverse()
    #expect(try swapped.run().dataset == expected)
    var single = conversion
    let texts = try conversion.responses.map {
      try String(contentsOfFile: $0, encoding: .utf8).split(separator: "\n").map(String.init)
    }
    let rows = texts.flatMap { $0.dropFirst() }.reversed()
    single.responses = [directory.path("single.csv")]
    try ([texts[0][0]] + rows).joined(separator: "\n").write(
      toFile: single.responses[0], atomically: true, encoding: .utf8)
    #expect(try single.run().dataset == expected)
    for order in [conversion, single] {
      var kept = order
      kept.repeatedMeasurements = .keep
      var first = conversion
      first.repeatedMeasurements = .keep
      #expect(try kept.run().dataset == first.run().dataset)
    }
  }

  @Test func eitherScreenCanBeTakenAlone() throws {
    let files = try files(.fittedDoseResponse)
    var conversion = files.conversion
    conversion.dataset = .gdsc2
    let second = try conversion.run()
    conversion.responses = [files.responses[1]]
    conversion.dataset = .both
    #expect(try conversion.run().dataset == second.dataset)
    let cells = second.report.cells
    #expect(cells.ofOtherDataset == second.report.cellsOfDataset["GDSC1"])
    #expect(
      cells.read == cells.ofOtherDataset + cells.missing + cells.notFinite + cells.withoutStructure
        + cells.withoutFeatures + cells.copies + cells.merged + cells.responses)
    #expect(second.report.joins.map(\.label).sorted() == ["GDSC2 Drug_1001", "GDSC2 Drug_1002"])

    conversion.dataset = .gdsc1
    let error = #expect(throws: FileError.self) { try conversion.run() }
    #expect(error?.description.contains("are not of GDSC1 (the data sets are GDSC2)") == true)
    var matrix = try self.files(.matrix).conversion
    matrix.dataset = .gdsc1
    let noColumn = #expect(throws: FileError.self) { try matrix.run() }
    #expect(noColumn?.description.contains("there is no column DATASET; the columns are COSMIC_ID") == true)
  }
}
