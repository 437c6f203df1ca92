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

      Of several checkpoints (an ensemble), normalised is the mean of their predictions, which ln_ic50, ic50 and auc \
      follow from; further columns have the standard deviation over them, normalised_sd, and the ends of the central \
      95 % interval of a normal distribution: ln_ic50_lower and ln_ic50_upper, or auc_lower and auc_upper.
      """)

  @Option(
    parsing: .upToNextOption,
    help: "A checkpoint, or a run directory for its newest one; or several of either.", completion: .hdf5)
  var checkpoint: [String]

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

  @Option(help: "Multiplies the spread of several checkpoints for the interval (see evaluate). (default: 1)")
  var spreadFactor: Double?

  @Option(help: "Threads. (default: the cores this process may use)")
  var threads: Int?

  func validate() throws {
    if let spreadFactor {
      if checkpoint.count < 2 { throw ValidationError("--spread-factor is for several checkpoints.") }
      if !(spreadFactor > 0 && spreadFactor.isFinite) {
        throw ValidationError("--spread-factor is \(spreadFactor), expected a number above 0.")
      }
    }
    if smiles != nil {
      if pairs != nil { throw ValidationError("--pairs and --smiles contradict each other.") }
    } else {
      if cellLine != nil { throw ValidationError("--cell-line goes with --smiles.") }
      if output == nil { throw ValidationError("--output FILE is missing.") }
    }
  }

  func run() throws {
    try requireOther(output, than: [("--data", data)] + checkpoint.map { ("--checkpoint", $0) })
    let table = checkpoint.count == 1 ? try predictionsOfOne() : try predictionsOfSeveral()
    if let output {
      try DurableFile.write(table.csv, to: output)
      try StandardOutput.writeLine("\(table.rows.count) predictions: \(output)")
    } else {
      try StandardOutput.write(table.csv)
    }
  }

  private func predictionsOfOne() throws -> PredictionTable {
    let session = try ScoringSession(checkpoint: checkpoint[0], data: data, threads: threads)
    if let smiles { return try session.predict(smiles: smiles, cellLine: cellLine) }
    return try session.predict(pairs ?? .all)
  }

  private func predictionsOfSeveral() throws -> PredictionTable {
    let ensemble = try ScoringEnsemble(checkpoints: checkpoint, data: data, threads: threads)
    let factor = spreadFactor ?? 1
    if let smiles {
      return try ensemble.predict(smiles: smiles, cellLine: cellLine, spreadFactor: factor)
    }
    return try ensemble.predict(pairs ?? .all, spreadFactor: factor)
  }
}

extension PairSelection: ExpressibleByArgument {}
