import DrugResponse
import Foundation
import HDF5
import Support
import TestSupport
import Testing
import Training

/// What a checkpoint must be beyond its schema: one file for each way to contradict itself.
@Suite struct CheckpointConsistencyTests {
  private let directory = try! TemporaryDirectory()
  private var path: String { directory.path("checkpoint.h5") }

  /// Writes a checkpoint, then changes it with h5py; `file` is the open file.
  private func spoil(_ statement: String, step: Int = 0, epoch: Int = 0) throws {
    let problem = try SmallProblem.make()
    let state = problem.initialState()
    state.step = step
    state.epoch = epoch
    state.history.entries = (0..<epoch).map { .init(epoch: $0 + 1, trainMSE: 0.5, testMSE: 0.25) }
    try Checkpoint(problem: problem, state: state).write(to: path)
    if statement.isEmpty { return }
    // Another program's file has no seal.
    let result = try Python.run(
      """
      import h5py, json, os, sys
      os.replace(sys.argv[1], sys.argv[1] + "0")
      with h5py.File(sys.argv[1] + "0", "r") as ours, h5py.File(sys.argv[1], "w") as file:
          for name in ours: ours.copy(name, file)
          for name, value in ours.attrs.items(): file.attrs[name] = value
          exec(sys.argv[2])
      os.remove(sys.argv[1] + "0")
      """, [path, statement])
    try #require(result.exitCode == 0, "\(result.standardError)")
  }

  private func refusal(_ data: String? = nil) -> String? {
    let error = #expect(throws: (any Error).self) { try FileSummary.validate(path, data: data) }
    let reported = error as? any ReportableError
    #expect(reported?.exitCode == .badInput, "\(String(describing: error))")
    return reported?.description.replacing("\(path): ", with: "")
  }

  @Test(
    .enabled(if: Python.hasH5py, "/usr/bin/python3 has no h5py"),
    arguments: [
      (
        "for tree in ('model', 'optimizer/first_moment', 'optimizer/second_moment'): file[tree]['head/more'] = "
          + "file['model/head/quantum/scale'][()]",
        "/model/head/more: is no parameter of the model of attribute configuration"
      ),
      (
        "for tree in ('model', 'optimizer/first_moment', 'optimizer/second_moment'): del file[tree]['cell/conv1/bias']",
        "/model/cell/conv1/bias: is missing"
      ),
      (
        "for tree in ('model', 'optimizer/first_moment', 'optimizer/second_moment'):\n"
          + "    values = file[tree]['cell/conv1/bias'][1:]; del file[tree]['cell/conv1/bias']\n"
          + "    file[tree]['cell/conv1/bias'] = values",
        "/model/cell/conv1/bias: expected float32 [32], found float32 [31]"
      ),
      (
        "file['optimizer/second_moment/cell/conv1/bias'][3] = -1",
        "/optimizer/second_moment/cell/conv1/bias: row 3 is -1.0, expected at least 0.0"
      ),
      (
        "settings = json.loads(file.attrs['configuration']); settings['head'] = 'classical'\n"
          + "file.attrs['configuration'] = json.dumps(settings)",
        "/model/head/quantum/offset: is no parameter of the model of attribute configuration"
      ),
      ("file['split/test'][0] = file['split/train'][1]", "/split/test: row 0 is "),
      ("file['history/epoch'][0] = 2", "/history/epoch: expected the epochs 1 ... 1"),
      ("file.attrs['epoch_error_sum'] = -1", "attribute epoch_error_sum: is negative"),
      ("file.attrs['configuration'] = '{'", "attribute configuration: "),
      ("file.attrs['step'] = 5", "attribute step: step 5 does not lie in epoch 2 of 2 steps"),
    ])
  func isNamed(statement: String, message: String) throws {
    try spoil(statement, step: 2, epoch: 1)
    let found = try #require(refusal())
    #expect(found.hasPrefix(message), "\(found)")
  }

  @Test func aSoundOneIsValid() throws {
    try spoil("", step: 3, epoch: 1)
    #expect(try FileSummary.validate(path).contains("valid hqnn-checkpoint, schema version 1"))
  }

  @Test func itsDataSetIsCheckedWhereItIsGiven() throws {
    let data = directory.path("data.h5")
    let digest = try SmallProblem.dataset().write(to: data)
    let problem = try SmallProblem.make(digest: digest)
    try Checkpoint(problem: problem, state: problem.initialState()).write(to: path)
    #expect(
      try FileSummary.validate(path, data: data).hasSuffix(
        "is the one of this run, with all rows of the split"))
    // Of a data set with one row more: the pair of the first test sample, measured again.
    var longer = SmallProblem.dataset()
    let row = Int(problem.split.test[0])
    longer.responses.cellLine.append(longer.responses.cellLine[row])
    longer.responses.drug.append(longer.responses.drug[row])
    longer.responses.lnIC50.append(0)
    longer.responses.auc.append(.nan)
    var split = problem.split
    split.test[0] = 20
    try Checkpoint(
      problem: SmallProblem.make(digest: digest, split: split, dataset: longer), state: problem.initialState()
    ).write(to: path)
    #expect(
      refusal(data) == "\(data): the checkpoint's /split: test sample 0 is row 20, but there are 20 responses"
    )
    try SmallProblem.dataset(features: 121).write(to: data)
    #expect(refusal(data)?.contains("is not the data set of this run") == true)
    let misuse = #expect(throws: UsageError.self) { try FileSummary.validate(data, data: data) }
    #expect(misuse?.description == "--data goes with a checkpoint, but \(data) is a data set")
  }

  @Test func aNewerOneIsNeitherReplacedByAnEarlierNorSetAside() throws {
    let store = CheckpointStore(directory: directory.path, keep: 3)
    let problem = try SmallProblem.make()
    let state = problem.initialState()
    try store.save(Checkpoint(problem: problem, state: state), isBest: false)
    try SealedFile.write(to: store.path(step: 2)) { root in
      try root.attributes.set("schema_name", "hqnn-checkpoint")
      try root.attributes.set("schema_version", Int64(2))
    }
    let error = #expect(throws: (any Error).self) { _ = try store.newestValid() } as? any ReportableError
    #expect(error?.exitCode == .badInput)
    #expect(error?.description.contains("was written by a newer hqnn") == true)
    #expect(store.steps == [2, 0])
  }
}
