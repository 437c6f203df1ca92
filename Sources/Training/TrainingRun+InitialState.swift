import Foundation
import MPI
import Support

extension TrainingRun {
  /// The file of parameters that a new run starts from, read by rank 0; nil on the others, and where the run draws its own.
  ///
  /// Its digest becomes part of the configuration, on all ranks: so a checkpoint says where the run started, and a run
  /// that is resumed or made again from its config.yaml does not start from something else.
  func source(of configuration: inout TrainingConfiguration) throws -> ParameterFile? {
    guard let path = configuration.initFrom else { return nil }
    communicator.watch.phase = Phase("the file of parameters, which rank 0 reads")
    let source = try communicator.collectively { () throws -> ParameterFile? in
      guard communicator.isRoot else { return nil }
      let source = try ParameterFile.read(from: URL(fileURLWithPath: path).standardizedFileURL.path)
      if let expected = configuration.initFromSHA256, expected != source.sha256 {
        throw FileError.invalid(
          source.path,
          "is not the file that the configuration means: its SHA-256 is \(source.sha256.prefix(16))..., expected "
            + "\(expected.prefix(16))...")
      }
      return source
    }
    func agreed(_ text: String?) throws -> String {
      String(decoding: try communicator.broadcast(Array((text ?? "").utf8)), as: UTF8.self)
    }
    configuration.initFrom = try agreed(source?.path)
    configuration.initFromSHA256 = try agreed(source?.sha256)
    return source
  }

  /// The state that a new run starts from: the same on all ranks.
  func initialState(of problem: TrainingProblem, _ source: ParameterFile?) throws -> TrainingState {
    let configuration = problem.configuration
    let state = problem.initialState()
    let startsFromData = problem.startsEncodingFromData
    guard configuration.initFrom != nil || startsFromData else { return state }
    communicator.watch.phase = Phase("the first parameters, which rank 0 makes")
    try communicator.collectively {
      try source?.write(
        configuration.initParts ?? .all, of: problem.architecture, to: state.parameters.buffer)
      if startsFromData && communicator.isRoot { try problem.startEncoding(of: state, workers: workers) }
    }
    try communicator.broadcast(into: UnsafeMutableRawBufferPointer(state.parameters.buffer))
    return state
  }

  /// Says what the run starts from, once there is a log.
  func introduce(_ source: ParameterFile?, for problem: TrainingProblem) {
    guard let source else { return }
    let parts = problem.configuration.initParts.map { ", as to \($0)" } ?? ""
    log.info("starting from the parameters of \(source.path) (SHA-256 \(source.sha256))\(parts)")
    let overlap = StartOverlap(of: source, with: problem.split, datasetDigest: problem.datasetDigest)
    if let sentence = overlap.sentence { log.warning("\(sentence)") }
    for difference in source.differences(from: problem) { log.warning("\(difference)") }
  }
}
