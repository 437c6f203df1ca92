import Foundation
import Support
import TestSupport
import Testing
import Training

@Suite struct CheckpointStoreTests {
  /// A small run's worth of checkpoints in a directory of their own.
  struct Run {
    let directory: TemporaryDirectory
    let store: CheckpointStore
    let problem: TrainingProblem

    init(keep: Int) throws {
      directory = try TemporaryDirectory()
      store = CheckpointStore(directory: directory.path, keep: keep)
      problem = try SmallProblem.make()
    }

    func save(step: Int, isBest: Bool = false) throws {
      let state = problem.initialState()
      state.step = step
      state.parameters[0] = Float(step)
      try store.save(Checkpoint(problem: problem, state: state), isBest: isBest)
    }

    var names: [String] {
      get throws { try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted() }
    }
  }

  @Test func keepsTheNewestAndTheBestAndWhatIsNotItsOwn() throws {
    let run = try Run(keep: 2)
    try DurableFile.write("mine", to: run.directory.path("step-notes.h5"))
    for step in [0, 40, 80, 120] { try run.save(step: step, isBest: step == 40) }
    #expect(
      try run.names == ["best.h5", "step-00000080.h5", "step-00000120.h5", "step-notes.h5"])
    #expect(try Checkpoint.read(from: run.store.best).state.step == 40)
    #expect(run.store.steps == [120, 80])
  }

  @Test func whatIsNotItsOwnOutlivesAllCheckpoints() throws {
    let run = try Run(keep: 2)
    try DurableFile.write("mine", to: run.directory.path("step-notes.h5"))
    try DurableFile.write("half", to: run.directory.path(".step-00000080.h5.hqnn-partial-7"))
    for step in [40, 80] { try run.save(step: step, isBest: step == 40) }
    run.store.removeAll(but: run.store.path(step: 80))
    #expect(try run.names == ["step-00000080.h5", "step-notes.h5"])
    run.store.removeAll(but: nil)
    #expect(try run.names == ["step-notes.h5"])
  }

  @Test func aLaterBestReplacesTheEarlier() throws {
    let run = try Run(keep: 1)
    for step in [1, 2] { try run.save(step: step, isBest: true) }
    #expect(try Checkpoint.read(from: run.store.best).state.step == 2)
    #expect(try run.names == ["best.h5", "step-00000002.h5"])
  }

  @Test func aDamagedNewestIsReportedAndTheOneBeforeTaken() throws {
    let run = try Run(keep: 3)
    for step in [1, 2, 3] { try run.save(step: step) }
    try SmallProblem.damage(run.store.path(step: 3), at: 0.5)
    try Data().write(to: URL(fileURLWithPath: run.store.path(step: 2)))
    let found = try run.store.newestValid()
    #expect(found.checkpoint.state.step == 1)
    #expect(found.path == run.store.path(step: 1))
    #expect(found.damaged.map(\.path) == [run.store.path(step: 3), run.store.path(step: 2)])
    #expect("\(found.damaged[0].error)".contains("step-00000003.h5"))
  }

  // A damaged file of a later step must not push the checkpoint out that was just written.
  @Test func theOneJustWrittenIsNeverPruned() throws {
    let run = try Run(keep: 1)
    try run.save(step: 9)
    try SmallProblem.damage(run.store.path(step: 9), at: 0.5)
    try run.save(step: 5)
    #expect(try run.store.newestValid().checkpoint.state.step == 5)
  }

  @Test func theBestAloneIsEnoughToGoOn() throws {
    let run = try Run(keep: 1)
    try run.save(step: 4, isBest: true)
    unlink(run.store.path(step: 4))
    #expect(!run.store.isEmpty)
    #expect(try run.store.newestValid().path == run.store.best)
  }

  @Test func nothingToResumeFromHasItsOwnExitCodes() throws {
    let run = try Run(keep: 1)
    let none = #expect(throws: FileError.self) { _ = try run.store.newestValid() }
    #expect(none?.exitCode == .missingFile)
    try run.save(step: 1)
    try SmallProblem.damage(run.store.path(step: 1), at: 0.9)
    let damaged = #expect(throws: FileError.self) { _ = try run.store.newestValid() }
    #expect(damaged?.exitCode == .badInput)
  }
}
