import Training

extension TrainingSettings {
  /// Overrides what the configuration says by the flags that were given.
  func apply(to configuration: inout TrainingConfiguration) {
    func set<Value>(_ path: WritableKeyPath<TrainingConfiguration, Value>, _ value: Value?) {
      if let value { configuration[keyPath: path] = value }
    }
    set(\.head, head)
    set(\.quantumLayout, quantumLayout)
    set(\.quantumGate, quantumGate)
    set(\.quantumEntangler, quantumEntangler)
    set(\.quantumDepth, quantumDepth)
    set(\.classicalHidden, classicalHidden)
    set(\.encoding, encoding)
    set(\.encodingScale, encodingScale)
    set(\.dropout, dropout)
    set(\.initialAngles, initialAngles)
    set(\.initialAngleSpread, initialAngleSpread)
    set(\.initialScale, initialScale)
    if let initialOffset { configuration.initialOffset = initialOffset }
    if let initFrom { (configuration.initFrom, configuration.initFromSHA256) = (initFrom, nil) }
    if let initParts { configuration.initParts = initParts }
    if let freeze { configuration.freeze = freeze }
    set(\.target, target)
    set(\.targetOrientation, targetOrientation)
    set(\.splitBy, splitBy)
    if let folds { configuration.folds = folds }
    if let fold { configuration.fold = fold }
    if let splitName { configuration.splitName = splitName }
    if let trainSamples { configuration.trainSamples = trainSamples }
    if let testSamples { configuration.testSamples = testSamples }
    set(\.trainFraction, trainFraction)
    set(\.testFraction, testFraction)
    if let validationFraction { configuration.validationFraction = validationFraction }
    if let validationSamples { configuration.validationSamples = validationSamples }
    set(\.epochs, epochs)
    set(\.batchSize, batchSize)
    set(\.microShardSize, microShardSize)
    set(\.learningRate, learningRate)
    if let drugBranchLearningRate { configuration.drugBranchLearningRate = drugBranchLearningRate }
    if let cellLineBranchLearningRate {
      configuration.cellLineBranchLearningRate = cellLineBranchLearningRate
    }
    if let headLearningRate { configuration.headLearningRate = headLearningRate }
    if let angleLearningRate { configuration.angleLearningRate = angleLearningRate }
    set(\.learningRateSchedule, learningRateSchedule)
    set(\.warmupEpochs, warmupEpochs)
    set(\.minimumLearningRate, minimumLearningRate)
    if let scheduleEpochs { configuration.scheduleEpochs = scheduleEpochs }
    if let stepEpochs { configuration.stepEpochs = stepEpochs }
    set(\.stepFactor, stepFactor)
    set(\.adamBeta1, adamBeta1)
    set(\.adamBeta2, adamBeta2)
    set(\.adamEpsilon, adamEpsilon)
    set(\.weightDecay, weightDecay)
    if let gradientClipNorm { configuration.gradientClipNorm = gradientClipNorm }
    if let earlyStoppingPatience { configuration.earlyStoppingPatience = earlyStoppingPatience }
    set(\.earlyStoppingMinimumImprovement, earlyStoppingMinimumImprovement)
    set(\.earlyStoppingStart, earlyStoppingStart)
    set(\.seed, seed)
    set(\.checkpointEpochs, checkpointEpochs)
    set(\.checkpointSteps, checkpointSteps)
    set(\.keepCheckpoints, keepCheckpoints)
  }
}
