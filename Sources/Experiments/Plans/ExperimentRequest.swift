import DrugResponse
import Support
import Training

/// An experiment as it is asked for.
public struct ExperimentRequest: Sendable {
  public var kind: ExperimentKind
  public var seedCount = ExperimentProtocol.seedCount
  public var firstSeed: UInt64 = 1
  /// Numbers of pairs; nil for the experiment's own.
  public var sizes: [SampleSize]?
  /// What the splits keep apart; nil for the experiment's own.
  public var kinds: [SplitKind]?
  /// Steps that a trial makes at least; nil for the experiment's own.
  public var minimumSteps: Int?
  /// Epochs, whatever the files say; nil to leave it to them.
  public var epochs: Int?
  /// Files of settings: of all arms, and over it of those with the one head or the other.
  public var configuration: String?
  public var quantumConfiguration: String?
  public var classicalConfiguration: String?

  public static let defaultSeedCount = ExperimentProtocol.seedCount
  /// What the experiments choose for themselves, in words.
  public static let (defaultEpochs, defaultMinimumSteps) = (
    ExperimentProtocol.words { $0.epochs }, ExperimentProtocol.words { "\($0.minimumSteps)" }
  )

  public init(_ kind: ExperimentKind) { self.kind = kind }

  var arms: [ExperimentArm] {
    kind == .variants ? ExperimentArm.variants : [.quantum, .classical]
  }

  /// The number of the arm with which the others are compared.
  var reference: Int { kind == .variants ? 0 : 1 }

  /// Every size with every kind of split.
  var conditions: [ExperimentCondition] {
    let sizes = sizes ?? (kind == .sampleSize ? ExperimentProtocol.sizes : [ExperimentProtocol.size])
    let kinds = kinds ?? (kind == .generalisation ? ExperimentProtocol.kinds : [.pairs])
    return kinds.flatMap { kind in
      sizes.map { ExperimentCondition(size: $0, kind: kind, isOneKind: kinds.count == 1) }
    }
  }

  /// - Throws: `UsageError` for numbers that make no sense.
  func validate() throws {
    func require(_ condition: Bool, _ sentence: @autoclosure () -> String) throws {
      if !condition { throw UsageError(sentence()) }
    }
    try require((1...1000).contains(seedCount), "--seeds must lie in 1 ... 1000, not \(seedCount)")
    try require(
      firstSeed <= UInt64(Int64.max) - UInt64(seedCount), "--first-seed \(firstSeed) is too large"
    )
    if let minimumSteps {
      try require(
        (0...1_000_000_000).contains(minimumSteps),
        "--minimum-steps must lie in 0 ... 1000000000, not \(minimumSteps)")
    }
  }
}

/// What a comparison of arms holds for.
public struct ExperimentCondition: Codable, Equatable, Sendable {
  /// "5000", "cell-line-5000".
  public let name: String
  /// "5000 training pairs, new cell lines"
  public let label: String
  let size: SampleSize
  let kind: SplitKind

  init(size: SampleSize, kind: SplitKind, isOneKind: Bool) {
    (self.size, self.kind) = (size, kind)
    name = (isOneKind ? "" : kind.rawValue + "-") + size.name
    let pairs = size.numbers.map { "\($0.train) training pairs" } ?? "all pairs"
    label =
      pairs + (isOneKind && kind == .pairs ? "" : kind == .pairs ? ", new pairs" : ", new \(kind.plural)")
  }

  /// How many samples train of the split that a trial's settings mean.
  ///
  /// - Throws: `UsageError` where the data set has too little to make it of.
  func trainingSamples(_ configuration: TrainingConfiguration, in dataset: ResponseDataset) throws -> Int {
    do {
      return try configuration.split(of: dataset).train.count
    } catch let error as UsageError {
      throw UsageError("\(label), seed \(configuration.seed): \(error.description)")
    }
  }

  var settings: ExperimentProtocol.Settings { size.settings + [("split_by", kind.rawValue)] }
}
