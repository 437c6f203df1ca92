import ArgumentParser
import Support
import Training

extension TrainingSettings {
  /// What defaults could hide in a configuration: that a fraction was asked for beside folds, or how to split beside a
  /// split that the data set holds.
  func validate() throws {
    let start: [(String, Any?)] = [
      ("--initial-angles", initialAngles), ("--initial-angle-spread", initialAngleSpread),
      ("--initial-scale", initialScale), ("--initial-offset", initialOffset),
    ]
    if initFrom != nil, initParts?.contains(.head) ?? true, let other = start.first(where: { $0.1 != nil }) {
      throw ValidationError("--init-from and \(other.0) contradict each other: the file says where to start.")
    }
    let fraction =
      trainFraction.map { _ in "--train-fraction" } ?? testFraction.map { _ in "--test-fraction" }
    if let fraction, folds != nil || splitName != nil {
      throw ValidationError(
        "\(fraction) and \(folds != nil ? "--folds" : "--split-name") contradict each other.")
    }
    if splitName != nil, splitBy != nil || folds != nil {
      throw ValidationError(
        "--split-name and \(splitBy != nil ? "--split-by" : "--folds") contradict each other: "
          + "the data set says how it is split."
      )
    }
  }

  /// What contradicts each other, or means nothing, only in what flags and file make together.
  ///
  /// - Throws: `UsageError`.
  func validate(in configuration: TrainingConfiguration) throws {
    let isHeadGiven = configuration.initFrom != nil && (configuration.initParts ?? .all).contains(.head)
    if encodingScale != nil, isHeadGiven, [.trainableScale, .normalised].contains(configuration.encoding) {
      throw UsageError(
        "--init-from and --encoding-scale contradict each other where it is trained: the file says where to start"
      )
    }
    // Not of every configuration: experiments give both heads the same settings.
    if configuration.head == .classical, configuration.angleLearningRate != nil {
      throw UsageError("angle_learning_rate is of a circuit's angles, and the classical head has none")
    }
  }
}
