import DrugResponse
import Foundation
import MPI
import Support
import Training

/// One `hqnn search`: from the space to the settings with the smallest validation error, on every rank of a communicator.
public struct SearchRun {
  private let launch: ExperimentRun.Launch
  private let communicator: Communicator
  private let directory: ExperimentDirectory

  /// Does what is left of a search, and writes its results. The test pairs have no part in it.
  ///
  /// - Parameters:
  ///   - path: the search's YAML file; read by rank 0 alone.
  ///   - launch: how it was started.
  ///   - communicator: all ranks, each of which trains configurations by itself.
  /// - Throws: on every rank alike: `CollectiveError`; on a rank by itself: `TrialError` or a `CommunicationError`, after
  ///   which the ranks cannot agree.
  public static func run(
    _ path: String, launch: ExperimentRun.Launch, communicator: Communicator
  ) throws -> Trainer.Outcome {
    let run = SearchRun(
      launch: launch, communicator: communicator, directory: ExperimentDirectory(launch.output))
    return try run.run(path)
  }

  private func run(_ path: String) throws -> Trainer.Outcome {
    let data = URL(fileURLWithPath: launch.data).standardizedFileURL.path
    let stored = try DataDistribution(
      communicator: communicator, host: launch.ranks.host, isBroadcast: false
    ).read(data)
    let record = try directory.agree(over: communicator) {
      try SearchRecord(SearchSpace(reading: path), stored, command: launch.command)
    }
    let crew = try TrialCrew(launch, stored, data: data, communicator: communicator)
    var standings = SearchStandings(record)
    var isDone = true
    if communicator.isRoot { launch.say(record.plan.summary) }
    for rung in record.plan.rungs.indices where isDone {
      isDone = try work(&standings, rung, crew)
    }
    return try crew.conclude(isDone) {
      let results = SearchResults(record, standings)
      try results.write(to: directory.path)
      for trial in record.trials(Array(record.candidates.indices), rung: 0) {
        TrialDirectory(trial, of: directory).tidy(keeping: nil)
      }
      for line in results.conclusions { launch.say(line) }
      launch.say("results: \(directory.path)/results.md")
    }
  }

  /// A rung, from its trials to what they came to.
  ///
  /// - Returns: whether all are done.
  private func work(_ standings: inout SearchStandings, _ rung: Int, _ crew: TrialCrew) throws -> Bool {
    let record = standings.record
    let trials = record.trials(standings.numbers(in: rung), rung: rung)
    let begun = rung == 0 ? 0 : record.plan.rungs[rung - 1].epochs
    var progress = TrialProgress(trials, directory: directory) { _ in
      Double(record.plan.rungs[rung].epochs - begun)
    }
    if communicator.isRoot {
      launch.say("to epoch \(record.plan.rungs[rung].epochs): \(progress.introduction)")
    }
    let isDone = try crew.work(progress.order) { trial in
      let line = try progress.finished(trial) { result in
        "validation MSE \(SearchStandings.score(of: result).map { String(format: "%.6f", $0) } ?? "not a number")"
      }
      if let line { launch.say(line) }
    }
    guard isDone else { return false }
    let results = try trials.map { trial in
      (trial.name, try TrialResult.read(TrialDirectory(trial, of: directory).result))
    }
    standings.add(Dictionary(uniqueKeysWithValues: results), ofRung: rung)
    return true
  }
}

extension SearchRecord {
  /// - Throws: `UsageError` for a configuration that does not fit the data.
  fileprivate init(_ space: SearchSpace, _ stored: StoredDataset, command: [String]) throws {
    self.init(
      plan: space.plan, keys: space.keys, candidates: space.candidates, datasetSHA256: stored.sha256,
      command: command)
    for candidate in candidates {
      _ = try TrainingProblem(
        configuration: candidate.configuration, dataset: stored.dataset, datasetDigest: stored.sha256)
    }
  }
}
