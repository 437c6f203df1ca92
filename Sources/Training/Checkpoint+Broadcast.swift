import Chemistry
import DrugResponse
import Foundation
import MPI
import Network
import Support

extension Checkpoint {
  /// Gives every rank the checkpoint that rank 0 read: the other ranks need not see the run directory.
  ///
  /// - Parameter checkpoint: ignored but on rank 0, where it must be there.
  static func broadcast(_ checkpoint: Checkpoint?, over communicator: Communicator) throws -> Checkpoint {
    let text = try communicator.broadcast(
      checkpoint.map { Array(try JSONEncoder().encode(Description($0))) } ?? [])
    let received = try JSONDecoder().decode(Description.self, from: Data(text))
    let state =
      checkpoint?.state
      ?? TrainingState(parameters: [Float](repeating: 0, count: received.architecture.parameterLayout.count))
    for vector in [state.parameters, state.firstMoment, state.secondMoment] {
      try communicator.broadcast(into: UnsafeMutableRawBufferPointer(vector.buffer))
    }
    func rows(_ own: [Int64]?, count: Int) throws -> [Int64] {
      var rows = own ?? [Int64](repeating: 0, count: count)
      try rows.withUnsafeMutableBytes { try communicator.broadcast(into: $0) }
      return rows
    }
    let split = Split(
      train: try rows(checkpoint?.split.train, count: received.trainCount),
      test: try rows(checkpoint?.split.test, count: received.testCount),
      validation: try rows(checkpoint?.split.validation, count: received.validationCount))
    state.epoch = received.epoch
    state.step = received.step
    state.epochErrorSum = received.epochErrorSum
    state.history = received.history
    return Checkpoint(
      configuration: received.configuration, architecture: received.architecture, state: state,
      split: split, datasetDigest: received.datasetDigest, featureDigest: received.featureDigest,
      fragments: received.fragments, build: received.build)
  }

  /// All but the long vectors, which travel as they are: a split may have hundreds of thousands of rows.
  private struct Description: Codable {
    let configuration: TrainingConfiguration
    let architecture: ModelArchitecture
    let trainCount: Int
    let testCount: Int
    let validationCount: Int
    let datasetDigest: String
    let featureDigest: String
    let fragments: FragmentChoice
    let build: String
    let epoch: Int
    let step: Int
    let epochErrorSum: Int64
    let history: TrainingHistory

    init(_ checkpoint: Checkpoint) {
      configuration = checkpoint.configuration
      architecture = checkpoint.architecture
      trainCount = checkpoint.split.train.count
      testCount = checkpoint.split.test.count
      validationCount = checkpoint.split.validation.count
      datasetDigest = checkpoint.datasetDigest
      featureDigest = checkpoint.featureDigest
      fragments = checkpoint.fragments
      build = checkpoint.build
      epoch = checkpoint.state.epoch
      step = checkpoint.state.step
      epochErrorSum = checkpoint.state.epochErrorSum
      history = checkpoint.state.history
    }
  }
}
