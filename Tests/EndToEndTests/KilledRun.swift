import Foundation
import TestSupport
import Testing
import Training

/// A run that was killed at a chosen moment, without a process to kill: one that ran on has its later checkpoints
/// removed.
enum KilledRun {
  /// - Parameters:
  ///   - arguments: of `train`.
  ///   - step: a multiple of three, after whose checkpoint the run is killed.
  static func make(_ arguments: [String], output: String, ranks: Int, step: Int) throws {
    try Demo.mpirun(ranks: ranks, arguments + ["--checkpoint-steps", "3", "--keep-checkpoints", "999"])
    let store = CheckpointStore(directory: RunDirectory(output).checkpoints, keep: 1)
    for later in store.steps where later > step { unlink(store.path(step: later)) }
    unlink(store.best)
    try #require(store.newestStep == step)
  }

  /// Kills a run on two ranks and one on three, goes on with them on two ranks and on one, and expects what one
  /// unbroken process gave.
  ///
  /// - Parameters:
  ///   - settings: of `train`.
  ///   - whole: what the unbroken run of these settings gave.
  static func expectSame(
    as whole: RunOutcome, _ settings: [String], in directory: TemporaryDirectory,
    location: SourceLocation = #_sourceLocation
  ) throws {
    for ranks in [2, 3] {
      let output = directory.path("run-\(ranks)")
      try make(try Demo.train(output: output, settings), output: output, ranks: ranks, step: 3 * ranks)
      try Demo.mpirun(ranks: 4 - ranks, ["train", "--resume", output])
      let differences = try RunOutcome(output).differences(from: whole)
      #expect(differences.isEmpty, "\(differences)", sourceLocation: location)
    }
  }
}
