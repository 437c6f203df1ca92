import ArgumentParser
import Support
import Training

struct PredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Predicts responses: of all, measured or missing pairs, or of a new drug.",
    discussion: """
      The CSV file has the columns drug, cell_line, normalised, ln_ic50, ic50 (micromolar) and cosmic_id; of a model of \
      AUC, drug, cell_line, normalised, auc and cosmic_id. A new drug is given as SMILES (this needs RDKit), read as \
      those of the training (convert --fragments), and is predicted for one cell line of the data set, or for all.
      """)

  @Option(help: "A checkpoint, or a run directory for its newest one.", completion: .hdf5)
  var checkpoint: String

  @Option(help: "The data set: its drugs and cell lines are what is predicted.", completion: .hdf5)
  var data: String

  @Option(
    help: "The CSV file to write. (with --smiles, default: standard output)",
    completion: .file(extensions: ["csv"]))
  var output: String?

  @Option(
    help: "Which pairs of the data set: all, or those whose target was measured or is missing. (default: all)"
  )
  var pairs: PairSelection?

  @Option(help: "A drug that need not be in the data set.")
  var smiles: String?

  @Option(help: "A cell line by COSMIC id or name, for --smiles. (default: all)")
  var cellLine: String?

  @Option(help: "Threads. (default: the cores this process may use)")
  var threads: Int?

  func validate() throws {
    if smiles != nil {
      if pairs != nil { throw ValidationError("--pairs and --smiles contradict each other.") }
    } else {
      if cellLine != nil { throw ValidationError("--cell-line goes with --smiles.") }
      if output == nil { throw ValidationError("--output FILE is missing.") }
    }
  }

  func run() throws {
    try requireOther(output, than: [("--data", data), ("--checkpoint", checkpoint)])
    let session = try ScoringSession(checkpoint: checkpoint, data: data, threads: threads)
    let table: PredictionTable
    if let smiles {
      table = try session.predict(smiles: smiles, cellLine: cellLine)
    } else {
      table = try session.predict(pairs ?? .all)
    }
    if let output {
      try DurableFile.write(table.csv, to: output)
      try StandardOutput.writeLine("\(table.rows.count) predictions: \(output)")
    } else {
      try StandardOutput.write(table.csv)
    }
  }
}

extension PairSelection: ExpressibleByArgument {}
