import ArgumentParser
import DrugResponse
import Support

struct SynthesizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "synthesize",
    abstract: "Writes synthetic GDSC files with a planted signal.",
    discussion: """
      Real structures of well-known drugs; mutations by tissue; responses with effects of drug, cell line and their \
      interaction, and noise. The same options and seed give the same bytes. Files that are there already are not \
      replaced. Prints the convert command that reads the files.
      """)

  @Option(help: "The directory to write to.", completion: .directory)
  var output: String

  @Option(
    help: ArgumentHelp(
      "The files' layout, which convert tells from their headers.",
      valueName: "matrix|portal|fitted-dose-response|general"))
  var layout = SyntheticGDSC.Layout.matrix

  @Option(help: "Cell lines.")
  var cellLines = SyntheticGDSC.Options().cellLines

  @Option(help: "Drugs with a structure, \(SyntheticGDSC.maximumDrugs) at most.")
  var drugs = SyntheticGDSC.Options().drugs

  @Option(help: "Genomic features a cell line.")
  var features = SyntheticGDSC.Options().features

  @Option(help: "The fraction of pairs that were not measured.")
  var missing = SyntheticGDSC.Options().missing

  @Option(help: "The standard deviation of a measurement of ln IC50.")
  var noise = SyntheticGDSC.Options().noise

  @Option(help: "The seed.")
  var seed = SyntheticGDSC.Options().seed

  func run() throws {
    var options = SyntheticGDSC.Options()
    options.cellLines = cellLines
    options.drugs = drugs
    options.features = features
    options.missing = missing
    options.noise = noise
    options.seed = seed
    let files = try SyntheticGDSC(options).write(to: output, layout: layout)
    print("\(drugs) drugs, \(cellLines) cell lines, \(features) features; to convert:")
    print(files.convertCommand(output: "data.h5"))
  }
}

extension SyntheticGDSC.Layout: ExpressibleByArgument {}
