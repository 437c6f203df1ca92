import DrugResponse
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
  /// Steps that each trial makes at least.
  let minimumSteps: Int
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
  /// - Throws: `UsageError` or `FileError` for settings that make no sense, by themselves or with these data.
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
  }
}
