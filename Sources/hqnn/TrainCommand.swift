import ArgumentParser
import Foundation
import Logging
import MPI
import Support
import Training

struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Trains the model; under mpirun, on all ranks.",
    discussion: """
      A new run takes --data and --output, and its settings from defaults, a --config file and flags, in this order. \
      A run that was stopped, or whose machine failed, goes on with --resume RUN, on any number of ranks, and ends \
      with the same bits as one that never stopped. With --resume RUN --epochs N it goes on to epoch N instead, also if \
      it had finished.
      """)

  @Option(help: "The data set (HDF5, from convert).", completion: .hdf5)
  var data: String?

  @Option(help: "The directory of a new run.", completion: .directory)
  var output: String?

  @Option(
    help: "Go on with the run in this directory, from its newest valid checkpoint.", completion: .directory)
  var resume: String?

  @Flag(
    help:
      "With --output: go on with the run there if there is one, else start it. For jobs that are queued again."
  )
  var resumeOrStart = false

  @Option(
    help: "A YAML file of settings, as in a run's config.yaml.",
    completion: .file(extensions: ["yaml", "yml"]))
  var config: String?

  @Flag(
    help:
      "Print the settings that defaults, --config and flags come to, as YAML for --config, and do nothing else."
  )
  var printConfig = false

  @Flag(
    help: """
      Try a new run with two steps, one scoring, one checkpoint in memory and the report's evaluation, and print what it \
      would take: memory, time and disk. Nothing is written, whatever other options say.
      """)
  var dryRun = false

  @OptionGroup(title: "Settings")
  var settings: TrainingSettings

  @Option(help: "Threads a rank; results do not depend on it. (default: the cores the rank may use)")
  var threads: Int?

  @Flag(help: "Rank 0 alone reads the data set and sends it to all: other hosts need not have the file.")
  var broadcastData = false

  @Option(
    help: """
      A directory for a log file a rank, log.rank-NNN.txt; each rank makes it on its own host, so that it need not be \
      shared. (default: no such files)
      """, completion: .directory)
  var rankLogs: String?

  @Flag(
    help: """
      Write event files for TensorBoard too, into RUN/tensorboard. A run that has some goes on with them without this flag.
      """)
  var tensorboard = false

  @Option(
    help: """
      Stop with a checkpoint, as on a signal, so that the process has ended before it is so many hours old; fractions \
      count, and each start counts anew. (default: no limit)
      """)
  var maxHours: Double?

  @Option(
    help: """
      End the run (exit code 74) when a rank has kept the others waiting for so many seconds; 0: never. They say \
      whom they wait for well before. (default: 600)
      """)
  var stallLimit: Double?

  @Flag(help: "Say nothing but warnings and errors.")
  var quiet = false

  @Flag(help: "Say more, such as the processor and library kernels in use.")
  var verbose = false

  @Option(
    help: """
      How the log is written, on the console and in files: text, or json, an object a line with time, level, rank, host \
      and message, and with the numbers of an epoch.
      """)
  var logFormat = RunLog.Format.text

  func validate() throws {
    if dryRun {
      if printConfig { throw ValidationError("--dry-run and --print-config contradict each other.") }
      if resume != nil { throw ValidationError("--dry-run tries a new run; leave out --resume.") }
    }
    if resume != nil {
      if printConfig {
        throw ValidationError("--print-config is for new runs; a run's own settings are in its config.yaml.")
      }
      if output != nil {
        throw ValidationError("--output is for new runs; --resume names the run to go on with.")
      }
      if config != nil || settings.isGivenBesideEpochs {
        throw ValidationError(
          "--resume goes on with the stored settings; give no other settings but --epochs.")
      }
    } else if !printConfig {
      if output == nil && !dryRun {
        throw ValidationError("a new run needs --output RUN (or --resume RUN to go on).")
      }
      if data == nil && config == nil { throw ValidationError("a new run needs --data FILE.") }
    }
    if resumeOrStart && output == nil { throw ValidationError("--resume-or-start needs --output RUN.") }
    // Three centuries in seconds.
    if let maxHours, !TimeLimit.accepts(hours: maxHours) {
      throw ValidationError("--max-hours is \(maxHours), expected more than 0 and at most 8784.")
    }
    if let stallLimit, !(stallLimit == 0 || (1...1e10).contains(stallLimit)) {
      throw ValidationError("--stall-limit is \(stallLimit), expected 0 (never) or seconds from 1.")
    }
    if quiet && verbose { throw ValidationError("--quiet and --verbose contradict each other.") }
  }

  func run() throws {
    if printConfig {
      // mpirun may have started it on many ranks, of which one speaks.
      if LauncherRank.isFirst { try StandardOutput.write(try resolvedConfiguration(needsData: false).yaml()) }
      return
    }
    var clock = StartUpClock()
    StopSignal.install()
    let communicator = try Communicator.initialize()
    clock.lap("MPI")
    communicator.watch.patience = Patience(limit: stallLimit == 0 ? nil : stallLimit ?? Patience.defaultLimit)
    let code: Support.ExitCode
    do {
      code = try outcome(communicator, TimeLimit(start: clock.begin, hours: maxHours), clock)
      try communicator.finalize(exitCode: code.rawValue)
    } catch {
      ParallelProgram.abort(communicator, error)
    }
    if code != .success { throw ArgumentParser.ExitCode(code.rawValue) }
  }

  /// What all ranks end with.
  private func outcome(
    _ communicator: Communicator, _ timeLimit: TimeLimit, _ clock: StartUpClock
  ) throws -> Support.ExitCode {
    var clock = clock
    do {
      // Before all else: ranks of different builds need not even agree on what comes next.
      let ranks = try RankSurvey(communicator)
      clock.lap("comparing ranks")
      let launch = TrainingRun.Launch(
        ranks: ranks, broadcastsData: broadcastData, rankLogs: rankLogs, writesEvents: tensorboard,
        timeLimit: timeLimit, clock: clock)
      let log = RunLog.Options(level: quiet ? .warning : verbose ? .debug : .info, format: logFormat)
      if dryRun { return try tryOut(communicator, launch, log) }
      let outcome = try TrainingRun.run(
        try start(communicator), launch: launch, communicator: communicator, threads: threads, log: log)
      return outcome == .stopped ? .stopped : .success
    } catch let error as CollectiveError {
      // Every rank has the same error and ends by itself, once the one that reports it has done so.
      if error.isReporter { HQNN.report(error.description) }
      return error.exitCode
    }
  }

  private func start(_ communicator: Communicator) throws -> TrainingRun.Start {
    if let resume { return .resume(run: resume, data: data, epochs: settings.epochs) }
    guard let output else { throw UsageError("a new run needs --output RUN") }
    // Rank 0 decides for all: the others need not see the run directory.
    let found = communicator.isRoot && resumeOrStart && RunDirectory(output).holdsRun
    // A job that is queued again must not shorten a run that was extended meanwhile: its epochs are as stored.
    if try communicator.broadcast([found ? 1 : 0]) == [1] {
      return .resume(run: output, data: data, epochs: nil)
    }
    return .new(try agreedConfiguration(communicator), output: output)
  }

  /// What a new run would take, printed by rank 0.
  private func tryOut(
    _ communicator: Communicator, _ launch: TrainingRun.Launch, _ log: RunLog.Options
  ) throws -> Support.ExitCode {
    let (outcome, estimate) = try TrainingRun.dryRun(
      try agreedConfiguration(communicator), output: resumeOrStart ? nil : output, launch: launch,
      communicator: communicator, threads: threads, log: log)
    try communicator.collectively {
      if let estimate {
        try StandardOutput.write(logFormat == .json ? estimate.json() + "\n" : estimate.text)
      }
    }
    return outcome == .stopped ? .stopped : .success
  }

  /// The settings that rank 0 has, for all ranks; only where the data are may each host know better.
  private func agreedConfiguration(_ communicator: Communicator) throws -> TrainingConfiguration {
    let text = try communicator.collectively {
      communicator.isRoot ? try resolvedConfiguration(needsData: true).json() : ""
    }
    var configuration = try TrainingConfiguration(
      json: String(decoding: try communicator.broadcast(Array(text.utf8)), as: UTF8.self))
    if let data { configuration.data = data }
    return configuration
  }

  private func resolvedConfiguration(needsData: Bool) throws -> TrainingConfiguration {
    var configuration =
      try config.map { try TrainingConfiguration.read(yaml: $0) } ?? TrainingConfiguration()
    if let data { configuration.data = data }
    settings.apply(to: &configuration)
    try configuration.validate(needsData: needsData)
    try settings.validate(in: configuration)
    return configuration
  }
}

extension RunLog.Format: ExpressibleByArgument {}
