import Support

extension TrainingConfiguration {
  enum CodingKeys: String, CodingKey, CaseIterable {
    case data
    case head
    case quantumLayout = "quantum_layout"
    case quantumGate = "quantum_gate"
    case quantumEntangler = "quantum_entangler"
    case quantumDepth = "quantum_depth"
    case classicalHidden = "classical_hidden"
    case encoding
    case encodingScale = "encoding_scale"
    case dropout
    case initialAngles = "initial_angles"
    case initialAngleSpread = "initial_angle_spread"
    case initialScale = "initial_scale"
    case initialOffset = "initial_offset"
    case initFrom = "init_from"
    case initFromSHA256 = "init_from_sha256"
    case initParts = "init_parts"
    case freeze
    case target
    case targetOrientation = "target_orientation"
    case splitBy = "split_by"
    case folds
    case fold
    case splitName = "split_name"
    case trainSamples = "train_samples"
    case testSamples = "test_samples"
    case trainFraction = "train_fraction"
    case testFraction = "test_fraction"
    case validationFraction = "validation_fraction"
    case validationSamples = "validation_samples"
    case epochs
    case batchSize = "batch_size"
    case microShardSize = "micro_shard_size"
    case learningRate = "learning_rate"
    case drugBranchLearningRate = "drug_branch_learning_rate"
    case cellLineBranchLearningRate = "cell_line_branch_learning_rate"
    case headLearningRate = "head_learning_rate"
    case angleLearningRate = "angle_learning_rate"
    case learningRateSchedule = "learning_rate_schedule"
    case warmupEpochs = "warmup_epochs"
    case minimumLearningRate = "minimum_learning_rate"
    case scheduleEpochs = "schedule_epochs"
    case stepEpochs = "step_epochs"
    case stepFactor = "step_factor"
    case adamBeta1 = "adam_beta1"
    case adamBeta2 = "adam_beta2"
    case adamEpsilon = "adam_epsilon"
    case weightDecay = "weight_decay"
    case gradientClipNorm = "gradient_clip_norm"
    case earlyStoppingPatience = "early_stopping_patience"
    case earlyStoppingMinimumImprovement = "early_stopping_minimum_improvement"
    case earlyStoppingStart = "early_stopping_start"
    case seed
    case checkpointEpochs = "checkpoint_epochs"
    case checkpointSteps = "checkpoint_steps"
    case keepCheckpoints = "keep_checkpoints"
  }

  /// Keys that are left out keep their defaults; a key that is not one of ours is refused, since a misspelt one
  /// would otherwise train something else than its writer meant.
  public init(from decoder: any Decoder) throws {
    self.init()
    let given = try decoder.container(keyedBy: AnyKey.self)
    for key in given.allKeys where CodingKeys(rawValue: key.stringValue) == nil {
      throw ConfigurationKeyError(key: key.stringValue)
    }
    let values = try decoder.container(keyedBy: CodingKeys.self)
    func value<Value: Decodable>(_ key: CodingKeys) throws -> Value? {
      do {
        return try values.decodeIfPresent(Value.self, forKey: key)
      } catch is DecodingError {
        throw ConfigurationValueError(key: key.rawValue, expected: .init(of: Value.self))
      }
    }
    func read<Value: Decodable>(_ key: CodingKeys, _ path: WritableKeyPath<Self, Value>) throws {
      if let value: Value = try value(key) { self[keyPath: path] = value }
    }
    func read<Value: Decodable>(_ key: CodingKeys, _ path: WritableKeyPath<Self, Value?>) throws {
      if let value: Value = try value(key) { self[keyPath: path] = value }
    }
    try read(.data, \.data)
    try read(.head, \.head)
    try read(.quantumLayout, \.quantumLayout)
    try read(.quantumGate, \.quantumGate)
    try read(.quantumEntangler, \.quantumEntangler)
    try read(.quantumDepth, \.quantumDepth)
    try read(.classicalHidden, \.classicalHidden)
    try read(.encoding, \.encoding)
    try read(.encodingScale, \.encodingScale)
    try read(.dropout, \.dropout)
    try read(.initialAngles, \.initialAngles)
    try read(.initialAngleSpread, \.initialAngleSpread)
    try read(.initialScale, \.initialScale)
    try read(.initialOffset, \.initialOffset)
    try read(.initFrom, \.initFrom)
    try read(.initFromSHA256, \.initFromSHA256)
    try read(.initParts, \.initParts)
    try read(.freeze, \.freeze)
    try read(.target, \.target)
    try read(.targetOrientation, \.targetOrientation)
    try read(.splitBy, \.splitBy)
    try read(.folds, \.folds)
    try read(.fold, \.fold)
    try read(.splitName, \.splitName)
    try read(.trainSamples, \.trainSamples)
    try read(.testSamples, \.testSamples)
    try read(.trainFraction, \.trainFraction)
    try read(.testFraction, \.testFraction)
    try read(.validationFraction, \.validationFraction)
    try read(.validationSamples, \.validationSamples)
    try read(.epochs, \.epochs)
    try read(.batchSize, \.batchSize)
    try read(.microShardSize, \.microShardSize)
    try read(.learningRate, \.learningRate)
    try read(.drugBranchLearningRate, \.drugBranchLearningRate)
    try read(.cellLineBranchLearningRate, \.cellLineBranchLearningRate)
    try read(.headLearningRate, \.headLearningRate)
    try read(.angleLearningRate, \.angleLearningRate)
    try read(.learningRateSchedule, \.learningRateSchedule)
    try read(.warmupEpochs, \.warmupEpochs)
    try read(.minimumLearningRate, \.minimumLearningRate)
    try read(.scheduleEpochs, \.scheduleEpochs)
    try read(.stepEpochs, \.stepEpochs)
    try read(.stepFactor, \.stepFactor)
    try read(.adamBeta1, \.adamBeta1)
    try read(.adamBeta2, \.adamBeta2)
    try read(.adamEpsilon, \.adamEpsilon)
    try read(.weightDecay, \.weightDecay)
    try read(.gradientClipNorm, \.gradientClipNorm)
    try read(.earlyStoppingPatience, \.earlyStoppingPatience)
    try read(.earlyStoppingMinimumImprovement, \.earlyStoppingMinimumImprovement)
    try read(.earlyStoppingStart, \.earlyStoppingStart)
    try read(.seed, \.seed)
    try read(.checkpointEpochs, \.checkpointEpochs)
    try read(.checkpointSteps, \.checkpointSteps)
    try read(.keepCheckpoints, \.keepCheckpoints)
  }

  private struct AnyKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }
}
