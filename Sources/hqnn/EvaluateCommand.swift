import ArgumentParser
import Support
import Training

struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Scores a trained model beside the naive baselines.",
    discussion: """
      Errors and correlations on the normalised target and, unless that is AUC, on ln IC50, beside those of predicting the training mean, \
      each drug's mean, and drug and cell-line effects. A model that does not beat the last has learned no \
      interaction between drugs and cell lines.
      """)

  @Option(help: "A checkpoint, or a run directory for its newest one.")
  var checkpoint: String

  @Option(help: "The data set that the run was made with.")
  var data: String

  @Option(help: "Which pairs: test, train or all.")
  var split = SplitPart.test

  @Flag(help: "Print JSON instead of a table.")
  var json = false

  @Option(help: "Threads. (default: the cores this process may use)")
  var threads: Int?

  func run() throws {
    let scored = try ScoringSession(checkpoint: checkpoint, data: data, threads: threads)
    let evaluation = try scored.evaluate(split)
    try StandardOutput.writeLine(json ? evaluation.json() : evaluation.table)
  }
}

extension SplitPart: ExpressibleByArgument {}
