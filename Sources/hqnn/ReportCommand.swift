import ArgumentParser
import Report
import Support
import Training

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Makes a page (HTML) of a trained model, or of several beside each other.",
    discussion: """
      Each run's model is scored on its test pairs. The page holds learning curves, predicted against observed values, \
      calibration, errors by drug, tissue and pathway beside those of the naive baselines, and the circuit with its \
      angles; of several runs, a comparison with intervals. It is one file, needs no network, and is the same for the \
      same runs. docs/report.md explains what it shows.
      """)

  @Argument(help: "Checkpoints, or run directories for their newest ones.", completion: .hdf5)
  var runs: [String]

  @Option(help: "The page to write.", completion: .file(extensions: ["html"]))
  var output: String

  @Option(
    help: "The data set of all runs. (default: the one that each run was made with, where it was then)",
    completion: .hdf5)
  var data: String?

  @Option(
    help: "Also write the page's values as JSON. (default: none)", completion: .file(extensions: ["json"]))
  var json: String?

  @Option(help: "Threads. (default: the cores this process may use)")
  var threads: Int?

  func run() throws {
    let inputs = runs.map { ("RUN", $0) } + (data.map { [("--data", $0)] } ?? [])
    try requireOther(output, than: inputs)
    try requireOther(json, than: inputs, option: "--json")
    if let json, isSameTarget(json, output) {
      throw UsageError("--json and --output name the same file: \(output)")
    }
    for file in [output, json].compactMap({ $0 }) { try DurableFile.requireWritable(file) }
    let content = try ReportContent(runs: runs, data: data, threads: threads)
    let datasets = content.dataPaths.map { ("the data set", $0) }
    try requireOther(output, than: datasets)
    try requireOther(json, than: datasets, option: "--json")
    try DurableFile.write(Page(content).html, to: output)
    try StandardOutput.writeLine("report: \(output)")
    if let json {
      try DurableFile.write(try content.json() + "\n", to: json)
      try StandardOutput.writeLine("values: \(json)")
    }
  }
}
