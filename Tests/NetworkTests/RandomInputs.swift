import Network
import Quantum
import Support

/// Random drugs and cell lines to compute on.
struct RandomInputs {
  let featureCount: Int
  var cellLineFeatures: [UInt8] = []
  var atomOffset: [Int64] = [0]
  var atomFeatures: [Float] = []
  var bondOffset: [Int64] = [0]
  var bonds: [Int32] = []

  /// Drugs of `atomCounts` atoms: random trees with up to two rings closed.
  ///
  /// - Parameter isAlike: whether most stretches of cell lines are the same, as in real data, and atoms are of two
  ///   kinds, so that molecules are full of atoms that look the same; otherwise no two atoms are alike.
  init(featureCount: Int, cellLines: Int, atomCounts: [Int], isAlike: Bool, seed: UInt64) {
    self.featureCount = featureCount
    var random = RandomStream(seed: seed, purpose: .testing)
    let density = isAlike ? 0.02 : 0.3
    for _ in 0..<cellLines * featureCount { cellLineFeatures.append(random.uniform() < density ? 1 : 0) }
    for atoms in atomCounts {
      for _ in 0..<atoms {
        let kind = random.integer(below: 2)
        for feature in 0..<ModelArchitecture.atomFeatureCount {
          // As sparse as the real ones.
          let value = random.uniform() < 0.1 ? Float(random.uniform(from: 0.1, to: 0.4)) : 0
          atomFeatures.append(isAlike ? (feature % 7 == kind ? 0.2 : 0) : value)
        }
      }
      var pairs: [(Int, Int)] = (1..<max(1, atoms)).map { (random.integer(below: $0), $0) }
      for _ in 0..<(atoms > 3 ? 2 : 0) {
        let (a, b) = (random.integer(below: atoms), random.integer(below: atoms))
        if a != b && !pairs.contains(where: { $0 == (a, b) || $0 == (b, a) }) { pairs.append((a, b)) }
      }
      for (a, b) in pairs { bonds += [Int32(a), Int32(b)] }
      atomOffset.append(atomOffset.last! + Int64(atoms))
      bondOffset.append(bondOffset.last! + Int64(pairs.count))
    }
  }

  func modelInputs<Scalar: NetworkScalar>(_: Scalar.Type) throws -> ModelInputs<Scalar> {
    try ModelInputs(
      featureCount: featureCount, cellLineFeatures: cellLineFeatures, atomOffset: atomOffset,
      atomFeatures: atomFeatures, bondOffset: bondOffset, bonds: bonds)
  }
}

/// A model on random inputs with random parameters, a workspace, and a shard of samples.
struct ModelFixture<Scalar: NetworkScalar> {
  let inputs: RandomInputs
  let model: HybridModel<Scalar>
  let parameters: AlignedBuffer<Scalar>
  let drugs: [Int32]
  let cellLines: [Int32]
  let targets: [Scalar]
  /// [count, 256] what the joined embeddings are multiplied by; nil to leave them.
  var mask: [Scalar]?

  var count: Int { drugs.count }

  init(
    _ head: ModelArchitecture.Head, featureCount: Int, circuit: QDICircuit = QDICircuit(),
    hidden: HiddenLayers = .paper,
    atomCounts: [Int] = [7, 1, 12, 4], lineCount: Int = 3, drugs: [Int32] = [2, 0, 1, 2, 3],
    cellLines: [Int32] = [0, 1, 0, 2, 1], isAlike: Bool = false, seed: UInt64 = 1,
    frozen: ModelParts = .none, encoding: AngleEncoding = .identity
  ) throws {
    inputs = RandomInputs(
      featureCount: featureCount, cellLines: lineCount, atomCounts: atomCounts, isAlike: isAlike, seed: seed)
    let architecture = try ModelArchitecture(
      featureCount: featureCount, head: head, circuit: circuit, encoding: encoding, hidden: hidden)
    model = HybridModel(
      architecture: architecture, inputs: try inputs.modelInputs(Scalar.self),
      parameters: AlignedBuffer(count: architecture.parameterLayout.count), frozen: frozen)
    // Zero biases would put the ReLUs of isolated zeros on their kinks: everything starts at random.
    var values = architecture.initialParameters(
      seed: seed, options: InitialisationOptions(offset: 0.4, encodingScale: 0.7))
    var random = RandomStream(seed: seed, purpose: .testing, index: 1)
    for entry in model.layout.entries
    where entry.name.hasSuffix("bias") || entry.name.hasSuffix("encoding_offset") {
      for index in entry.range { values[index] = Float(random.uniform(from: -0.1, to: 0.1)) }
    }
    parameters = AlignedBuffer(values.map { Scalar($0) })
    model.setParameters(parameters.pointer)
    self.drugs = drugs
    self.cellLines = cellLines
    targets = drugs.map { _ in Scalar(random.uniform()) }
  }

  func makeWorkspace(capacity: Int? = nil) -> HybridModel<Scalar>.Workspace {
    HybridModel.Workspace(
      architecture: model.architecture, inputs: model.inputs, capacity: capacity ?? count)
  }

  func predict(_ workspace: HybridModel<Scalar>.Workspace) -> [Scalar] {
    if mask != nil { return lossGradient(workspace).predictions }
    let predictions = AlignedBuffer<Scalar>(count: count)
    model.predict(
      drugs: drugs, cellLines: cellLines, count: count, predictions: predictions.pointer,
      workspace: workspace, workers: .serial)
    return predictions.elements
  }

  /// Predictions and gradient of the mean squared error.
  func lossGradient(_ workspace: HybridModel<Scalar>.Workspace, workers: Workers = .serial) -> (
    predictions: [Scalar], gradient: [Scalar]
  ) {
    let predictions = AlignedBuffer<Scalar>(count: count)
    let gradient = AlignedBuffer<Scalar>(count: model.layout.count)
    // Whatever is there before has to be overwritten.
    gradient.buffer.update(repeating: .nan)
    predictions.buffer.update(repeating: .nan)
    let mask = mask.map { AlignedBuffer($0) }
    model.lossGradient(
      drugs: drugs, cellLines: cellLines, targets: targets, mask: mask.map { UnsafePointer($0.pointer) },
      count: count, lossScale: 1 / Scalar(count), gradient: gradient.pointer,
      predictions: predictions.pointer, workspace: workspace, workers: workers)
    return (predictions.elements, gradient.elements)
  }
}
