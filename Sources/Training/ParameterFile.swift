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
  /// Rows of its data set that its model was trained and validated with; nil where the file does not say.
  let trainedRows: [Int64]?

  /// Reads a file, which is told by its first bytes.
  ///
  /// - Parameter path: a file, or a run directory, whose newest valid checkpoint is taken.
  /// - Throws: `FileError` or `HDF5Error`: 66 if it is missing, 65 if it is damaged or none of the three.
  public static func read(from path: String) throws -> ParameterFile {
    guard let found = try CheckpointStore.newestValid(ofRun: path) else { return try read(file: path) }
    return try ParameterFile(path: found.path, TensorFile(found.checkpoint), found.checkpoint)
  }

  private static func read(file path: String) throws -> ParameterFile {
    let start = try firstBytes(of: path)
    if start.starts(with: [0x50, 0x4B]) {
      return try ParameterFile(path: path, TensorFile.read(npz: path))
    } else if start.starts(with: Array("hqnn".utf8)) || start.starts(with: [0x89] + Array("HDF".utf8)) {
      // With the seal in front, or without.
      let checkpoint = try Checkpoint.read(from: path)
      return try ParameterFile(path: path, TensorFile(checkpoint), checkpoint)
    } else if start.count > 8, start[8] == UInt8(ascii: "{") {
      return try ParameterFile(path: path, TensorFile.read(safetensors: path))
    }
    throw FileError.invalid(path, "is no file of parameters: expected a checkpoint, .npz or .safetensors")
  }

  /// After `contents` has been read: what has no end has been refused then.
  private init(path: String, _ contents: TensorFile, _ checkpoint: Checkpoint? = nil) throws {
    self.path = path
    sha256 = try SHA256.hexadecimal(ofFile: path)
    self.contents = contents
    trainedRows = checkpoint.map { $0.split.train + $0.split.validation }
  }

  private static func firstBytes(of path: String) throws -> [UInt8] {
    let file = try FileDescriptor(openForSeeking: path)
    var bytes = [UInt8](repeating: 0, count: 16)
    let count = try bytes.withUnsafeMutableBytes { try file.read(filling: $0) }
    return Array(bytes[..<count])
  }

  /// Writes the parameters of some parts of a model over those at their places in a `ParameterLayout`. What the file says
  /// and holds of other parts is not looked at.
  ///
  /// - Parameters:
  ///   - parts: those that are taken.
  ///   - architecture: of the model that takes them.
  ///   - parameters: [layout.count] of the architecture's layout.
  /// - Throws: `FileError` (65) if the parts are of a model of another architecture, or lack a parameter, have one too
  ///   many, or one of another shape or with elements that are no finite numbers.
  public func write(
    _ parts: ModelParts, of architecture: ModelArchitecture, to parameters: UnsafeMutableBufferPointer<Float>
  ) throws {
    try requireArchitecture(architecture, parts)
    let layout = architecture.parameterLayout
    for entry in layout.entries where parts.contains(entry.part) {
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
      _ = UnsafeMutableBufferPointer(rebasing: parameters[entry.range]).update(fromContentsOf: tensor.values)
    }
    let extra = contents.tensors.first {
      parts.contains(ParameterGroup(of: $0.name).part) && layout.entry(named: $0.name) == nil
    }
    if let extra {
      throw FileError.invalid(path, "holds \(extra.name.printable), which is no parameter of this model")
    }
  }

  private func requireArchitecture(_ architecture: ModelArchitecture, _ parts: ModelParts) throws {
    for (key, expected) in TensorFile.description(of: architecture, parts) {
      if let found = contents.text(key), found != expected {
        throw FileError.invalid(
          path, "is of another architecture: its \(key) is \(found.printable), this run's \(expected)")
      }
    }
  }

  /// What the file says of the data that its model was trained on and that a run takes otherwise, as sentences: as far as
  /// it concerns the parts that the run takes.
  func differences(from problem: TrainingProblem) -> [String] {
    let configuration = problem.configuration
    let own = [
      TensorFile.featureKey: problem.featureDigest, TensorFile.targetKey: configuration.target.rawValue,
      TensorFile.orientationKey: configuration.targetOrientation.rawValue,
      TensorFile.fragmentsKey: problem.fragments.rawValue,
    ]
    let parts = configuration.initParts ?? .all
    return [
      (
        TensorFile.featureKey, ModelPart.cellLineBranch,
        "on other features of cell lines, or on the same in another order"
      ),
      (TensorFile.targetKey, .head, "for another target"),
      (TensorFile.orientationKey, .head, "for a target that runs the other way"),
      (TensorFile.fragmentsKey, .drugBranch, "on drugs of which other fragments were read"),
    ].compactMap { key, part, difference in
      guard parts.contains(part), let found = contents.metadata[key], found != own[key] else { return nil }
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
    metadata = Dictionary(
      uniqueKeysWithValues: Self.description(of: checkpoint.architecture).filter {
        Self.unlessSaid[$0.0] != $0.1
      })
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

  /// What decides a model, or some parts of it, by the configuration's keys.
  static func description(
    of architecture: ModelArchitecture, _ parts: ModelParts = .all
  ) -> [(String, String)] {
    var texts: [(String, String)] = []
    if parts.contains(.head) { texts.append(("head", architecture.head.rawValue)) }
    if parts.contains(.cellLineBranch) { texts.append(("feature_count", "\(architecture.featureCount)")) }
    if parts.contains(.head) && architecture.head == .classical {
      texts.append(("classical_hidden", "\(architecture.hidden)"))
    }
    if parts.contains(.head) && architecture.head == .quantum {
      texts += [
        ("quantum_layout", architecture.circuit.layout.rawValue),
        ("quantum_gate", architecture.circuit.rotation.rawValue),
        ("quantum_entangler", architecture.circuit.entangler.rawValue),
        ("quantum_depth", "\(architecture.circuit.depth)"),
        ("encoding", architecture.encoding.kind.rawValue),
      ]
      if let scale = architecture.encoding.fixedScale { texts.append(("encoding_scale", "\(scale)")) }
    }
    return texts
  }

  /// What files mean that describe a model and do not have these keys, as those from before there was a choice.
  private static let unlessSaid = [
    "encoding": AngleEncoding.identity.kind.rawValue, "encoding_scale": "1.0",
  ]

  /// What the file says of a model; nil if it says nothing.
  func text(_ key: String) -> String? {
    metadata[key] ?? (metadata["head"] == nil ? nil : Self.unlessSaid[key])
  }

  /// Writes the file whole or not at all.
  ///
  /// - Throws: `FileError` with exit code 73 or 74.
  public func write(_ format: Format, to path: String) throws {
    try DurableFile.write(format == .npz ? try npz() : try safetensors(), to: path)
  }
}
