import ArgumentParser
import DrugResponse

struct ConvertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Joins GDSC files to one HDF5 data set.",
    discussion: """
      Files may be plain or gzip, separated by commas, tabs or semicolons; their layout is told from their headers. \
      Prints what joined, what dropped out, and why.
      """)

  @Option(help: "Responses: ln IC50 by cell line (COSMIC_ID) and drug (Drug_<id>_IC50).")
  var responses: String

  @Option(help: "Genomic features: COSMIC_ID, TISSUE_FACTOR, and a column of 0 and 1 a feature.")
  var features: String

  @Option(help: "The drugs' structures: name, CID and SMILES.")
  var drugs: String

  @Option(help: "Drug ids' names and PubChem CIDs. (default: the response columns name the drugs)")
  var drugList: String?

  @Option(help: "Names and tissues of the cell lines. (default: COSMIC ids serve as names)")
  var cellLines: String?

  @Option(help: "The data set to write (HDF5).")
  var output: String

  @Option(
    help: ArgumentHelp(
      "Pairs measured more than once: their mean ln IC50, or keep each measurement.", valueName: "mean|keep"))
  var repeated = GDSCConversion.RepeatedMeasurements.mean

  @Flag(help: "Print the report as JSON instead of text.")
  var json = false

  func run() throws {
    let conversion = GDSCConversion(
      responses: responses, features: features, drugs: drugs, drugList: drugList, cellLines: cellLines,
      repeatedMeasurements: repeated)
    try conversion.requireOtherFile(than: output)
    let (dataset, report) = try conversion.run()
    let text = try report.json()
    let digest = try dataset.write(to: output, provenance: ["conversion": text])
    print(json ? text : "\(report)\nwritten: \(output) (SHA-256 \(digest))")
  }
}

extension GDSCConversion.RepeatedMeasurements: ExpressibleByArgument {}
