import Quantum
import Support

/// What decides the parameters of a model: the size of its input, and which head follows the two branches.
public struct ModelArchitecture: Codable, Hashable, Sendable {
  /// What makes a prediction of the 256 joined embeddings.
  public enum Head: String, Codable, CaseIterable, Sendable {
    /// The quantum depth-infused layer, then scale and offset.
    case quantum
    /// The counterpart that the paper compares with: dense layers with ReLU between, by default 256 -> 8 -> 1.
    case classical
  }

  /// The width of each branch's embedding.
  public static let embeddingCount = 128
  /// The width of the joined embeddings, drug first: what a head takes.
  public static let jointCount = 2 * embeddingCount
  /// The features of an atom.
  public static let atomFeatureCount = 78

  /// F, the genomic features of a cell line.
  public let featureCount: Int
  public let head: Head
  /// The circuit of the quantum head; without meaning for the classical one.
  public let circuit: QDICircuit
  /// How its encodings' angles come from the joined embeddings; likewise.
  public let encoding: AngleEncoding
  /// The hidden layers of the classical head; without meaning for the quantum one.
  public let hidden: HiddenLayers

  /// - Throws: `UsageError` if `featureCount` is too small for the three convolutions and their pools.
  public init(
    featureCount: Int, head: Head, circuit: QDICircuit = QDICircuit(), encoding: AngleEncoding = .identity,
    hidden: HiddenLayers = .paper
  ) throws(UsageError) {
    guard featureCount >= Self.smallestFeatureCount else {
      throw UsageError(
        "the cell lines have \(featureCount) features, the three convolutions of the cell-line branch need at "
          + "least \(Self.smallestFeatureCount)")
    }
    self.featureCount = featureCount
    self.head = head
    self.circuit = circuit
    self.encoding = encoding
    self.hidden = hidden
  }

  private enum CodingKeys: String, CodingKey { case featureCount, head, circuit, encoding, hidden }

  /// Decoding checks what `init` checks.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      featureCount: values.decode(Int.self, forKey: .featureCount),
      head: values.decode(Head.self, forKey: .head),
      circuit: values.decode(QDICircuit.self, forKey: .circuit),
      encoding: values.decode(AngleEncoding.self, forKey: .encoding),
      hidden: values.decode(HiddenLayers.self, forKey: .hidden))
  }

  /// The graph convolutions of the drug branch.
  static let graphConvolutionCount = 3
  /// The channels of the three convolutions' outputs.
  static let convolutionChannels = [32, 64, 128]
  static let convolutionKernel = 8
  static let poolSize = 3

  /// The positions that remain after each convolution (no padding) and its pool (floor): 242, 78, 23 for F = 735.
  static func pooledLengths(featureCount: Int) -> [Int] {
    var length = featureCount
    return convolutionChannels.map { _ in
      length = max(0, length - convolutionKernel + 1) / poolSize
      return length
    }
  }

  /// The smallest F that leaves one position at the end: undoing the three steps from length 1, a pool's
  /// input has at least 3 positions for each of its output, a convolution's 7 more than its output.
  public static let smallestFeatureCount = convolutionChannels.reduce(1) { length, _ in
    length * poolSize + convolutionKernel - 1
  }
}
