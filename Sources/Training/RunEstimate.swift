import Foundation

/// What a run would take, from two of its steps, one scoring and one checkpoint.
public struct RunEstimate: Codable, Sendable {
  public let parameters: Int
  public let trainingSamples: Int
  public let testSamples: Int
  /// 0 without a validation set.
  public let validationSamples: Int
  public let epochs: Int
  public let stepsPerEpoch: Int
  public let ranks: Int
  public let memory: PeakMemory
  /// Seconds from the start of the program to its first step.
  public let startSeconds: Double
  /// Seconds of a step of a whole mini-batch: the second one, as the first meets cold caches and fresh memory.
  public let stepSeconds: Double
  /// Training samples a second, in steps.
  public let samplesPerSecond: Double
  /// Seconds of scoring the test set, and the validation set where there is one.
  public let scoringSeconds: Double
  /// Seconds of an epoch with its scoring, without checkpoints.
  public let epochSeconds: Double
  public let checkpointBytes: Int
  /// Seconds for putting a checkpoint together, without the disk.
  public let checkpointSeconds: Double
  /// Checkpoints that are due; a new best one may come on top where not every epoch has one.
  public let checkpoints: Int
  /// Checkpoints that are kept, the best not counted.
  public let keptCheckpoints: Int
  /// The most that checkpoints take on the disk at a time: those kept, the best, and one that is being written.
  public let diskBytes: Int
  /// Seconds of the evaluation that the report of a finished run has.
  public let reportSeconds: Double
  /// Seconds of the whole run.
  public let totalSeconds: Double
  /// How often the program must be started with the --max-hours given; nil without.
  public let starts: Int?

  /// - Parameter limit: seconds that the program may run each time it is started.
  init(
    problem: TrainingProblem, rankCount: Int, memory: PeakMemory, startSeconds: Double, stepSeconds: Double,
    scoringSeconds: Double, checkpoint: (bytes: Int, seconds: Double), reportSeconds: Double, limit: Double?
  ) {
    let configuration = problem.configuration
    parameters = problem.architecture.parameterLayout.count
    trainingSamples = problem.split.train.count
    testSamples = problem.split.test.count
    validationSamples = problem.split.validation.count
    epochs = configuration.epochs
    stepsPerEpoch = problem.stepsPerEpoch
    ranks = rankCount
    self.memory = memory
    (self.startSeconds, self.stepSeconds, self.scoringSeconds) = (startSeconds, stepSeconds, scoringSeconds)
    samplesPerSecond = Double(configuration.batchSize) / stepSeconds
    epochSeconds = Double(trainingSamples) / samplesPerSecond + scoringSeconds
    (checkpointBytes, checkpointSeconds) = checkpoint
    self.reportSeconds = reportSeconds
    // One a run, of step 0; the last epoch always has one.
    let every = configuration.checkpointEpochs == 0 ? epochs : configuration.checkpointEpochs
    let ofSteps =
      configuration.checkpointSteps == 0 ? 0 : epochs * stepsPerEpoch / configuration.checkpointSteps
    checkpoints = 1 + (epochs + every - 1) / every + ofSteps
    keptCheckpoints = configuration.keepCheckpoints
    diskBytes = (keptCheckpoints + 2) * checkpoint.bytes
    let work = Double(epochs) * epochSeconds + Double(checkpoints) * checkpoint.seconds + reportSeconds
    totalSeconds = startSeconds + work
    starts = limit.map { limit in
      // No more than an integer holds, however little of the limit is left for work.
      limit > startSeconds ? Int(min(1e15, (work / (limit - startSeconds)).rounded(.up))) : 0
    }
  }

  /// One line of JSON with sorted keys.
  public func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}
