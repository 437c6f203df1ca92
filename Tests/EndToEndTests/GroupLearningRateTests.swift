import Foundation
import Support
import TestSupport
import Testing
import Training

/// Learning rates of parts of the parameters, as a user meets them.
@Suite struct GroupLearningRateTests {
  static let rates = classicalRates + ["--angle-learning-rate", "0.01"]
  /// The classical head has no angles.
  static let classicalRates = [
    "--drug-branch-learning-rate", "0.0004", "--cell-line-branch-learning-rate", "0.003",
    "--head-learning-rate", "0.02",
  ]

  /// As PyTorch's Adam and AdamW have it with groups of parameters; weight decay at rates so large that it shows.
  @Test(
    .enabled(if: Python.hasH5py && Python.has("numpy"), "python3-numpy and python3-h5py are needed"),
    arguments: [
      rates + ["--encoding", "trainable-scale"], ["--angle-learning-rate", "0.05"],
      classicalRates + [
        "--head", "classical", "--weight-decay", "40", "--learning-rate-schedule", "cosine",
      ],
      [
        "--drug-branch-learning-rate", "0.0001", "--weight-decay", "50", "--warmup-epochs", "4",
        "--gradient-clip-norm", "0.001",
      ],
    ])
  func stepsAgreeWithTheReference(variant: [String]) throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    try ReferenceTests.oneStep(variant + ["--epochs", "3", "--keep-checkpoints", "9"], output)
    try ReferenceTests.expectAgreement(ofSteps: 1...3, output)
  }

  @Test(arguments: ["quantum", "classical"]) func killedAndOnOtherRanksTheBitsAreTheSame(head: String) throws
  {
    let directory = try TemporaryDirectory()
    let rates = head == "classical" ? Self.classicalRates : Self.rates
    let settings = Demo.settings + ["--head", head, "--weight-decay", "0.05"] + rates
    try Demo.run(try Demo.train(output: directory.path("whole"), settings))
    let whole = try RunOutcome(directory.path("whole"))
    try Demo.run(try Demo.train(output: directory.path("threads"), settings + ["--threads", "2"]))
    #expect(try RunOutcome(directory.path("threads")).differences(from: whole).isEmpty)
    try KilledRun.expectSame(as: whole, settings, in: directory)
  }

  @Test func theSameRateForAllIsTheLearningRate() throws {
    let directory = try TemporaryDirectory()
    let settings = Demo.settings + ["--learning-rate", "0.003", "--learning-rate-schedule", "cosine"]
    try Demo.run(try Demo.train(output: directory.path("one"), settings))
    let same = Self.rates.enumerated().map { $0.offset % 2 == 0 ? $0.element : "0.003" }
    try Demo.run(try Demo.train(output: directory.path("four"), settings + same))
    let one = try RunOutcome(directory.path("one"))
    #expect(try RunOutcome(directory.path("four")).differences(from: one).isEmpty)
  }

  /// The table has the base rate; TensorBoard every group's, each by the same factor of its own.
  @Test(.enabled(if: TensorBoardTests.canRead, "\(PeerPython.absence)"))
  func theRatesAreToBeSeen() throws {
    let directory = try TemporaryDirectory()
    let (output, plain) = (directory.path("run"), directory.path("plain"))
    let settings = Demo.settings + ["--learning-rate-schedule", "cosine", "--tensorboard"]
    try Demo.run(try Demo.train(output: output, settings + ["--drug-branch-learning-rate", "0.0036"]))
    let found = try TensorBoardTests.Found(run: output)
    try TensorBoardTests.expectMetrics(output, found)
    let base = try #require(found.scalars["learning_rate"]).map(\.value)
    for (group, factor) in [
      ("drug-branch", 2.0), ("cell-line-branch", 1), ("circuit-angles", 1), ("scale-and-offset", 1),
    ] {
      let values = try #require(found.scalars["learning_rate/\(group)"], "\(group)").map(\.value)
      // Powers of two: exactly.
      #expect(values == base.map { $0 * factor }, "\(group)")
    }
    try Demo.run(try Demo.train(output: plain, settings))
    #expect(
      try TensorBoardTests.Found(run: plain).scalars.keys.filter { $0.hasPrefix("learning_rate/") } == [])
  }

  @Test(arguments: [
    (["--drug-branch-learning-rate=0"], "drug_branch_learning_rate must be positive and finite, not 0.0"),
    (["--cell-line-branch-learning-rate=-1"], "cell_line_branch_learning_rate must be positive and finite"),
    (["--head-learning-rate=nan"], "head_learning_rate must be positive and finite, not nan"),
    (["--angle-learning-rate=1e300"], "angle_learning_rate must be positive and finite, not 1e+300"),
    (
      ["--drug-branch-learning-rate=0.5", "--weight-decay=3"],
      "weight_decay must lie in [0, 1 / drug_branch_learning_rate], not 3.0"
    ),
    (
      ["--cell-line-branch-learning-rate=0.5", "--weight-decay=3"],
      "weight_decay must lie in [0, 1 / cell_line_branch_learning_rate], not 3.0"
    ),
    (
      ["--head=classical", "--head-learning-rate=0.5", "--weight-decay=3"],
      "weight_decay must lie in [0, 1 / head_learning_rate], not 3.0"
    ),
    (
      ["--angle-learning-rate=0.1", "--freeze=head"],
      "angle_learning_rate contradicts freeze head, which leaves that part as it starts"
    ),
    (
      ["--angle-learning-rate=0.1", "--head=classical"],
      "angle_learning_rate is of a circuit's angles, and the classical head has none"
    ),
    (
      ["--drug-branch-learning-rate=0.1", "--freeze=head,drug-branch"],
      "drug_branch_learning_rate contradicts freeze drug-branch, which leaves that part as it starts"
    ),
  ]) func misuseIsAUsageError(settings: [String], words: String) throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    try BadInputTests.expect(
      .usage, [words], try Demo.train(output: output, Demo.settings + settings), noFile: output)
  }

  /// Angles do not decay, so that no rate of theirs is too large for it.
  @Test func anglesMayHaveALargeRateBesideWeightDecay() throws {
    var configuration = TrainingConfiguration()
    configuration.data = "d.h5"
    (configuration.angleLearningRate, configuration.weightDecay) = (0.5, 3)
    try configuration.validate()
    let text = try configuration.json()
    #expect(try TrainingConfiguration(json: text) == configuration)
    #expect(try TrainingConfiguration(json: #"{"data":"d.h5"}"#).angleLearningRate == nil)
  }
}
