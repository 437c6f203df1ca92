import DrugResponse
import Foundation
import MPI
import Support
import Training

/// How a program that works off trials was started, beside what they are for.
public struct TrialLaunch {
  /// The path of the data set, absolute.
  let data: String
  /// Where trials and results go.
  let output: String
  /// The command line, for the record.
  let command: [String]
  /// What was learned of the ranks when they were compared.
  let ranks: RankSurvey
  let timeLimit: TimeLimit
  /// Threads a rank; nil for the cores that it may use.
  let threads: Int?
  /// Whether the checkpoint of each trial's reported epoch is kept.
  let keepsModels: Bool
  /// Gets the lines for the user, on rank 0.
  let say: (String) -> Void

  /// - Parameters:
  ///   - data: the path of the data set.
  ///   - output: the directory of trials and results.
  ///   - command: the command line, for the record.
  ///   - ranks: what was learned of the ranks when they were compared.
  ///   - timeLimit: when the process is to have ended.
  ///   - threads: threads a rank; nil for the cores that it may use.
  ///   - keepsModels: whether the checkpoint of each trial's reported epoch is kept.
  ///   - say: gets the lines for the user, on rank 0.
  public init(
    data: String, output: String, command: [String], ranks: RankSurvey, timeLimit: TimeLimit, threads: Int?,
    keepsModels: Bool = false, say: @escaping (String) -> Void
  ) {
    self.data = URL(fileURLWithPath: data).standardizedFileURL.path
    (self.output, self.command, self.ranks, self.timeLimit) = (output, command, ranks, timeLimit)
    (self.threads, self.keepsModels, self.say) = (threads, keepsModels, say)
  }

  /// The data set, on all ranks.
  ///
  /// - Throws: `CollectiveError` on every rank alike, for a file that is missing, damaged or not the same on all hosts.
  func dataset(over communicator: Communicator) throws -> StoredDataset {
    try DataDistribution(communicator: communicator, host: ranks.host, isBroadcast: false).read(data)
  }
}
