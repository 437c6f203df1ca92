import DrugResponse
import Foundation
import MPI
import Support

extension TrainingRun {
  /// A new run. Whatever is wrong with the request shows before the run directory is made; then the configuration and
  /// the checkpoint of step 0 are on the disk before the first step.
  func begin(_ configuration: TrainingConfiguration) throws -> Preparation {
    try onRoot { try directory.requireUnused() }
    let (preparation, source) = try prepare(configuration)
    let problem = preparation.problem
    try open(creating: true)
    introduce(source, for: problem)
    communicator.watch.phase = Phase("the first checkpoint, which rank 0 writes")
    try onRoot {
      let configuration = problem.configuration
      let store = CheckpointStore(directory: directory.checkpoints, keep: configuration.keepCheckpoints)
      // The checkpoint first: what is killed before it can be started again, what is killed after it gone on with.
      try store.save(Checkpoint(problem: problem, state: preparation.state), isBest: false)
      try DurableFile.write(try configuration.yaml(), to: directory.configuration)
    }
    launch.clock.lap("first checkpoint")
    return preparation
  }

  /// What a new run trains, and the file of parameters that it starts from, where there is one; nothing is written.
  func prepare(_ configuration: TrainingConfiguration) throws -> (Preparation, source: ParameterFile?) {
    var configuration = configuration
    configuration.data = URL(fileURLWithPath: configuration.data).standardizedFileURL.path
    let source = try source(of: &configuration)
    let file = try launch.dataset ?? distribution.read(configuration.data)
    launch.clock.lap("data")
    let problem = try communicator.collectively {
      try TrainingProblem(configuration: configuration, dataset: file.dataset, datasetDigest: file.sha256)
    }
    let state = try initialState(of: problem, source)
    launch.clock.lap("problem")
    return (Preparation(problem: problem, state: state, dataset: file.dataset), source)
  }

  /// A run that goes on from its newest valid checkpoint, with its stored configuration but for the number of epochs, if
  /// one is given.
  func goOn(data: String?, epochs: Int?) throws -> Preparation {
    try onRoot { try directory.requireExisting() }
    try open(creating: false)
    let store = CheckpointStore(directory: directory.checkpoints, keep: 1)
    communicator.watch.phase = Phase("the newest checkpoint, which rank 0 reads")
    let found = try communicator.collectively {
      communicator.isRoot ? try store.newestValid() : nil
    }
    if let found { report(found) }
    let checkpoint = try Checkpoint.broadcast(found?.checkpoint, over: communicator)
    launch.clock.lap("checkpoint")
    var configuration = checkpoint.configuration
    if let data { configuration.data = URL(fileURLWithPath: data).standardizedFileURL.path }
    let file = try launch.dataset ?? distribution.read(configuration.data)
    launch.clock.lap("data")
    let problem = try communicator.collectively { () throws -> TrainingProblem in
      try checkpoint.requireData(file, path: configuration.data)
      let problem = try TrainingProblem(
        configuration: configuration, dataset: file.dataset, datasetDigest: file.sha256,
        split: checkpoint.split)
      if let defect = problem.defect(of: checkpoint.state) {
        throw FileError.invalid(found?.path ?? directory.checkpoints, at: "attribute step", defect)
      }
      guard let epochs else { return problem }
      return problem.with(
        try configuration.extended(
          toEpochs: epochs, done: problem.epochsBegun(checkpoint.state),
          // Also where patience ran out with what was the last epoch.
          stoppedEarly: configuration.earlyStopping?.stops(checkpoint.state.history) ?? false))
    }
    launch.clock.lap("problem")
    try onRoot {
      guard let found else { return }
      store.setAside(found.damaged.map(\.path))
      if let epochs {
        // The checkpoint first: were the run killed, it would go on to this number of epochs.
        if problem.configuration != configuration {
          log.info(
            """
            the run goes on to epoch \(epochs), instead of \
            \(epochs == configuration.epochs ? "stopping early" : "\(configuration.epochs)")
            """)
          let keep = CheckpointStore(
            directory: directory.checkpoints, keep: problem.configuration.keepCheckpoints)
          try keep.save(Checkpoint(problem: problem, state: checkpoint.state), isBest: false)
        }
        try DurableFile.write(try problem.configuration.yaml(), to: directory.configuration)
      } else if !FileManager.default.fileExists(atPath: directory.configuration) {
        // A run that was killed right after its first checkpoint.
        try DurableFile.write(try checkpoint.configuration.yaml(), to: directory.configuration)
      }
      // A run that was killed between writing its best checkpoint and naming it so.
      if checkpoint.state.history.entries.last == checkpoint.state.history.best, checkpoint.state.epoch > 0,
        checkpoint.state.step == checkpoint.state.epoch * problem.stepsPerEpoch
      {
        try store.publishBest(found.path, checkpoint)
      }
    }
    return Preparation(problem: problem, state: checkpoint.state, dataset: file.dataset)
  }

  private func report(_ found: CheckpointStore.Found) {
    for (path, error) in found.damaged {
      log.warning("\(error); it is set aside as \(path).damaged")
    }
    let state = found.checkpoint.state
    log.info("resuming from \(found.path): epoch \(state.epoch), step \(state.step)")
    if found.checkpoint.build != BuildIdentity.current {
      log.warning(
        """
        the checkpoint comes from another build or C library (\(found.checkpoint.build), this is \
        \(BuildIdentity.current)); the run goes on, but its bits may differ from those of an unbroken one
        """)
    }
  }

  private var distribution: DataDistribution {
    DataDistribution(communicator: communicator, host: launch.ranks.host, isBroadcast: launch.broadcastsData)
  }
}
