import DrugResponse

/// What the experiments choose where the settings' files are silent: the one place for it.
///
/// Settings are named as in a configuration file, with their values as YAML.
enum ExperimentProtocol {
  typealias Settings = [(key: String, value: String)]

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
