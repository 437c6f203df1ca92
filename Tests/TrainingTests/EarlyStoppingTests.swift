import DrugResponse
import Foundation
import Support
import TestSupport
import Testing
import Training

/// When a run stops early, worked out by hand; the keys that say so; and what a checkpoint must hold of it.
@Suite struct EarlyStoppingTests {
  private func history(_ errors: [Double]) -> TrainingHistory {
    TrainingHistory(
      entries: errors.enumerated().map {
        .init(epoch: $0 + 1, trainMSE: 0, testMSE: Double($0), validationMSE: $1)
      })
  }

  @Test(arguments: [
    // The first epoch is an improvement; an equal error is none.
    ([0.5], 0.0, 0, 0), ([0.5, 0.5], 0, 0, 1), ([0.5, 0.4, 0.45, 0.41], 0, 0, 2),
    ([0.5, 0.4, 0.45, 0.39], 0, 0, 0), ([], 0, 0, 0),
    // Below the best so far by the margin or less is no improvement, and no new best to be below of.
    ([1.0, 0.75, 0.5, 0.25], 0.25, 0, 1), ([1.0, 0.75, 0.5, 0.25], 0.3, 0, 1),
    ([1.0, 0.75, 0.5, 0.25], 0.125, 0, 0),
    // Nothing counts before the start.
    ([0.5, 0.6, 0.6, 0.6], 0, 2, 2), ([0.5, 0.6, 0.6, 0.6], 0, 4, 0), ([0.5, 0.6], 0, 4, 0),
    ([0.5, 0.6, 0.6, 0.4], 0, 2, 0),
  ]) func epochsWaited(errors: [Double], margin: Double, start: Int, waited: Int) {
    let history = history(errors)
    for patience in 1...3 {
      let rule = EarlyStopping(patience: patience, minimumImprovement: margin, start: start)
      #expect(rule.epochsWaited(history) == waited)
      #expect(rule.stops(history) == (waited >= patience))
    }
  }

  @Test func theBestEpochIsChosenByTheValidationSet() {
    #expect(history([0.5, 0.25, 0.25, 0.75]).best?.epoch == 2)
    var tested = history([0.5, 0.25])
    for index in tested.entries.indices { tested.entries[index].validationMSE = nil }
    #expect(tested.best?.epoch == 1)
  }

  private func configuration(_ yaml: String) throws -> TrainingConfiguration {
    let (directory, path) = try TrainingConfigurationTests.file("data: d.h5\n" + yaml)
    defer { withExtendedLifetime(directory) {} }
    return try TrainingConfiguration.read(yaml: path)
  }

