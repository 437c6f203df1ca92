import Chemistry
import DrugResponse
import HDF5
import Network
import Schemas
import Support

/// The HDF5 file of a checkpoint: hdf5-schemas/hqnn-checkpoint.
extension Checkpoint {
  static let schemaName = "hqnn-checkpoint"
  private static let fragmentsAttribute = "drug_fragments"
  private static let validationRows = "split/validation"
  private static let validationMSE = "history/validation_mse"

  /// Writes the checkpoint whole or not at all.
  ///
  /// - Parameters:
  ///   - path: the file to write.
  ///   - memory: where the file is put together; to be kept by who writes one checkpoint after the other.
  /// - Throws: an error with exit code 73 or 74; a file that `path` names already is then as before.
  public func write(to path: String, memory: ImageMemory = ImageMemory()) throws {
    try SealedFile.write(to: path, memory: memory, try contents())
  }

  /// Puts the file together in memory alone.
  ///
  /// - Returns: its length in bytes.
  func rehearse(memory: ImageMemory) throws -> Int {
    try SealedFile.rehearse(memory: memory, try contents())
  }

  /// What writes the file's objects into its root.
  private func contents() throws -> (_ root: Group) throws -> Void {
    let configuration = try configuration.json()
    return { root in
      try Schema.named(Self.schemaName).writeIdentity(to: root)
      try root.attributes.set("epoch", Int64(state.epoch))
      try root.attributes.set("step", Int64(state.step))
      try root.attributes.set("epoch_error_sum", state.epochErrorSum)
      try root.attributes.set("configuration", configuration)
      try root.attributes.set("dataset_sha256", datasetDigest)
      try root.attributes.set("feature_count", Int64(architecture.featureCount))
      try root.attributes.set("feature_sha256", featureDigest)
      try root.attributes.set(Self.fragmentsAttribute, fragments.rawValue)
      try root.attributes.set("build", build)
      for (group, buffer) in vectors {
        for entry in architecture.parameterLayout.entries {
          try root.write(buffer.buffer[entry.range], to: "\(group)/\(entry.name)", shape: entry.shape)
        }
      }
      try root.write(split.train, to: "split/train")
      try root.write(split.test, to: "split/test")
      if !split.validation.isEmpty { try root.write(split.validation, to: Self.validationRows) }
      let history = state.history.entries
      try root.write(history.map { Int64($0.epoch) }, to: "history/epoch")
      try root.write(history.map(\.trainMSE), to: "history/train_mse")
      try root.write(history.map(\.testMSE), to: "history/test_mse")
      if !split.validation.isEmpty {
        // Every epoch of a run that validates has been validated.
        try root.write(history.map { $0.validationMSE ?? .nan }, to: Self.validationMSE)
      }
      try Schema.named(Self.schemaName).describeObjects(in: root)
    }
  }

  private var vectors: [(group: String, buffer: AlignedBuffer<Float>)] {
    [
      ("model", state.parameters), ("optimizer/first_moment", state.firstMoment),
      ("optimizer/second_moment", state.secondMoment),
    ]
  }

  /// Reads a checkpoint and checks it against its seal and its schema.
  ///
  /// - Throws: `FileError` or `HDF5Error` with exit code 66 for a missing file, 65 for one that is damaged, not a
  ///   checkpoint, or of a newer version.
  public static func read(from path: String) throws -> Checkpoint { try read(from: SealedFile.open(path)) }

