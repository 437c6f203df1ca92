import Foundation
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
}
