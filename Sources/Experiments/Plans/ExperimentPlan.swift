import DrugResponse
import Network
import Support
import Training

/// The trials of an experiment: every condition with every seed and every arm.
///
/// Arms of one condition and seed share the split, the order of the samples and the initial values of the branches, since
/// all of these are drawn from the seed by purposes of their own.
public struct ExperimentPlan: Codable, Sendable {
  /// A trial and its place in the experiment.
  public struct PlannedTrial: Codable, Sendable {
    public let trial: Trial
    /// Numbers of condition, seed and arm.
    public let condition: Int
    public let seed: Int
    public let arm: Int
  }

  public let experiment: ExperimentKind
  public let conditions: [ExperimentCondition]
  public let arms: [ExperimentArm]
  /// The number of the arm with which the others are compared.
  public let reference: Int
  public let seeds: [UInt64]
  /// Steps that each trial makes at least; nil where they are the experiment's own.
  let minimumSteps: Int?
  /// By condition, then seed, then arm.
  public let trials: [PlannedTrial]

  /// The number of a trial.
  func index(condition: Int, seed: Int, arm: Int) -> Int {
    (condition * seeds.count + seed) * arms.count + arm
  }

  /// Reads the settings and makes the trials.
  ///
  /// - Parameters:
  ///   - request: what is asked for.
  ///   - dataset: what is trained on, which says how many steps an epoch has.
  /// - Throws: `UsageError` or `FileError` for settings that make no sense, by themselves or with these data, and for a file
  ///   to start from that cannot be read.
  public init(_ request: ExperimentRequest, dataset: ResponseDataset) throws {
    try request.validate()
    experiment = request.kind
    conditions = request.conditions
    arms = request.arms
    reference = request.reference
    seeds = (0..<UInt64(request.seedCount)).map { request.firstSeed + $0 }
    minimumSteps = request.minimumSteps
    let layers = try SettingLayers(request)
    var trials: [PlannedTrial] = []
    for (condition, asked) in conditions.enumerated() {
      let bases = try request.arms.map {
        try layers.configuration(of: $0, asked, seed: request.firstSeed, dataset: dataset)
      }
      try Self.requireSplits(bases, of: asked, seeds, in: dataset)
      for (seed, number) in seeds.enumerated() {
        for (arm, base) in bases.enumerated() {
          var configuration = base
          configuration.seed = number
          let trial = Trial(
            name: "\(arms[arm].name)-\(asked.name)-seed-\(number)", configuration: configuration)
          trials.append(PlannedTrial(trial: trial, condition: condition, seed: seed, arm: arm))
        }
      }
    }
    self.trials = trials
    try requireModels(dataset)
  }

  /// Checks the splits of all seeds, before the first trial has trained for hours.
  ///
  /// - Throws: `UsageError` for a seed with too few samples.
  private static func requireSplits(
    _ arms: [TrainingConfiguration], of condition: ExperimentCondition, _ seeds: [UInt64],
    in dataset: ResponseDataset
  ) throws {
    // The seed decides on the numbers only where whole groups are cut: else the first spoke for all.
    guard condition.kind != .pairs else { return }
    // Arms differ in what decides on the split by their heads' files alone.
    let heads = ModelArchitecture.Head.allCases.compactMap { head in arms.first { $0.head == head } }
    for seed in seeds {
      for var configuration in heads {
        configuration.seed = seed
        let count = try condition.trainingSamples(configuration, in: dataset)
        guard configuration.batchSize <= count else {
          throw UsageError(
            "\(condition.label), seed \(seed): batch_size \(configuration.batchSize) is larger than the training set of "
              + "\(count) samples")
        }
      }
    }
  }

  /// Checks what the models are made of.
  ///
  /// - Throws: `UsageError` for cell lines with too few features, `FileError` for a file of parameters that is missing or
  ///   none.
  private func requireModels(_ dataset: ResponseDataset) throws {
    for head in Set(trials.map(\.trial.configuration.head)) {
      _ = try ModelArchitecture(featureCount: dataset.cellLines.featureCount, head: head)
    }
    for path in Set(trials.compactMap(\.trial.configuration.initFrom)).sorted() {
      _ = try ParameterFile.read(from: path)
    }
  }
}
