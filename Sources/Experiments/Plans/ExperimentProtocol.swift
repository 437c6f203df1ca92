import DrugResponse

/// What the experiments choose where the settings' files are silent: the one place for it.
///
/// Settings are named as in a configuration file, with their values as YAML.
enum ExperimentProtocol {
  typealias Settings = [(key: String, value: String)]

  /// The settings of trials of some number of training pairs.
  struct Own {
    /// Of both heads.
    let common: Settings
    let quantum: Settings
    let classical: Settings
    /// Steps that a trial makes at least, by more epochs where the training set is small.
    let minimumSteps: Int

    /// As configuration files have it.
    var epochs: String { common.first { $0.key == "epochs" }!.value }

    /// Of trials with this head.
    func settings(isQuantum: Bool) -> Settings { common + (isQuantum ? quantum : classical) }
  }

  /// From searches of either head with 4000 training and 1000 validation pairs (docs/results, "Settings").
  static let many = Own(
    common: [("epochs", "30"), ("batch_size", "32"), ("learning_rate_schedule", "cosine")],
    quantum: [
      ("learning_rate", "0.00075"), ("cell_line_branch_learning_rate", "0.00006"),
      ("head_learning_rate", "0.0021"), ("angle_learning_rate", "0.004"), ("weight_decay", "0.021"),
      ("dropout", "0.113"), ("encoding_scale", "0.317"), ("initial_scale", "1.13"),
      ("initial_angles", "normal"), ("initial_angle_spread", "0.11"),
    ],
    classical: [
      ("learning_rate", "0.00088"), ("cell_line_branch_learning_rate", "0.00029"),
      ("head_learning_rate", "0.0021"), ("weight_decay", "0.0036"), ("dropout", "0.452"),
    ],
    minimumSteps: 2000)

  /// From searches with 200 training pairs and 1000 others to validate.
  static let few = Own(
    common: [("epochs", "80"), ("learning_rate_schedule", "cosine")],
    quantum: [
      ("batch_size", "32"), ("learning_rate", "0.00092"), ("cell_line_branch_learning_rate", "0.000013"),
      ("head_learning_rate", "0.00095"), ("angle_learning_rate", "0.0045"), ("weight_decay", "0.14"),
      ("dropout", "0.018"), ("encoding_scale", "0.317"), ("initial_scale", "0.88"),
      ("initial_angles", "normal"), ("initial_angle_spread", "0.11"),
    ],
    classical: [
      ("batch_size", "16"), ("learning_rate", "0.00051"), ("cell_line_branch_learning_rate", "0.000011"),
      ("head_learning_rate", "0.0045"), ("weight_decay", "0.01"), ("dropout", "0.66"),
    ],
    minimumSteps: 560)

  /// Up to how many training pairs are few.
  static let fewPairs = 500

  /// Those of a number of training pairs; nil for all.
  static func own(trainingPairs: Int?) -> Own { trainingPairs.map { $0 <= fewPairs } == true ? few : many }

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
