import DrugResponse

/// What the experiments choose where the settings' files are silent: the one place for it.
///
/// Settings are named as in a configuration file, with their values as YAML.
enum ExperimentProtocol {
  typealias Settings = [(key: String, value: String)]

  static let epochs = "25"

  /// Of both heads. Epochs by what the best two of either search came to in 20, 25 and 30 of them.
  static let common: Settings = [
    ("epochs", epochs), ("batch_size", "32"), ("learning_rate_schedule", "cosine"),
  ]

  /// Of the quantum head: the first of 27 configurations by its smallest validation MSE (docs/results, "Settings").
  static let quantum: Settings = [
    ("learning_rate", "0.00057"), ("angle_learning_rate", "0.0019"), ("head_learning_rate", "0.0015"),
    ("dropout", "0.375"), ("encoding_scale", "1.06"),
    ("initial_scale", "2.1"), ("initial_angles", "normal"), ("initial_angle_spread", "0.38"),
  ]

  /// Of the classical head: the second of 27, which has the smallest validation MSE after 25 epochs.
  static let classical: Settings = [
    ("learning_rate", "0.00059"), ("head_learning_rate", "0.0012"), ("dropout", "0.14"),
  ]

  /// Steps that a trial makes at least, by more epochs where the training set is small.
  static let minimumSteps = 2000

  static let seedCount = 10

  /// The paper's reduced experiment.
  static let size = SampleSize(5000, 1000)

  /// How much better than the classical model the paper has the hybrid one there.
  static let paperAdvantage = 0.15

  /// Figure 4 of the paper, with steps between.
  static let sizes = [
    SampleSize(50, 10), SampleSize(100, 20), SampleSize(200, 50), SampleSize(500, 100), SampleSize(1000, 200),
    SampleSize(2000, 500), SampleSize(5000, 1000),
  ]

  static let kinds: [SplitKind] = [.pairs, .cellLine, .drug, .tissue]

  /// Checkpoints that a trial writes on its way: a killed one repeats a tenth of its epochs at most.
  static let checkpointCount = 10

  /// The part of all pairs above which the splits of different seeds overlap too much to be taken for independent.
  static let independentPart = 0.1

  /// Settings that the experiment makes itself, by what it makes them from.
  static let reserved = [
    "data": "--data", "head": "the experiment's arms", "seed": "--seeds and --first-seed",
    "split_by": "--split-by", "train_samples": "--sizes", "test_samples": "--sizes",
    "folds": "--split-by", "fold": "--split-by", "split_name": "--split-by",
  ]
}
