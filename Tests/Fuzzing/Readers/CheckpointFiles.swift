import DrugResponse
import Foundation
import HDF5
import Network
import Support
import Training

/// Checkpoints of the smallest model.
struct CheckpointFiles: FuzzedReader {
  private let spoiler: HDF5Spoiler

  init(workshop: String) throws {
    let seeds = try Seeds(workshop: workshop, cellLines: 12, features: ModelArchitecture.smallestFeatureCount)
    let (dataset, _) = try seeds.files[3].conversion.run()
    var configuration = TrainingConfiguration()
    configuration.data = "/data.h5"
    configuration.batchSize = 4
    configuration.trainSamples = 12
    configuration.testSamples = 4
    configuration.validationSamples = 4
    let problem = try TrainingProblem(
      configuration: configuration, dataset: dataset, datasetDigest: String(repeating: "0", count: 64))
    let layout = problem.architecture.parameterLayout
    let state = TrainingState(parameters: [Float](repeating: 0, count: layout.count))
    // The large ones stay zero: those take no room in a file (`StoredObjects.write`), and so no time.
    for entry in layout.entries where entry.range.count <= 8192 {
      for index in entry.range {
        state.parameters[index] = sin(Float(index))
        state.firstMoment[index] = state.parameters[index] / 16
        state.secondMoment[index] = state.firstMoment[index] * state.firstMoment[index]
      }
    }
    state.epoch = 2
    state.step = 4
    state.history = TrainingHistory(entries: [
      .init(epoch: 1, trainMSE: 0.5, testMSE: 0.25, validationMSE: 0.5),
      .init(epoch: 2, trainMSE: 0.25, testMSE: .nan, validationMSE: 0.125),
    ])
    let path = workshop + "/checkpoint.h5"
    try Checkpoint(problem: problem, state: state).write(to: path)
    spoiler = try HDF5Spoiler(path, workshop: workshop)
  }

  mutating func attempt(_ mutator: inout Mutator, in directory: String) throws -> String? {
    let path = directory + "/checkpoint.h5"
    try spoiler.write(&mutator, to: path)
    let checkpoint = try Checkpoint.read(from: path)
    let vectors = [checkpoint.state.parameters, checkpoint.state.firstMoment, checkpoint.state.secondMoment]
    if vectors.contains(where: { $0.count != checkpoint.architecture.parameterLayout.count }) {
      return "parameters of another number"
    }
    if vectors.contains(where: { $0.buffer.contains { !$0.isFinite } }) {
      return "a parameter is not finite"
    }
    if vectors[2].buffer.contains(where: { $0 < 0 }) { return "a squared gradient is negative" }
    let rows = checkpoint.split.train + checkpoint.split.test + checkpoint.split.validation
    if Set(rows).count != rows.count || rows.contains(where: { $0 < 0 }) {
      return "the split repeats a sample"
    }
    let again = directory + "/again.h5"
    try checkpoint.write(to: again)
    let second = try Checkpoint.read(from: again)
    return Self.isSame(second, checkpoint) ? nil : "another one when written and read again"
  }

  private static func isSame(_ first: Checkpoint, _ second: Checkpoint) -> Bool {
    func vectors(_ checkpoint: Checkpoint) -> [UnsafeRawBufferPointer] {
      [checkpoint.state.parameters, checkpoint.state.firstMoment, checkpoint.state.secondMoment].map {
        UnsafeRawBufferPointer($0.buffer)
      }
    }
    func history(_ checkpoint: Checkpoint) -> [[UInt64]] {
      checkpoint.state.history.entries.map {
        [
          UInt64($0.epoch), $0.trainMSE.bitPattern, $0.testMSE.bitPattern,
          $0.validationMSE?.bitPattern ?? 0,
        ]
      }
    }
    func isEqual(_ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer) -> Bool {
      first.count == second.count && memcmp(first.baseAddress!, second.baseAddress!, first.count) == 0
    }
    return zip(vectors(first), vectors(second)).allSatisfy(isEqual) && history(first) == history(second)
      && first.split == second.split
      && first.configuration == second.configuration && first.state.step == second.state.step
      && first.state.epoch == second.state.epoch && first.state.epochErrorSum == second.state.epochErrorSum
      && first.datasetDigest == second.datasetDigest && first.featureDigest == second.featureDigest
      && first.fragments == second.fragments && first.build == second.build
  }
}
