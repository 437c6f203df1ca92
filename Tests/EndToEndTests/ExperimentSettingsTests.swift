import DrugResponse
import Experiments
import Foundation
import TestSupport
import Testing
import Training

/// The settings that experiments have where files are silent.
@Suite struct ExperimentSettingsTests {
  private let directory = try! TemporaryDirectory()

  private func file(_ text: String) throws -> String {
    try text.write(toFile: directory.path("settings.yaml"), atomically: true, encoding: .utf8)
    return directory.path("settings.yaml")
  }

  /// Some pairs more than settings of their own have a bound for: 14,000 or so.
  private static let manyPairs = Result { try Demo.make(seed: 2, cellLines: 400, drugs: 45) }

  /// The experiments' own settings, with others over them.
  private static func configurations(
    _ quantum: String? = nil, classical: String? = nil, sizes: String = "520/40", minimumSteps: Int? = 0,
    data: String? = nil
  ) throws -> [TrainingConfiguration] {
    var request = ExperimentRequest(.learningCurve)
    request.sizes = try SampleSize.list(sizes)
    request.minimumSteps = minimumSteps
    (request.quantumConfiguration, request.classicalConfiguration) = (quantum, classical)
    let plan = try ExperimentPlan(request, dataset: ResponseDataset.read(try data ?? Demo.files.data).dataset)
    return plan.trials.prefix(2).map(\.trial.configuration)
  }

  /// What the documentation gives users to train with are the experiments' own settings.
  @Test(arguments: [
    ("500/40", "200-pairs-"), ("501/40", ""), ("10000/40", ""), ("10001/40", "all-pairs-"),
    ("all", "all-pairs-"),
  ])
  func exampleFilesHoldTheExperimentsSettings(sizes: String, prefix: String) throws {
    let own = try Self.configurations(sizes: sizes, data: try Self.manyPairs.get().data)
    for (configuration, name) in zip(own, [prefix + "quantum", prefix + "classical"]) {
      var file = try TrainingConfiguration.read(
        yaml: DocumentationPage.repository + "/docs/examples/\(name).yaml")
      (file.trainSamples, file.testSamples) = (configuration.trainSamples, configuration.testSamples)
      (file.seed, file.keepCheckpoints) = (configuration.seed, configuration.keepCheckpoints)
      file.checkpointEpochs = configuration.checkpointEpochs
      #expect(file == configuration, "\(name)")
    }
  }

  /// Few training pairs have settings of their own, with other epochs and steps.
  @Test func fewPairsHaveSettingsOfTheirOwn() throws {
    let (few, more) = (try Self.configurations(sizes: "500/40"), try Self.configurations())
    for (few, more) in zip(few, more) {
      #expect(few.learningRate != more.learningRate && few.head == more.head)
    }
    // All pairs are as many as a data set has, or the part of them that trains.
    let all = try Self.configurations(sizes: "all")
    #expect(all.map(\.learningRate) == more.map(\.learningRate))
    // The epochs of more pairs are fewer than this warm-up, those of few are not.
    let tenth = try Self.configurations(file("train_fraction: 0.1\nwarmup_epochs: 50\n"), sizes: "all")
    #expect(tenth[0].learningRate == few[0].learningRate && tenth[1].learningRate == more[1].learningRate)
    #expect(tenth[0].epochs >= 80)
    #expect(ExperimentRequest.defaultEpochs == "80 up to 500 training pairs, 30 up to 10000, 24 above")
    #expect(ExperimentRequest.defaultMinimumSteps == "560 up to 500 training pairs, 2000 above")
    #expect(try Self.configurations(sizes: "64/20", minimumSteps: nil)[0].epochs == 560 / 2)
    // At least so many steps: of 16 batches, and of 17, of 32 samples.
    let steps = try ["500/40", "520/40"].map { sizes in
      try Self.configurations(sizes: sizes, minimumSteps: nil)[0].epochs
    }
    #expect(steps[1] == (2000 + 16) / 17 && steps[0] < steps[1])
    #expect(try Self.configurations(sizes: "100/40", minimumSteps: 5000)[0].epochs == 5000 / 4)
  }

  /// The experiments' own rates of parts go with their own learning rate.
  @Test func anotherLearningRateIsThatOfAllParts() throws {
    let own = try Self.configurations()
    #expect(own.allSatisfy { $0.headLearningRate != nil && $0.cellLineBranchLearningRate != nil })
    #expect(own[0].angleLearningRate != nil)
    let rate = try Self.configurations(file("learning_rate: 0.01\n"))[0]
    #expect(rate.learningRate == 0.01 && rate.headLearningRate == nil && rate.angleLearningRate == nil)
    #expect(rate.cellLineBranchLearningRate == nil)
    let both = try Self.configurations(
      classical: file("learning_rate: 0.01\nhead_learning_rate: 0.02\n"))[1]
    #expect(both.learningRate == 0.01 && both.headLearningRate == 0.02)
    let frozen = try Self.configurations(file("freeze: head\n"))[0]
    #expect(frozen.learningRate == own[0].learningRate && frozen.headLearningRate == nil)
    #expect(frozen.cellLineBranchLearningRate == own[0].cellLineBranchLearningRate)
    let branch = try Self.configurations(file("freeze: cell-line-branch\n"))[0]
    #expect(branch.cellLineBranchLearningRate == nil && branch.headLearningRate == own[0].headLearningRate)
    let dropout = try Self.configurations(file("dropout: 0.5\n"))[0]
    #expect(dropout.dropout == 0.5 && dropout.headLearningRate == own[0].headLearningRate)
  }
}
