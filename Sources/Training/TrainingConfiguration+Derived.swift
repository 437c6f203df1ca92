import DrugResponse
import Network
import Support

/// What the configuration says to the modules below, in their own types.
extension TrainingConfiguration {
  /// - Throws: `UsageError` for a target and an orientation that do not go together.
  public func normalisedTarget() throws -> Target { try Target(target, orientation: targetOrientation) }

  public var splitOptions: SplitOptions {
    SplitOptions(
      kind: splitBy, folds: folds, fold: fold, trainSamples: trainSamples, testSamples: testSamples,
      trainFraction: trainFraction,
      testFraction: testFraction, seed: seed)
  }

  /// The split in words: "by whole cell lines, fold 2 of 5", or "cv, fold 2" for one that the data set holds.
  public var splitSummary: String {
    guard let splitName else { return splitOptions.summary }
    return splitName + (fold.map { ", fold \($0)" } ?? "")
  }

  /// - Throws: `UsageError` for a split that makes no sense whatever the data.
  func validateSplit() throws {
    var options = splitOptions
    if let splitName {
      let given =
        splitBy != .pairs
        ? "split_by"
        : folds != nil ? "folds" : options.hasDefaultFractions ? nil : "train_fraction or test_fraction"
      if let given {
        throw UsageError(
          "split_name \(splitName) and \(given) contradict each other: the data set says how it is split")
      }
      // Which folds there are is the data set's to say.
      options.fold = nil
    }
    try options.validate()
  }

  /// Without meaning for a classical head.
  var angleEncoding: AngleEncoding { AngleEncoding(encoding, scale: encodingScale) }

  /// nil where nothing drops out.
  var jointDropout: Dropout? { dropout > 0 ? Dropout(rate: dropout, seed: seed) : nil }

  /// - Parameter meanTarget: where the offset starts unless the configuration says otherwise.
  func initialisation(meanTarget: Double) -> InitialisationOptions {
    let angles: InitialisationOptions.CircuitWeights =
      switch initialAngles {
      case .uniform: .fullTurn
      case .interval: .uniform(bound: initialAngleSpread)
      case .normal: .normal(standardDeviation: initialAngleSpread)
      case .zero: .zero
      }
    return InitialisationOptions(
      circuitWeights: angles, scale: initialScale, offset: initialOffset ?? meanTarget,
      encodingScale: encodingScale)
  }
}
