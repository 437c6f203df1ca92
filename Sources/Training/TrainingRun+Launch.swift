import DrugResponse
import MPI
import Support

extension TrainingRun {
  /// How the run was started on its ranks, beside what it trains.
  public struct Launch {
    let ranks: RankSurvey
    let broadcastsData: Bool
    let rankLogs: String?
    let writesEvents: Bool
    let timeLimit: TimeLimit
    /// The data set, where the process has read it already.
    package var dataset: StoredDataset?
    /// Whether the epoch of the smallest test MSE is kept as the best, where there is no validation set.
    package var keepsBestByTest = true
    var clock: StartUpClock

    /// - Parameters:
    ///   - ranks: what was learned of the ranks when they were compared.
    ///   - broadcastsData: whether rank 0 alone reads the data set and sends it to the others, instead of one rank a
    ///     host.
    ///   - rankLogs: a directory for a log file a rank; nil for none.
    ///   - writesEvents: whether TensorBoard's files are written beside metrics.csv; those that a run has already are
    ///     gone on with in any case.
    ///   - timeLimit: when the run is to have ended by itself.
    ///   - clock: whose last lap ended when `ranks` was known.
    public init(
      ranks: RankSurvey, broadcastsData: Bool = false, rankLogs: String? = nil, writesEvents: Bool = false,
      timeLimit: TimeLimit, clock: StartUpClock
    ) {
      (self.ranks, self.broadcastsData) = (ranks, broadcastsData)
      (self.rankLogs, self.writesEvents) = (rankLogs, writesEvents)
      (self.timeLimit, self.clock) = (timeLimit, clock)
    }
  }

  /// The log's first lines: where the run runs, and what.
  func introduce() {
    if communicator.isRoot { log.info("\(launch.ranks.summary), \(count(workers.count, "thread")) each") }
    log.debug(
      "\(RankLog.introduction(communicator, launch.ranks.host, threads: workers.count))")
  }
}
