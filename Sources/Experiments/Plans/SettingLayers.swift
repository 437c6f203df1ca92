import DrugResponse
import Support
import Training

/// The settings of an experiment's trials, in layers: each gives some keys, over what those before it gave.
struct SettingLayers {
  /// What files give to arms of either head.
  private let quantum: ExperimentProtocol.Settings
  private let classical: ExperimentProtocol.Settings
  private let epochs: Int?
  private let minimumSteps: Int?
  /// The files by the kind of head, with the keys that each gives.
  private let quantumFiles: [File]
  private let classicalFiles: [File]

  private struct File {
    let path: String
    let keys: Set<String>
  }

  /// - Throws: `FileError` for files that are missing or wrong, `UsageError` for settings that the experiment makes itself.
  init(_ request: ExperimentRequest) throws {
    // An arm's label would lie if a file gave what it says.
    let ofArms = Set(request.arms.flatMap { $0.settings.map(\.key) })
    func read(_ path: String?) throws -> (settings: ExperimentProtocol.Settings, files: [File]) {
      guard let path else { return ([], []) }
      let settings = try TrainingConfiguration.readSettings(yaml: path)
      for (key, _) in settings {
        let made = ofArms.contains(key) ? "the experiment's arms" : ExperimentProtocol.reserved[key]
        guard let origin = made else { continue }
        throw FileError.invalid(path, "key \(key) is not a file's to give: it comes from \(origin)")
      }
      return (settings, [File(path: path, keys: Set(settings.map(\.key)))])
    }
    let common = try read(request.configuration)
    let ofQuantum = try read(request.quantumConfiguration)
    let ofClassical = try read(request.classicalConfiguration)
    (quantum, classical) = (common.settings + ofQuantum.settings, common.settings + ofClassical.settings)
    (quantumFiles, classicalFiles) = (common.files + ofQuantum.files, common.files + ofClassical.files)
    epochs = request.epochs
    minimumSteps = request.minimumSteps
  }

  /// What files give, over the experiment's own settings. Where they give the learning rate, the experiment's own rates of
  /// parts are left out, as they go with its own learning rate; where they freeze parts, those of these parts.
  private static func layers(
    _ own: ExperimentProtocol.Settings, _ given: ExperimentProtocol.Settings
  ) throws -> ExperimentProtocol.Settings {
    let replacesRates = given.contains { $0.key == "learning_rate" }
    let frozen = try TrainingConfiguration().overridden(by: given.filter { $0.key == "freeze" }).freeze
    return own.filter { key, _ in
      guard let part = TrainingConfiguration.part(ofRate: key) else { return true }
      return !replacesRates && !(frozen?.contains(part) ?? false)
    } + given
  }

  /// The settings of an arm's trials in one condition.
  ///
  /// - Throws: `UsageError` for settings that make no sense, or for which the data set has too little; where files give
  ///   some of the settings that it speaks of, it names them.
  func configuration(
    of arm: ExperimentArm, _ condition: ExperimentCondition, seed: UInt64, dataset: ResponseDataset
  ) throws -> TrainingConfiguration {
    do {
      return try unattributed(arm, condition, seed: seed, dataset: dataset)
    } catch let error as UsageError {
      // Sentences call settings by their keys.
      let words = Set(error.description.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init))
      let keys = epochs == nil ? words : words.subtracting(["epochs"])
      let files = (arm.isQuantum ? quantumFiles : classicalFiles).filter { !$0.keys.isDisjoint(with: keys) }
      if files.isEmpty { throw error }
      throw UsageError("\(files.map(\.path).joined(separator: " and ")): \(error.description)")
    }
  }

  private func unattributed(
    _ arm: ExperimentArm, _ condition: ExperimentCondition, seed: UInt64, dataset: ResponseDataset
  ) throws -> TrainingConfiguration {
    let given = arm.isQuantum ? quantum : classical
    let asked = condition.settings + arm.settings.map { ($0.key, $0.value) }
    func settings(over own: ExperimentProtocol.Own) throws -> TrainingConfiguration {
      let layers = try Self.layers(own.settings(isQuantum: arm.isQuantum), given)
      var configuration = try TrainingConfiguration().overridden(by: layers + asked)
      if let epochs { configuration.epochs = epochs }
      configuration.seed = seed
      try configuration.validate(needsData: false)
      return configuration
    }
    let pairs = condition.size.numbers?.train
    // What the experiment chooses has no part in the split: any of its settings that go with those given tell how many train.
    let possible = pairs.map { [ExperimentProtocol.own(trainingPairs: $0)] } ?? ExperimentProtocol.own
    let valid =
      try possible.lazy.compactMap { try? settings(over: $0) }.first
      ?? settings(over: possible[possible.count - 1])
    // All seeds' trials have the same numbers of epochs and steps: those of the first seed's split.
    let count = try condition.trainingSamples(valid, in: dataset)
    let own = ExperimentProtocol.own(trainingPairs: pairs ?? count)
    var configuration = try settings(over: own)
    configuration.batchSize = min(configuration.batchSize, count)
    let steps = (count + configuration.batchSize - 1) / configuration.batchSize
    let minimum = minimumSteps ?? own.minimumSteps
    configuration.epochs = max(configuration.epochs, (minimum + steps - 1) / steps)
    configuration.keepCheckpoints = 1
    configuration.checkpointEpochs = max(1, configuration.epochs / ExperimentProtocol.checkpointCount)
    try configuration.validate(needsData: false)
    return configuration
  }
}
