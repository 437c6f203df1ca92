import DrugResponse
import Support
import Training

/// The settings of an experiment's trials, in layers: each gives some keys, over what those before it gave.
struct SettingLayers {
  private let quantum: ExperimentProtocol.Settings
  private let classical: ExperimentProtocol.Settings
  private let epochs: Int?
  private let minimumSteps: Int

  /// - Throws: `FileError` for files that are missing or wrong, `UsageError` for settings that the experiment makes itself.
  init(_ request: ExperimentRequest) throws {
    func read(_ path: String?) throws -> ExperimentProtocol.Settings {
      guard let path else { return [] }
      let settings = try TrainingConfiguration.readSettings(yaml: path)
      for (key, _) in settings {
        guard let origin = ExperimentProtocol.reserved[key] else { continue }
        throw FileError.invalid(path, "key \(key) is not a file's to give: it comes from \(origin)")
      }
      return settings
    }
    let common = try read(request.configuration)
    quantum =
      ExperimentProtocol.common + ExperimentProtocol.quantum + common
      + (try read(request.quantumConfiguration))
    classical =
      ExperimentProtocol.common + ExperimentProtocol.classical + common
      + (try read(request.classicalConfiguration))
    epochs = request.epochs
    minimumSteps = request.minimumSteps
  }

  /// The settings of an arm's trials in one condition.
  ///
  /// - Throws: `UsageError` for settings that make no sense, or for which the data set has too little.
  func configuration(
    of arm: ExperimentArm, _ condition: ExperimentCondition, seed: UInt64, dataset: ResponseDataset
  ) throws -> TrainingConfiguration {
    let layers = (arm.isQuantum ? quantum : classical) + condition.settings
    var configuration = try TrainingConfiguration().overridden(
      by: layers + arm.settings.map { ($0.key, $0.value) })
    if let epochs { configuration.epochs = epochs }
    configuration.seed = seed
    try configuration.validate(needsData: false)
    // The seed decides on the numbers only where whole groups are cut: one of them speaks for all.
    let count = try configuration.split(of: dataset).train.count
    configuration.batchSize = min(configuration.batchSize, count)
    let steps = (count + configuration.batchSize - 1) / configuration.batchSize
    configuration.epochs = max(configuration.epochs, (minimumSteps + steps - 1) / steps)
    configuration.keepCheckpoints = 1
    configuration.checkpointEpochs = max(1, configuration.epochs / ExperimentProtocol.checkpointCount)
    try configuration.validate(needsData: false)
    return configuration
  }
}
