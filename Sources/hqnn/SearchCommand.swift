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

  @Option(help: "Threads a rank; results do not depend on it. (default: the cores the rank may use)")
  var threads: Int?

  @Option(
    help: """
      Stop with checkpoints, as on a signal, so that the process has ended before it is so many hours old; fractions \
      count, and each start counts anew. (default: no limit)
      """)
  var maxHours: Double?

  @Flag(help: "Say nothing but errors.")
  var quiet = false

  func validate() throws {
    if let maxHours, !TimeLimit.accepts(hours: maxHours) {
      throw ValidationError("--max-hours is \(maxHours), expected more than 0 and at most 8784.")
    }
  }

  func run() throws {
    let start = ContinuousClock.now
    try ParallelProgram.run { communicator, ranks in
      let launch = ExperimentRun.Launch(
        data: data, output: output, command: CommandLine.arguments.dropFirst().map { String($0) },
        ranks: ranks, timeLimit: TimeLimit(start: start, hours: maxHours), threads: threads,
        keepsModels: false, say: { line in if !quiet { StandardOutput.tell(line) } })
      return try SearchRun.run(file, launch: launch, communicator: communicator)
    }
  }
}
