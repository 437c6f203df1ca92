import Network
import Quantum
import Support
import Tensors

/// A model's parameters in a file of their own: a checkpoint, a NumPy archive or safetensors. What a run can start from,
/// and what other programs take.
///
/// Names and shapes are those of `ParameterLayout`. What else decides the model is in the file's texts, where it has them.
public struct ParameterFile: Sendable {
  public let path: String
  /// SHA-256 of the file.
  public let sha256: String
  /// The tensors by name, and the texts.
  let contents: TensorFile

  /// Reads a file, which is told by its first bytes.
  ///
  /// - Parameter path: a file, or a run directory, whose newest valid checkpoint is taken.
  /// - Throws: `FileError` or `HDF5Error`: 66 if it is missing, 65 if it is damaged or none of the three.
  public static func read(from path: String) throws -> ParameterFile {
    guard let found = try CheckpointStore.newestValid(ofRun: path) else { return try read(file: path) }
    return ParameterFile(
      path: found.path, sha256: try SHA256.hexadecimal(ofFile: found.path),
      contents: TensorFile(found.checkpoint))
  }

  private static func read(file path: String) throws -> ParameterFile {
    let start = try firstBytes(of: path)
    let contents =
      if start.starts(with: [0x50, 0x4B]) {
        try TensorFile.read(npz: path)
      } else if start.starts(with: Array("hqnn".utf8)) || start.starts(with: [0x89] + Array("HDF".utf8)) {
        // With the seal in front, or without.
        TensorFile(try Checkpoint.read(from: path))
      } else if start.count > 8, start[8] == UInt8(ascii: "{") {
        try TensorFile.read(safetensors: path)
      } else {
        throw FileError.invalid(path, "is no file of parameters: expected a checkpoint, .npz or .safetensors")
      }
    // Only now: what has no end has been refused.
    return ParameterFile(path: path, sha256: try SHA256.hexadecimal(ofFile: path), contents: contents)
  }

  private static func firstBytes(of path: String) throws -> [UInt8] {
    let file = try FileDescriptor(openForReading: path)
    var bytes = [UInt8](repeating: 0, count: 16)
    let count = try bytes.withUnsafeMutableBytes { try file.read(filling: $0) }
    return Array(bytes[..<count])
  }

  /// The parameters of a model of this architecture, as `ParameterLayout` places them.
  ///
  /// - Throws: `FileError` (65) if the file is of a model of another architecture, or lacks a parameter, has one too many,
  ///   or one of another shape or with elements that are no finite numbers.
  public func parameters(for architecture: ModelArchitecture) throws -> [Float] {
    try requireArchitecture(architecture)
    let layout = architecture.parameterLayout
    var parameters: [Float] = []
    parameters.reserveCapacity(layout.count)
    for entry in layout.entries {
      guard let tensor = contents[entry.name] else {
        throw FileError.invalid(path, "lacks the parameter \(entry.name)")
      }
      guard tensor.shape == entry.shape else {
        throw FileError.invalid(
          path, at: entry.name, "has the shape \(tensor.shape), expected \(entry.shape)")
      }
      if let index = tensor.values.firstIndex(where: { !$0.isFinite }) {
        throw FileError.invalid(
          path, at: entry.name, "element \(index) is \(tensor.values[index]), expected a finite number")
      }
      parameters += tensor.values
    }
    if let extra = contents.tensors.first(where: { layout.entry(named: $0.name) == nil }) {
      throw FileError.invalid(path, "holds \(extra.name.printable), which is no parameter of this model")
    }
    return parameters
  }

  private func requireArchitecture(_ architecture: ModelArchitecture) throws {
    for (key, expected) in TensorFile.description(of: architecture) {
      if let found = contents.metadata[key], found != expected {
        throw FileError.invalid(
          path, "is of another architecture: its \(key) is \(found.printable), this run's \(expected)")
      }
    }
  }

  /// What the file says of the data that its model was trained on and that a run takes otherwise, as sentences.
  func differences(from problem: TrainingProblem) -> [String] {
    let configuration = problem.configuration
    let own = [
      TensorFile.featureKey: problem.featureDigest, TensorFile.targetKey: configuration.target.rawValue,
      TensorFile.orientationKey: configuration.targetOrientation.rawValue,
      TensorFile.fragmentsKey: problem.fragments.rawValue,
    ]
    return [
      (TensorFile.featureKey, "on other features of cell lines, or on the same in another order"),
      (TensorFile.targetKey, "for another target"),
      (TensorFile.orientationKey, "for a target that runs the other way"),
      (TensorFile.fragmentsKey, "on drugs of which other fragments were read"),
    ].compactMap { key, difference in
      guard let found = contents.metadata[key], found != own[key] else { return nil }
      return "those were trained \(difference)"
    }
  }
}

extension TensorFile {
  static let featureKey = "feature_sha256"
  static let targetKey = "target"
  static let orientationKey = "target_orientation"
  static let fragmentsKey = "drug_fragments"

  /// The parameters of a checkpoint, with what else decides the model and where it comes from.
  public init(_ checkpoint: Checkpoint) {
    self.init()
    for entry in checkpoint.architecture.parameterLayout.entries {
      add(
        Tensor(shape: entry.shape, values: Array(checkpoint.state.parameters.buffer[entry.range])),
        named: entry.name)
    }
    let configuration = checkpoint.configuration
    metadata = Dictionary(uniqueKeysWithValues: Self.description(of: checkpoint.architecture))
    metadata[Self.targetKey] = configuration.target.rawValue
    metadata[Self.orientationKey] = configuration.targetOrientation.rawValue
    metadata[Self.fragmentsKey] = checkpoint.fragments.rawValue
    metadata["epoch"] = "\(checkpoint.state.epoch)"
    metadata["step"] = "\(checkpoint.state.step)"
    metadata["dataset_sha256"] = checkpoint.datasetDigest
    metadata[Self.featureKey] = checkpoint.featureDigest
    metadata["build"] = checkpoint.build
    // Readers of safetensors ask which library's orientation the tensors have: PyTorch's.
    metadata["format"] = "pt"
  }

  /// What decides a model, by the configuration's keys.
  static func description(of architecture: ModelArchitecture) -> [(String, String)] {
    var texts = [("head", architecture.head.rawValue), ("feature_count", "\(architecture.featureCount)")]
    if architecture.head == .quantum {
      texts += [
        ("quantum_layout", architecture.circuit.layout.rawValue),
        ("quantum_gate", architecture.circuit.rotation.rawValue),
        ("quantum_entangler", architecture.circuit.entangler.rawValue),
      ]
    }
    return texts
  }

  /// Writes the file whole or not at all.
  ///
  /// - Throws: `FileError` with exit code 73 or 74.
  public func write(_ format: Format, to path: String) throws {
    try DurableFile.write(format == .npz ? try npz() : try safetensors(), to: path)
  }
}