  @Test func withoutTheKeysThereIsNone() throws {
    let old = try TrainingConfiguration(json: #"{"data":"d.h5"}"#)
    #expect(old.validationSize == nil && old.earlyStopping == nil)
    let settings = try configuration(
      "validation_samples: 7\nearly_stopping_patience: 2\nearly_stopping_minimum_improvement: 0.5\nearly_stopping_start: 3\n"
    )
    try settings.validate()
    #expect(settings.validationSize == .samples(7))
    #expect(settings.earlyStopping == EarlyStopping(patience: 2, minimumImprovement: 0.5, start: 3))
    #expect(try TrainingConfiguration(json: settings.json()) == settings)
    #expect(try configuration("validation_fraction: 0.25\n").validationSize == .fraction(0.25))
  }

  @Test(arguments: [
    (
      "validation_fraction: 0.1\nvalidation_samples: 5\n",
      "validation_fraction and validation_samples contradict"
    ),
    ("validation_fraction: 1\n", "the validation fraction must lie above 0 and below 1, not 1.0"),
    ("validation_samples: -1\n", "the number of validation samples must be at least 1, not -1"),
    ("early_stopping_patience: 3\n", "it needs validation_fraction or validation_samples"),
    (
      "validation_samples: 5\nearly_stopping_patience: 0\n",
      "early_stopping_patience must be at least 1, not 0"
    ),
    (
      "validation_samples: 5\nearly_stopping_minimum_improvement: 0.1\n",
      "early_stopping_minimum_improvement is for early_stopping_patience, which is not given"
    ),
    (
      "validation_samples: 5\nearly_stopping_start: 1\n",
      "early_stopping_start is for early_stopping_patience, which is not given"
    ),
    (
      "validation_samples: 5\nearly_stopping_patience: 1\nearly_stopping_minimum_improvement: .inf\n",
      "early_stopping_minimum_improvement must be finite and not negative, but is inf"
    ),
    (
      "validation_samples: 5\nearly_stopping_patience: 1\nearly_stopping_start: -2\n",
      "early_stopping_start must not be negative, but is -2"
    ),
  ]) func whatMakesNoSenseIsRefused(yaml: String, expected: String) throws {
    let error = #expect(throws: UsageError.self) { try configuration(yaml).validate() }
    #expect(error?.description.contains(expected) == true, "\(error?.description ?? "")")
  }

  @Test func goingOnBeyondAnEarlyStopWaitsAnew() throws {
    let settings = try configuration("epochs: 20\nvalidation_samples: 5\nearly_stopping_patience: 2\n")
    var expected = settings
    expected.earlyStoppingStart = 7
    #expect(try settings.extended(toEpochs: 20, done: 7, stoppedEarly: true) == expected)
    expected.epochs = 30
    #expect(try settings.extended(toEpochs: 30, done: 7, stoppedEarly: true) == expected)
    #expect(try settings.extended(toEpochs: 20, done: 7) == settings)
    expected = settings
    expected.epochs = 7
    #expect(try settings.extended(toEpochs: 7, done: 7, stoppedEarly: true) == expected)
  }

  private func validating(_ configuration: inout TrainingConfiguration) {
    configuration.validationSamples = 3
  }

  @Test func aCheckpointHoldsTheThirdSide() throws {
    var configuration = TrainingConfiguration()
    validating(&configuration)
    let problem = try SmallProblem.make(head: configuration)
    #expect(problem.split.validation.count == 3 && problem.split.train.count == 5)
    let state = problem.initialState()
    (state.step, state.epoch) = (4, 2)
    state.history = history([0.5, 0.25])
    let directory = try TemporaryDirectory()
    let path = directory.path("checkpoint.h5")
    try Checkpoint(problem: problem, state: state).write(to: path)
    let read = try Checkpoint.read(from: path)
    #expect(read.split == problem.split && read.state.history == state.history)
    #expect(try FileSummary.validate(path).contains("valid hqnn-checkpoint"))
    let text = try FileSummary.describe(path)
    #expect(text.contains("5 training, 3 validation and 4 test samples"))
    #expect(text.contains("best 1.0 after epoch 2, chosen by the validation MSE, 0.25"))
  }

  /// Of one that its configuration does not ask for, and the other way round.
  @Test func aThirdSideWithoutItsSettingIsRefused() throws {
    var configuration = TrainingConfiguration()
    let problem = try SmallProblem.make(head: configuration)
    validating(&configuration)
    let validating = try SmallProblem.make(head: configuration)
    let directory = try TemporaryDirectory()
    let path = directory.path("checkpoint.h5")
    func refusal(_ problem: TrainingProblem, _ split: Split) throws -> String? {
      let problem = try TrainingProblem(
        configuration: problem.configuration, dataset: SmallProblem.dataset(),
        datasetDigest: String(repeating: "0", count: 64), split: split)
      try Checkpoint(problem: problem, state: problem.initialState()).write(to: path)
      return #expect(throws: FileError.self) { try Checkpoint.read(from: path) }?.description
    }
    #expect(
      try refusal(problem, validating.split)
        == "\(path): /split/validation: is there, though the run has no validation set")
    #expect(
      try refusal(validating, problem.split)
        == "\(path): /split/validation: is missing from a run with a validation set")
  }

  @Test func aThirdSideThatLeaksIsNotTrainedOn() throws {
    var configuration = TrainingConfiguration()
    configuration.splitBy = .drug
    validating(&configuration)
    func refusal(_ split: Split) -> String? {
      #expect(throws: FileError.self) { try SmallProblem.make(head: configuration, split: split) }?
        .description
    }
    let place = "/data.h5: the split by whole drugs: "
    // Rows 0 ..< 5 are of drug 0, 5 ..< 10 of drug 1, and so on.
    #expect(
      refusal(Split(train: [0, 1, 2, 5], test: [10, 11], validation: [6, 15]))
        == place + "1 of the 2 validation drugs are in the training set too (drug 1), expected none")
    #expect(
      refusal(Split(train: [0, 1, 2, 5], test: [10, 11], validation: [12, 15]))
        == place + "1 of the 1 test drugs are in the validation set too (drug 2), expected none")
  }
}
