import ArgumentParser

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
    if initFrom != nil, initParts?.contains(.head) ?? true, encodingScale != nil,
      encoding == .trainableScale || encoding == .normalised
    {
      throw ValidationError(
        "--init-from and --encoding-scale contradict each other where it is trained: the file says where to start."
      )
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
}
