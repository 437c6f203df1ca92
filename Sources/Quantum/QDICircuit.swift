/// The Quantum Depth-Infused (QDI) layer's circuit of Sagingalieva et al., Cancers 15(10):2705, 2023: its shape
/// and the choices that the paper leaves open.
///
/// 8 qubits start in |0...0>. A variational layer is a rotation on each qubit, then the entangler. A block is
/// `depth` variational layers, five in the paper. A leading block comes first; then, for each of the 32 encodings
/// `l`, RZ by feature `8 l + q` on each qubit `q` and a block of its own. CNOT(q, 0) for q = 1...7 and Z on qubit 0
/// give the expectation. R(t) = exp(-i P t / 2) for the Pauli matrix P of the rotation.
public struct QDICircuit: Codable, Hashable, Sendable {
  /// The rotation of the variational layers.
  public enum Rotation: String, Codable, CaseIterable, Sendable {
    case rx, ry
  }

  /// The CNOTs of a variational layer: (0,1), (1,2) ... (6,7), and for the ring (7,0) last.
  public enum Entangler: String, Codable, CaseIterable, Sendable {
    case ring, linear
  }

  /// How the 32 encodings are laid out: the paper's text, or the caption of its figure 2.
  public enum Layout: String, Codable, CaseIterable, Sendable {
    /// One circuit a sample, the encodings one after the other.
    case lattice
    /// 32 circuits a sample, one an encoding, each with the shared leading block first and a block of its own
    /// last; the result is the mean of their expectations.
    case parallel
  }

  public var rotation: Rotation
  public var entangler: Entangler
  public var layout: Layout
  /// Variational layers in a block, within `depths`.
  public var depth: Int

  public init(
    rotation: Rotation = .rx, entangler: Entangler = .ring, layout: Layout = .lattice,
    depth: Int = defaultDepth
  ) {
    self.rotation = rotation
    self.entangler = entangler
    self.layout = layout
    self.depth = depth
  }

  /// A depth that is left out is the paper's.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      rotation: try values.decode(Rotation.self, forKey: .rotation),
      entangler: try values.decode(Entangler.self, forKey: .entangler),
      layout: try values.decode(Layout.self, forKey: .layout),
      depth: try values.decodeIfPresent(Int.self, forKey: .depth) ?? Self.defaultDepth)
    guard Self.depths.contains(depth) else {
      throw DecodingError.dataCorruptedError(
        forKey: .depth, in: values, debugDescription: "expected \(Self.depths)")
    }
  }

  public static let defaultDepth = 5
  /// The depths that the kernels have room for.
  public static let depths = 1...16

  public static let qubitCount = 8
  /// RZ layers over all circuits of a sample.
  public static let encodingCount = 32
  /// The leading block and one for each encoding.
  public static let blockCount = 1 + encodingCount
  /// Angles in a block.
  public var blockWeightCount: Int { depth * Self.qubitCount }
  /// Trainable angles: 33 blocks x depth layers x 8 qubits, in this order; 1320 by default.
  public var weightCount: Int { Self.blockCount * blockWeightCount }
  /// Input angles: 32 encodings x 8 qubits, in this order.
  public static let featureCount = encodingCount * qubitCount

  /// 2^8 amplitudes.
  static let amplitudeCount = 1 << qubitCount

  /// Circuits that are run for a sample.
  public var circuitCount: Int { layout == .lattice ? 1 : Self.encodingCount }

  /// The encodings of circuit `number`, in the order in which it applies them.
  func encodings(ofCircuit number: Int) -> Range<Int> {
    layout == .lattice ? 0..<Self.encodingCount : number..<number + 1
  }

  /// The blocks before `block` in its circuit.
  @inline(__always)
  func blocksBefore(block: Int) -> Int { layout == .lattice ? block : min(block, 1) }

  /// The position of a weight in the flat order.
  public func weightIndex(block: Int, layer: Int, qubit: Int) -> Int {
    (block * depth + layer) * Self.qubitCount + qubit
  }
}
