import ArgumentParser
import DrugResponse
import Experiments
import Foundation
import MPI
import Support
import Training

struct ReproduceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reproduce",
    abstract:
      "Repeats the paper's experiments over several seeds, with statistics; under mpirun, a trial a rank.",
    discussion: """
      learning-curve: both heads by epoch (figure 3). sample-size: both heads from 50 to 5000 training pairs (figure 4). \
      generalisation: both heads on new pairs, cell lines, drugs and tissues. variants: circuits and heads beside each \
      other.

      Each trial is a training run of one rank, in DIRECTORY/trials; in the end DIRECTORY holds results.md with tables \
      and verdicts, protocol.md with all that was chosen, figures, CSV files and results.h5. What was stopped goes on \
      with the same command; several programs at once, such as the tasks of an array of jobs, share the work. \
      docs/experiments.md has more.
      """)

  @Argument(help: "learning-curve, sample-size, generalisation or variants.")
  var experiment: ExperimentKind

  @Option(help: "The data set (HDF5, from convert).", completion: .hdf5)
  var data: String

  @Option(help: "The directory of the experiment, shared by all hosts.", completion: .directory)
  var output: String

  @Option(help: "Seeds: how often each trial is repeated, with another split and other initial values.")
  var seeds = ExperimentRequest.defaultSeedCount

  @Option(help: "The first of the seeds; the others follow.")
  var firstSeed: UInt64 = 1

  @Option(
    help: ArgumentHelp(
      """
      Training and test pairs: TRAINING/TEST, or all, with commas between. (default: 5000/1000; of sample-size \
      seven from 50/10 to 5000/1000)
      """, valueName: "sizes"), transform: SampleSize.list)
  var sizes: [SampleSize]?

  @Option(
    help: ArgumentHelp(
      """
      What is new in the test set: pairs, cell-line, drug, tissue, with commas between. (default: pairs; of \
      generalisation all four)
      """, valueName: "kinds"), transform: Self.kinds)
  var splitBy: [SplitKind]?

  @Option(
    help: "A YAML file of settings for all trials, as of train, over the experiment's own.",
    completion: .file(extensions: ["yaml", "yml"]))
  var config: String?

  @Option(
    help: "The same for trials with the quantum head, over --config.",
    completion: .file(extensions: ["yaml", "yml"]))
  var quantumConfig: String?

  @Option(
    help: "The same for trials with the classical head, over --config.",
    completion: .file(extensions: ["yaml", "yml"]))
  var classicalConfig: String?

  @Option(help: "Epochs of each trial, whatever the files say. (default: \(ExperimentRequest.defaultEpochs))")
  var epochs: Int?

  @Option(
    help: """
      Steps that each trial makes at least: with few training pairs, epochs are added; 0 to add none. \
      (default: \(ExperimentRequest.defaultMinimumSteps))
      """)
  var minimumSteps: Int?

  @Flag(
    help: """
      Keep the checkpoint of each trial's reported epoch, some 10 to 30 MB a trial, such as for predictions. Else of a \
      finished trial stay its result, log, settings and metrics.csv.
      """)
  var keepModels = false

  @OptionGroup var options: TrialOptions

  func run() throws {
    let start = ContinuousClock.now
    try ParallelProgram.run { communicator, ranks in
      var request = ExperimentRequest(experiment)
      (request.seedCount, request.firstSeed, request.sizes) = (seeds, firstSeed, sizes)
      (request.kinds, request.minimumSteps, request.epochs) = (splitBy, minimumSteps, epochs)
      (request.configuration, request.quantumConfiguration) = (config, quantumConfig)
      request.classicalConfiguration = classicalConfig
      let launch = TrialLaunch(
        data: data, output: output, command: CommandLine.arguments.dropFirst(2).map { String($0) },
        ranks: ranks, timeLimit: options.timeLimit(from: start), threads: options.threads,
        keepsModels: keepModels, say: options.say)
      return try ExperimentRun.run(request, launch: launch, communicator: communicator)
    }
  }

  private static func kinds(_ text: String) throws -> [SplitKind] {
    let kinds = try text.split(separator: ",", omittingEmptySubsequences: false).map { name in
      guard let kind = SplitKind(rawValue: String(name)) else {
        throw ValidationError(
          "'\(name)' is none of \(SplitKind.allCases.map(\.rawValue).joined(separator: ", ")), with commas between"
        )
      }
      return kind
    }
    if Set(kinds).count < kinds.count { throw ValidationError("the same kind of split is there twice") }
    return kinds
  }
}

extension ExperimentKind: ExpressibleByArgument {}
