import DrugResponse
import Foundation
import Support
import TestSupport
import Testing
import Training

@Suite struct SplitSettingsTests {
  private func configuration(_ change: (inout TrainingConfiguration) -> Void) -> TrainingConfiguration {
    var configuration = TrainingConfiguration()
    configuration.data = "/data.h5"
    configuration.batchSize = 2
    configuration.microShardSize = 2
    change(&configuration)
    return configuration
  }

  private func problem(
    _ dataset: ResponseDataset, split: Split? = nil, _ change: (inout TrainingConfiguration) -> Void
  )
    throws -> TrainingProblem
  {
    try TrainingProblem(
      configuration: configuration(change), dataset: dataset,
      datasetDigest: String(repeating: "0", count: 64), split: split)
  }

  /// What was written before there were other splits is read as the split that there was.
  @Test func oldSettingsMeanRandomPairs() throws {
    let old = """
      {"adam_beta1":0.9,"adam_beta2":0.999,"adam_epsilon":1e-08,"batch_size":128,"checkpoint_epochs":1,"checkpoint_steps":0,\
      "data":"/data.h5","epochs":20,"head":"quantum","initial_angle_spread":0.1,"initial_angles":"uniform","initial_scale":1,\
      "keep_checkpoints":2,"learning_rate":0.0018,"micro_shard_size":32,"quantum_entangler":"ring","quantum_gate":"rx",\
      "quantum_layout":"lattice","seed":1,"target":"ic50","target_orientation":"falling","test_fraction":0.2,\
      "train_fraction":0.8}
      """
    let read = try TrainingConfiguration(json: old)
    var expected = TrainingConfiguration()
    expected.data = "/data.h5"
    #expect(read == expected)
    #expect(read.splitOptions == SplitOptions(seed: 1))
  }

  @Test func settingsSurviveTheirFile() throws {
    let settings = configuration {
      $0.splitBy = .cellLine
      $0.folds = 5
      $0.fold = 2
    }
    let directory = try TemporaryDirectory()
    let path = directory.path("run.yaml")
    let text = try settings.yaml()
    #expect(text.contains("split_by: cell-line\nfolds: 5\nfold: 2\n"))
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    #expect(try TrainingConfiguration.read(yaml: path) == settings)
    #expect(settings.splitOptions == SplitOptions(kind: .cellLine, folds: 5, fold: 2, seed: 1))
  }

  @Test func settingsThatContradictEachOtherAreRefused() throws {
    let changes: [((inout TrainingConfiguration) -> Void, String)] = [
      ({ $0.folds = 5 }, "fold 1 ... 5"), ({ $0.fold = 1 }, "number of folds"),
      ({ ($0.folds, $0.fold, $0.trainFraction) = (5, 1, 0.5) }, "folds and fractions"),
      ({ ($0.splitName, $0.splitBy) = ("a", .drug) }, "split_name a and split_by contradict each other"),
      ({ ($0.splitName, $0.folds, $0.fold) = ("a", 5, 1) }, "split_name a and folds"),
      ({ ($0.splitName, $0.testFraction) = ("a", 0.1) }, "split_name a and train_fraction or test_fraction"),
    ]
    for (change, words) in changes {
      let error = #expect(throws: UsageError.self) { try configuration(change).validate() }
      #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }
    try configuration { ($0.splitName, $0.fold) = ("a", 3) }.validate()
  }

  @Test func theSplitIsTheOneThatIsMeant() throws {
    var dataset = SmallProblem.dataset()
    let lines = try problem(dataset) { $0.splitBy = .cellLine }
    #expect(lines.overlap.measured == "new cell lines (drugs known, tissues known)")
    #expect(lines.split == (try Split(of: dataset, options: SplitOptions(kind: .cellLine, seed: 1))))
    dataset.splits = [try NamedSplit(name: "cv", of: dataset, options: SplitOptions(kind: .drug, folds: 4))]
    let fold = try problem(dataset) { ($0.splitName, $0.fold) = ("cv", 3) }
    #expect(fold.overlap.measured == "new drugs (cell lines known, tissues known)")
    #expect(Set(fold.split.test) == Set(try dataset.splits[0].sides(fold: 3).test))
    let thinned = try problem(dataset) { ($0.splitName, $0.fold, $0.trainSamples) = ("cv", 3, 8) }
    #expect(thinned.split.train == Array(fold.split.train.prefix(8)) && thinned.split.test == fold.split.test)
    let error = #expect(throws: UsageError.self) { try problem(dataset) { $0.splitName = "vc" } }
    #expect(error?.description.hasPrefix("there is no split vc among those of the data set (cv)") == true)
  }

  @Test func aSplitThatLeaksIsNotTrainedOn() throws {
    var dataset = SmallProblem.dataset()
    let leaking = Split(train: [0, 1, 2, 3], test: [4, 5])
    dataset.splits = [NamedSplit(name: "mine", kind: .cellLine, rows: .sides(leaking))]
    let named = #expect(throws: FileError.self) { try problem(dataset) { $0.splitName = "mine" } }
    #expect(named?.exitCode == .badInput)
    #expect(
      named?.description
        == "/data.h5: /splits/mine: 1 of the 2 test cell lines are in the training set too (cell 0), expected none"
    )
    // So is that of a checkpoint which says that it keeps drugs apart.
    let resumed = #expect(throws: FileError.self) {
      try problem(dataset, split: leaking) { $0.splitBy = .drug }
    }
    #expect(
      resumed?.description
        == "/data.h5: the split by whole drugs: 1 of the 2 test drugs are in the training set too (drug 0), expected none"
    )
    // As pairs it is sound.
    dataset.splits[0].kind = .pairs
    #expect(try problem(dataset) { $0.splitName = "mine" }.split.test.sorted() == [4, 5])
  }

  @Test func validateRefusesASplitThatLeaks() throws {
    var dataset = SmallProblem.dataset()
    let directory = try TemporaryDirectory()
    let path = directory.path("data.h5")
    let split = Split(train: [0, 1, 2, 3], test: [4, 5])
    dataset.splits = [NamedSplit(name: "mine", kind: .pairs, rows: .sides(split))]
    try dataset.write(to: path)
    _ = try FileSummary.validate(path)
    dataset.splits[0].kind = .cellLine
    try dataset.write(to: path)
    let error = #expect(throws: FileError.self) { try FileSummary.validate(path) }
    #expect(error?.location == "/splits/mine" && error?.exitCode == .badInput)
    // Inspection tells it instead of failing.
    let text = try FileSummary.describe(path)
    #expect(
      text.contains("  NOT kept apart: 1 of the 2 test cell lines are in the training set too (cell 0)"))
    #expect(text.contains("split mine, keeps apart: cell lines\n"))
  }
}
