import Chemistry
import DrugResponse
import Network
import Support

/// What a run works on, the same on every rank and unchanging: the data, what is to be learned from which rows, and
/// the model that learns it.
public struct TrainingProblem: Sendable {
  public private(set) var configuration: TrainingConfiguration
  public let architecture: ModelArchitecture
  public let inputs: ModelInputs<Float>
  public let split: Split
  /// What stands on both sides of the split, and so what its test set measures.
  public let overlap: SplitOverlap
  /// How an epoch is cut into mini-batches and micro-shards.
  public private(set) var batches: MiniBatches
  /// SHA-256 of the data set's file.
  public let datasetDigest: String
  /// SHA-256 of the features' names.
  let featureDigest: String
  /// What of each SMILES string the drugs' graphs are.
  let fragments: FragmentChoice
  /// [R] row numbers of each response's drug and cell line, and its normalised target (NaN where unknown).
  let drugs: [Int32]
  let cellLines: [Int32]
  let targets: [Float]
  /// Responses whose target is not known: they are in no part of the split.
  public let responsesWithoutTarget: Int

  /// - Parameters:
  ///   - configuration: of the run, validated.
  ///   - dataset: what is trained on.
  ///   - datasetDigest: SHA-256 of the data set's file.
  ///   - split: the split of a run that goes on; nil for the one that the configuration means.
  /// - Throws: `UsageError` where configuration and data do not fit; `FileError` (65) for data without any target, and for
  ///   a split with something on both sides that it claims to keep on one.
  public init(
    configuration: TrainingConfiguration, dataset: ResponseDataset, datasetDigest: String, split: Split? = nil
  ) throws {
    self.configuration = configuration
    self.datasetDigest = datasetDigest
    featureDigest = dataset.cellLines.featureDigest
    fragments = dataset.drugs.fragments
    architecture = try ModelArchitecture(
      featureCount: dataset.cellLines.featureCount, head: configuration.head, circuit: configuration.circuit,
      encoding: configuration.angleEncoding, hidden: configuration.classicalHidden)
    let shard = min(configuration.microShardSize, configuration.batchSize)
    guard shard <= architecture.largestMicroShard else {
      throw UsageError(
        "micro_shard_size \(configuration.microShardSize) is too large for cell lines of \(architecture.featureCount) "
          + "features, expected at most \(architecture.largestMicroShard)")
    }
    inputs = try ModelInputs(dataset)
    let target = try configuration.normalisedTarget()
    let values = target.values(in: dataset.responses)
    responsesWithoutTarget = values.count(where: \.isNaN)
    guard target.measure != .auc || responsesWithoutTarget < values.count else {
      throw FileError.invalid(
        configuration.data, at: "/responses/auc",
        "no response has an AUC, which is what \"target: auc\" (--target auc) is to predict")
    }
    self.split = try split ?? configuration.split(of: dataset)
    overlap = try configuration.overlap(of: self.split, in: dataset)
    drugs = dataset.responses.drug
    cellLines = dataset.responses.cellLine
    targets = values.map(Float.init)
    let count = self.split.train.count
    batches = try MiniBatches(
      sampleCount: count, batchSize: configuration.batchSize, microShardSize: configuration.microShardSize)
    guard configuration.batchSize <= count else {
      throw UsageError(
        "batch_size \(configuration.batchSize) is larger than the training set of \(count) samples")
    }
  }

  /// Steps an epoch: the last mini-batch may be smaller.
  public var stepsPerEpoch: Int { batches.count }

  /// For a sentence that counts samples: how many responses can be none; empty if none.
  var withoutTargetRemark: String {
    guard responsesWithoutTarget > 0 else { return "" }
    return
      " (\(responsesWithoutTarget) of \(targets.count) responses have no \(configuration.target.rawValue.uppercased()))"
  }

  /// The mean of the normalised targets over the training rows.
  public var meanTrainingTarget: Double {
    split.train.reduce(0.0) { $0 + Double(targets[Int($1)]) } / Double(split.train.count)
  }

  /// The state that a new run starts from.
  public func initialState() -> TrainingState {
    let options = configuration.initialisation(meanTarget: meanTrainingTarget)
    return TrainingState(
      parameters: architecture.initialParameters(seed: configuration.seed, options: options))
  }
}

extension TrainingProblem {
  /// Whether a state is the end of the run: after the last epoch, or where it stops early.
  func isComplete(_ state: TrainingState) -> Bool {
    configuration.isComplete(state)
  }

  /// Whether a run of this history stops before its last epoch.
  func stopsEarly(_ history: TrainingHistory) -> Bool {
    configuration.stopsEarly(history)
  }

  /// That and why a run has stopped early, as a sentence; nil if it has not.
  func earlyEnd(after history: TrainingHistory) -> String? {
    guard let rule = configuration.earlyStopping, stopsEarly(history) else { return nil }
    return
      "stopped early after epoch \(history.entries.count) of \(configuration.epochs), as \(rule.reason)"
  }

  /// Epochs that a state has completed, and one that it is in the middle of.
  func epochsBegun(_ state: TrainingState) -> Int {
    state.epoch + (state.step > state.epoch * stepsPerEpoch ? 1 : 0)
  }

  /// The same problem, but for the configuration, which says the same of data, model and split.
  func with(_ configuration: TrainingConfiguration) -> TrainingProblem {
    var problem = self
    problem.configuration = configuration
    return problem
  }

  /// A problem of two steps of whole mini-batches, on the same data: in one epoch, or in two where the data are too few.
  func shortened() throws -> TrainingProblem {
    var problem = self
    let isOneEpoch = batches.sampleCount >= 2 * batches.batchSize
    problem.batches = try MiniBatches(
      sampleCount: (isOneEpoch ? 2 : 1) * batches.batchSize, batchSize: batches.batchSize,
      microShardSize: batches.microShardSize)
    problem.configuration.epochs = isOneEpoch ? 1 : 2
    return problem
  }

  /// What keeps a state from being one of this problem's, as a sentence; nil if nothing does.
  func defect(of state: TrainingState) -> String? {
    state.defect(stepsPerEpoch: stepsPerEpoch)
  }
}

extension TrainingState {
  /// Where step and epoch contradict each other, as a sentence; nil if they do not.
  func defect(stepsPerEpoch: Int) -> String? {
    let first = epoch * stepsPerEpoch
    if step < first || step > first + stepsPerEpoch {
      return "step \(step) does not lie in epoch \(epoch + 1) of \(stepsPerEpoch) steps"
    }
    return nil
  }
}

extension ResponseDataset.CellLines {
  /// SHA-256 of the features' names, one a line.
  var featureDigest: String { SHA256.hexadecimal(of: featureName.joined(separator: "\n").utf8) }
}

extension ModelInputs {
  /// The drugs' graphs and the cell lines' features of a data set.
  ///
  /// - Throws: `ModelInputsError` for graphs or features that make no sense.
  public init(_ dataset: ResponseDataset) throws {
    try self.init(
      featureCount: dataset.cellLines.featureCount, cellLineFeatures: dataset.cellLines.features,
      atomOffset: dataset.drugs.atomOffset, atomFeatures: dataset.drugs.atomFeatures,
      bondOffset: dataset.drugs.bondOffset, bonds: dataset.drugs.bonds)
  }
}
