import DrugResponse
import Foundation
import Support
import TestSupport
import Testing

/// The report of a conversion: as text, as JSON, as a picture, in files and in the data set.
@Suite struct ConversionReportTests {
  private let directory: TemporaryDirectory
  private let files: SyntheticGDSC.Files

  init() throws {
    directory = try TemporaryDirectory()
    var options = SyntheticGDSC.Options()
    options.cellLines = 30
    options.drugs = 10
    options.features = 50
    files = try SyntheticGDSC(options).write(to: directory.path("gdsc"), layout: .fittedDoseResponse)
  }

  @Test func filesHoldTextJSONAndPicture() throws {
    let (_, report) = try files.conversion.run()
    let prefix = directory.path("report")
    try report.write(prefix: prefix)
    func text(_ ending: String) throws -> String {
      try String(contentsOfFile: prefix + ending, encoding: .utf8)
    }
    #expect(try text(".txt") == report.description + "\n")
    #expect(try JSONDecoder().decode(ConversionReport.self, from: Data(text(".json").utf8)) == report)
    let script = """
      import sys, xml.etree.ElementTree as tree
      root = tree.parse(sys.argv[1]).getroot()
      assert root.tag.endswith('svg')
      print(sum(1 for e in root.iter() if e.tag.endswith('}g')), root.get('viewBox'))
      for e in root.iter():
          for key in ('x', 'y', 'width', 'height'):
              assert float(e.get(key, 0)) >= 0
      """
    let result = try Python.run(script, [prefix + ".svg"])
    #expect(result.standardOutput == "6 0 0 800 606\n", "\(result.standardError)")
  }

  @Test func distributionsAccountForEveryValue() throws {
    let (dataset, report) = try files.conversion.run()
    #expect(
      report.distributions.map(\.name) == [
        "ln IC50", "normalised IC50", "AUC", "responses a drug", "responses a cell line",
        "features present a cell line",
      ])
    for distribution in report.distributions {
      #expect(distribution.counts.reduce(0, +) == distribution.values.count, "\(distribution.name)")
      #expect(distribution.counts.count <= 40)
      #expect(distribution.strip.count == distribution.counts.count)
      #expect(distribution.lower <= distribution.values.minimum)
      #expect(distribution.upper >= distribution.values.maximum)
    }
    let lnIC50 = report.distributions[0]
    #expect(lnIC50.values.count == dataset.responses.count)
    #expect(Float(lnIC50.values.minimum) == dataset.responses.lnIC50.min())
    // Counted anew: how many responses lie in the first bin.
    let edge = lnIC50.lower + (lnIC50.upper - lnIC50.lower) / Double(lnIC50.counts.count)
    #expect(dataset.responses.lnIC50.count { Double($0) < edge } == lnIC50.counts[0])
    let ofDrug = report.distributions[3]
    #expect(ofDrug.values.count == dataset.drugs.count)
    #expect(ofDrug.values.mean * Double(dataset.drugs.count) == Double(dataset.responses.count))
  }

  @Test func aSingleValueHasADistribution() throws {
    let path = directory.path("one.csv")
    try "cell_line,drug,ln_ic50\nA,Ethanol,1.5\n".write(toFile: path, atomically: true, encoding: .utf8)
    let features = directory.path("features.csv")
    try "cell_line,F\nA,1\n".write(toFile: features, atomically: true, encoding: .utf8)
    let drugs = directory.path("drugs.csv")
    try "name,smiles\nEthanol,CCO\n".write(toFile: drugs, atomically: true, encoding: .utf8)
    let report = try GDSCConversion(responses: [path], features: features, drugs: drugs).run().report
    #expect(report.distributions.map(\.counts) == [[1], [1], [1], [1], [1]])
    #expect(report.picture.contains("</svg>"))
  }

  @Test func everyInputIsNamedWithItsDigest() throws {
    let (_, report) = try files.conversion.run()
    #expect(report.inputs.map(\.role) == ["responses", "responses", "features", "drugs", "drug list"])
    for (input, path) in zip(report.inputs, files.responses + [files.features, files.drugs]) {
      #expect(input.file == URL(fileURLWithPath: path).lastPathComponent)
      #expect(try input.sha256 == SHA256.hexadecimal(ofFile: path))
      #expect(report.description.contains("\(input.file)  sha256 \(input.sha256)"))
    }
  }

  @Test func aDrugListOfAnotherReleaseDecidesNothing() throws {
    let list = try String(contentsOfFile: #require(files.drugList), encoding: .utf8)
    var conversion = files.conversion
    conversion.drugList = directory.path("list.csv")
    // Id 1 is Erlotinib in the responses; the list calls it Imatinib.
    try list.replacing("\n1,Erlotinib,", with: "\n1,Imatinib,").write(
      toFile: directory.path("list.csv"), atomically: true, encoding: .utf8)
    let report = try conversion.run().report
    #expect(
      report.withoutStructure.first { $0.label == "GDSC1 Drug_1" }?.remark
        == "the drug list calls this id Imatinib, which is another structure")
  }
}
