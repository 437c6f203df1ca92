import ArgumentParser
import Experiments
import MPI
import Support
import Training

struct SearchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search",
    abstract:
      "Searches for settings on the validation part of the training pairs; under mpirun, a trial a rank.",
    discussion: """
      FILE says in YAML what all trials have in common, from what the others are drawn, and how many trials train for \
      how long: all to the end (random), or the best of each stage only (successive halving). Test pairs choose nothing \
      in it. In the end DIRECTORY holds results.md, results.csv and the settings of the best: best.yaml for --config of \
      train, best-experiment.yaml for that of reproduce. What was stopped goes on with the same command; several programs at once share the work. \
      docs/experiments.md has an example.
      """)

  @Argument(help: "The search (YAML).", completion: .file(extensions: ["yaml", "yml"]))
  var file: String

  @Option(help: "The data set (HDF5, from convert).", completion: .hdf5)
  var data: String

  @Option(help: "The directory of the search, shared by all hosts.", completion: .directory)
  var output: String

  @OptionGroup var options: TrialOptions

  func run() throws {
    let start = ContinuousClock.now
    try ParallelProgram.run { communicator, ranks in
      let launch = TrialLaunch(
        data: data, output: output, command: CommandLine.arguments.dropFirst().map { String($0) },
        ranks: ranks, timeLimit: options.timeLimit(from: start), threads: options.threads, say: options.say)
      return try SearchRun.run(file, launch: launch, communicator: communicator)
    }
  }
}
