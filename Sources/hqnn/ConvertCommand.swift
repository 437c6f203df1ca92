import ArgumentParser
import Chemistry
import DrugResponse
import Support

struct ConvertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Joins GDSC files, or an assay of your own, to one HDF5 data set.",
    discussion: """
      Files may be text, plain or gzip, separated by commas, tabs or semicolons, or spreadsheets (xlsx, first sheet). \
      Their layout is told from their headers: the matrices of release 6, the portal's long files, the fitted dose \
      responses of release 8, and a general layout for other assays (docs/data.md). Prints what joined, what dropped \
      out, and why.
      """)

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Responses: one file or several, such as those of GDSC1 and GDSC2. May be given more than once.",
      valueName: "file"), completion: .table)
  var responses: [String]

  @Option(
    help: "Binary genomic features: a column a feature, or a row a pair of cell line and feature.",
    completion: .table)
  var features: String

  @Option(help: "The drugs' structures: name, CID and SMILES.", completion: .table)
  var drugs: String

  @Option(
    help: "Drug ids' names and PubChem CIDs. (default: the responses name the drugs)", completion: .table)
  var drugList: String?

  @Option(
    help: "Names and tissues of the cell lines. (default: those of the other files)", completion: .table)
  var cellLines: String?

  @Option(help: "The data set to write (HDF5).", completion: .hdf5)
  var output: String

  @Option(
    help: ArgumentHelp(
      "Pairs measured more than once: their mean ln IC50, or keep each measurement.", valueName: "mean|keep"))
  var repeated = GDSCConversion.RepeatedMeasurements.mean

  @Option(
    help: ArgumentHelp(
      "Which of GDSC's screens, where a file has both or says which it is.", valueName: "GDSC1|GDSC2|both"))
  var dataset = GDSCConversion.DatasetChoice.both

  @Option(
    help: ArgumentHelp(
      """
      What of drugs that are written as several fragments (salts, solvates, mixtures) becomes the molecule: all of \
      them, or the largest by heavy atoms. predict --smiles then does the same.
      """, valueName: "all|largest"))
  var fragments = FragmentChoice.all

  @Flag(help: "Leave drugs out whose SMILES make no molecule, and report them; otherwise they are an error.")
  var skipInvalidSmiles = false

  @Option(
    help: ArgumentHelp(
      "Write the report to PREFIX.txt and PREFIX.json, its distributions as a picture to PREFIX.svg. (default: none)",
      valueName: "prefix"), completion: .file())
  var report: String?

  @Flag(help: "Print the report as JSON instead of text.")
  var json = false

  func run() throws {
    let conversion = GDSCConversion(
      responses: responses, features: features, drugs: drugs, drugList: drugList, cellLines: cellLines,
      repeatedMeasurements: repeated, dataset: dataset, fragments: fragments,
      skipsInvalidSMILES: skipInvalidSmiles)
    try conversion.requireOtherFile(than: output)
    if let report {
      let files = ConversionReport.files(prefix: report)
      for file in [files.text, files.json, files.picture] {
        try conversion.requireOtherFile(than: file)
        if file == output { throw UsageError("--report \(report) would replace the data set \(output)") }
      }
    }
    let (dataset, summary) = try conversion.run()
    let text = try summary.json()
    let digest = try dataset.write(to: output, provenance: ["conversion": text])
    if let report { try summary.write(prefix: report) }
    print(json ? text : "\(summary)\nwritten: \(output) (SHA-256 \(digest))")
  }
}

extension GDSCConversion.RepeatedMeasurements: ExpressibleByArgument {}
extension GDSCConversion.DatasetChoice: ExpressibleByArgument {}
extension FragmentChoice: ExpressibleByArgument {}
