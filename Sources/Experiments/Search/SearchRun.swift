import DrugResponse
import Foundation
import MPI
import Support
import Training

/// One `hqnn search`: from the space to the settings with the smallest validation error, on every rank of a communicator.
public enum SearchRun {
  /// Does what is left of a search, and writes its results. The test pairs choose nothing in it.
  ///
  /// - Parameters:
  ///   - path: the search's YAML file; read by rank 0 alone.
  ///   - launch: how it was started.
  ///   - communicator: all ranks, each of which trains configurations by itself.
  /// - Throws: on every rank alike: `CollectiveError`; on a rank by itself: `TrialError` or a `CommunicationError`, after
  ///   which the ranks cannot agree.
  public static func run(
    _ path: String, launch: TrialLaunch, communicator: Communicator
  ) throws -> Trainer.Outcome {
    let (crew, record, _) = try TrialCrew.gather(launch, over: communicator) { stored in
      try SearchRecord(path, stored, command: launch.command)
    }
    let directory = crew.directory
    let say = { if communicator.isRoot { launch.say($0) } }
    var standings = SearchStandings(record)
    var isDone = true
    say(record.plan.summary)
    for rung in record.plan.rungs.indices where isDone {
      isDone = try work(&standings, rung, crew, say)
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
  private static func work(
    _ standings: inout SearchStandings, _ rung: Int, _ crew: TrialCrew, _ say: (String) -> Void
  ) throws -> Bool {
    let (record, directory) = (standings.record, crew.directory)
    let trials = record.trials(standings.numbers(in: rung), rung: rung)
    let begun = rung == 0 ? 0 : record.plan.rungs[rung - 1].epochs
    let progress = TrialProgress(trials, directory: directory) { _ in
      Double(record.plan.rungs[rung].epochs - begun)
    }
    say("to epoch \(record.plan.rungs[rung].epochs): \(progress.introduction)")
    let isDone = try crew.work(progress) { result in
      "validation MSE \(SearchStandings.score(of: result).map { String(format: "%.6f", $0) } ?? "not a number")"
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
  /// - Throws: `FileError` (65) for configurations that do not fit the data, or validate with nothing.
  fileprivate init(_ path: String, _ stored: StoredDataset, command: [String]) throws {
    let space = try SearchSpace(reading: path)
    self.init(
      plan: space.plan, keys: space.keys, candidates: space.candidates, datasetSHA256: stored.sha256,
      command: command)
    // All have one split; beside it the sizes of shards and batches alone have to fit the data.
    var fitting: Set<[Int]> = []
    for (number, candidate) in candidates.enumerated() {
      let configuration = candidate.configuration
      guard fitting.insert([configuration.batchSize, configuration.microShardSize]).inserted else { continue }
      do {
        let problem = try TrainingProblem(
          configuration: configuration, dataset: stored.dataset, datasetDigest: stored.sha256)
        if problem.split.validation.isEmpty {
          throw UsageError("the split has no validation side, which a search chooses by")
        }
      } catch let error as UsageError {
        throw FileError.invalid(
          path, "\(SearchSpace.Candidate.name(number, candidate.values)): \(error.description)")
      }
    }
  }
}