  /// The same of a file that `SealedFile.open` opened, which checked its seal.
  static func read(from file: HDF5File) throws -> Checkpoint {
    let path = file.path
    _ = try Schema.named(schemaName).check(file: file)
    let root = try file.root
    let attributes = root.attributes
    func text(_ name: String) throws -> String {
      try attributes.required(name, attributes.string(name), path)
    }
    func integer(_ name: String) throws -> Int64 {
      try attributes.required(name, attributes.integer(name), path)
    }

    /// An integer that a damaged or forged file cannot use to make us allocate or overflow.
    func count(_ name: String, upTo limit: Int) throws -> Int {
      let value = try integer(name)
      guard value >= 0 && value <= limit else {
        throw FileError.invalid(path, at: "attribute \(name)", "is \(value), expected 0 to \(limit)")
      }
      return Int(value)
    }

    let configuration = try TrainingConfiguration.read(json: try text("configuration"), from: path)
    let architecture: ModelArchitecture
    do {
      try configuration.validate()
      architecture = try ModelArchitecture(
        featureCount: count("feature_count", upTo: 1 << 20), head: configuration.head,
        circuit: configuration.circuit, encoding: configuration.angleEncoding,
        hidden: configuration.classicalHidden)
    } catch let error as UsageError {
      throw FileError.invalid(path, at: "attribute configuration", error.description)
    }
    let layout = architecture.parameterLayout
    func values(_ group: String, _ entry: ParameterLayout.Entry) throws -> [Float] {
      let values: [Float] = try root.dataset("\(group)/\(entry.name)").read(shape: entry.shape)
      if let index = values.firstIndex(where: { !$0.isFinite }) {
        throw FileError.invalid(
          path, at: "/\(group)/\(entry.name)",
          "element \(index) is \(values[index]), expected a finite number")
      }
      return values
    }

    try requireNoOthers(than: layout, in: root.group("model"), path: path)
    // No memory for as many parameters as the attributes claim before the file has shown to hold them.
    let state = TrainingState(parameters: try layout.entries.flatMap { try values("model", $0) })
    state.epoch = try count("epoch", upTo: TrainingConfiguration.largestCount)
    state.step = try count("step", upTo: 1 << 50)
    state.epochErrorSum = try integer("epoch_error_sum")
    guard state.epochErrorSum >= 0 else {
      throw FileError.invalid(path, at: "attribute epoch_error_sum", "is negative")
    }
    state.history = try history(root, epochs: state.epoch, path: path)
    let checkpoint = Checkpoint(
      configuration: configuration, architecture: architecture, state: state,
      split: Split(
        train: try root.dataset("split/train").read(shape: [nil]),
        test: try root.dataset("split/test").read(shape: [nil]),
        validation: try validation(root, configuration, path)),
      datasetDigest: try text("dataset_sha256"), featureDigest: try text("feature_sha256"),
      fragments: try fragments(attributes, path), build: try text("build"))
    for (group, buffer) in checkpoint.vectors.dropFirst() {
      for entry in layout.entries {
        _ = UnsafeMutableBufferPointer(rebasing: buffer.buffer[entry.range])
          .update(fromContentsOf: try values(group, entry))
      }
    }
    return checkpoint
  }

  /// Parameters that the configured model does not have belong to another model. Moments mirror the parameters: the
  /// schema sees to that.
  private static func requireNoOthers(than layout: ParameterLayout, in model: Group, path: String) throws {
    for (name, kind) in try model.descendants() where kind == .dataset && layout.entry(named: name) == nil {
      throw FileError.invalid(
        path, at: "/model/\(name)", "is no parameter of the model of attribute configuration")
    }
  }

  /// Checkpoints from before there was a choice name none: all were read.
  private static func fragments(_ attributes: Attributes, _ path: String) throws -> FragmentChoice {
    guard let text = try attributes.string(fragmentsAttribute) else { return .all }
    guard let fragments = FragmentChoice(rawValue: text) else {
      throw FileError.invalid(
        path, at: "attribute \(fragmentsAttribute)", "is \"\(text)\", expected all or largest")
    }
    return fragments
  }

  private static func history(_ root: Group, epochs: Int, path: String) throws -> TrainingHistory {
    let epoch: [Int64] = try root.dataset("history/epoch").read(shape: [nil])
    guard epoch.count == epochs, epoch.enumerated().allSatisfy({ $1 == Int64($0 + 1) }) else {
      throw FileError.invalid(path, at: "/history/epoch", "expected the epochs 1 ... \(epochs)")
    }
    let train: [Double] = try root.dataset("history/train_mse").read(shape: [epoch.count])
    let test: [Double] = try root.dataset("history/test_mse").read(shape: [epoch.count])
    let validation: [Double]? =
      try root.contains(validationMSE)
      ? root.dataset(validationMSE).read(shape: [epoch.count]) : nil
    return TrainingHistory(
      entries: epoch.indices.map {
        .init(
          epoch: Int(epoch[$0]), trainMSE: train[$0], testMSE: test[$0], validationMSE: validation?[$0])
      })
  }

  /// The validation rows, which are there with their errors where the configuration asks for them or a named split has
  /// some, and else neither is.
  private static func validation(
    _ root: Group, _ configuration: TrainingConfiguration, _ path: String
  ) throws -> [Int64] {
    let isExpected =
      try configuration.validationSize != nil
      || configuration.splitName != nil && root.contains(validationRows)
    for object in [validationRows, validationMSE] where try root.contains(object) != isExpected {
      throw FileError.invalid(
        path, at: "/" + object,
        isExpected
          ? "is missing from a run with a validation set"
          : "is there, though the run has no validation set")
    }
    return isExpected ? try root.dataset(validationRows).read(shape: [nil]) : []
  }
}

extension Attributes {
  /// The value of an attribute that must be there.
  fileprivate func required<Value>(_ name: String, _ value: Value?, _ path: String) throws -> Value {
    guard let value else { throw FileError.invalid(path, at: "attribute \(name)", "is missing") }
    return value
  }
}
