import Network
import Support
import Tensors
import Training

/// What is asked of files of tensors that were read, whatever their format.
enum TensorFileJudgement {
  /// What is wrong with a file that was read from `path`; nil if nothing is.
  ///
  /// - Parameters:
  ///   - again: where it is to be written.
  ///   - rewritten: writes it there, and reads that.
  static func complaint(
    _ file: TensorFile, _ path: String, again: String, rewritten: (String) throws -> TensorFile
  ) throws -> String? {
    for (name, tensor) in file.tensors where tensor.shape.reduce(1, *) != tensor.values.count {
      return "\(name) has another number of elements than its shape says"
    }
    if contents(try rewritten(again)) != contents(file) { return "other tensors when written and read again" }
    // The way of --init-from, which has to refuse a file of so few tensors.
    do {
      let architecture = try ModelArchitecture(
        featureCount: ModelArchitecture.smallestFeatureCount, head: .quantum)
      var parameters = [Float](repeating: 0, count: architecture.parameterLayout.count)
      try parameters.withUnsafeMutableBufferPointer {
        try ParameterFile.read(from: path).write(.all, of: architecture, to: $0)
      }
      return "a model's parameters"
    } catch let error as FileError where error.exitCode == .badInput {
      if case .failed(let problem) = CaseOutcome(of: error, allowed: [.badInput]) { return problem }
      return nil
    }
  }

  private struct Contents: Hashable {
    let metadata: [String: String]
    let shapes: [String: [Int]]
    let bits: [String: [UInt32]]
  }

  private static func contents(_ file: TensorFile) -> Contents {
    let tensors = file.tensors
    return Contents(
      metadata: file.metadata, shapes: Dictionary(uniqueKeysWithValues: tensors.map { ($0, $1.shape) }),
      bits: Dictionary(uniqueKeysWithValues: tensors.map { ($0, $1.values.map(\.bitPattern)) }))
  }
}
