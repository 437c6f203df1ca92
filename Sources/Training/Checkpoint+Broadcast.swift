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
    let description = try communicator.broadcast(
      checkpoint.map { Array(try JSONEncoder().encode(Description($0))) } ?? [])
    let received = try JSONDecoder().decode(Description.self, from: Data(description))
    let state = TrainingState(parameters: try floats(checkpoint?.state.parameters, communicator))
    _ = state.firstMoment.buffer.update(
      fromContentsOf: try floats(checkpoint?.state.firstMoment, communicator))
    _ = state.secondMoment.buffer.update(
      fromContentsOf: try floats(checkpoint?.state.secondMoment, communicator))
    state.epoch = received.epoch
    state.step = received.step
    state.epochErrorSum = received.epochErrorSum
    state.history = received.history
    return Checkpoint(
      configuration: received.configuration, architecture: received.architecture, state: state,
      split: received.split, datasetDigest: received.datasetDigest, featureDigest: received.featureDigest,
      build: received.build)
  }

  private static func floats(_ buffer: AlignedBuffer<Float>?, _ communicator: Communicator) throws -> [Float]
  {
    let bytes = try communicator.broadcast(
      buffer.map { Array(UnsafeRawBufferPointer($0.buffer)) } ?? [])
    return bytes.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
  }

  private struct Description: Codable {
    let configuration: TrainingConfiguration
    let architecture: ModelArchitecture
    let split: Split
    let datasetDigest: String
    let featureDigest: String
    let build: String
    let epoch: Int
    let step: Int
    let epochErrorSum: Int64
    let history: TrainingHistory

    init(_ checkpoint: Checkpoint) {
      configuration = checkpoint.configuration
      architecture = checkpoint.architecture
      split = checkpoint.split
      datasetDigest = checkpoint.datasetDigest
      featureDigest = checkpoint.featureDigest
      build = checkpoint.build
      epoch = checkpoint.state.epoch
      step = checkpoint.state.step
      epochErrorSum = checkpoint.state.epochErrorSum
      history = checkpoint.state.history
    }
  }
}
