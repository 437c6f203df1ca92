/// How the 256 joined embeddings of a sample, phi, become the angles of the circuit's encodings.
public enum AngleEncoding: Codable, Hashable, Sendable {
  /// angle = s phi. With 1 the embeddings are the angles.
  case scaled(by: Double)
  /// The same, s being a trained parameter.
  case trainableScale
  /// angle = s tanh(phi), so that no angle goes round.
  case tanh(scale: Double)
  /// angle = a phi + b, with an a and a b of its own for each of the 256, trained, and started such that the angles of the
  /// training samples have mean 0 and the same standard deviation: the ActNorm of Kingma and Dhariwal, "Glow: generative
  /// flow with invertible 1x1 convolutions" (NeurIPS 2018), section 3.1.
  case normalised

  /// The names of the encodings.
  public enum Kind: String, Codable, CaseIterable, Sendable {
    case scaled
    case trainableScale = "trainable-scale"
    case tanh
    case normalised
  }

  /// - Parameters:
  ///   - kind: which one it is.
  ///   - scale: s, where it is not trained.
  public init(_ kind: Kind, scale: Double) {
    switch kind {
    case .scaled: self = .scaled(by: scale)
    case .trainableScale: self = .trainableScale
    case .tanh: self = .tanh(scale: scale)
    case .normalised: self = .normalised
    }
  }

  /// The embeddings as they are.
  public static let identity = scaled(by: 1)

  public var kind: Kind {
    switch self {
    case .scaled: .scaled
    case .trainableScale: .trainableScale
    case .tanh: .tanh
    case .normalised: .normalised
    }
  }

  /// s, where it is not trained.
  public var fixedScale: Double? {
    switch self {
    case .scaled(let scale), .tanh(let scale): scale
    case .trainableScale, .normalised: nil
    }
  }

  /// "0.5 tanh(phi)", with letters for what is trained.
  public var formula: String {
    switch self {
    case .identity: "phi"
    case .scaled(let scale): "\(scale) phi"
    case .trainableScale: "s phi, s trained"
    case .tanh(let scale): "\(scale) tanh(phi)"
    case .normalised: "a phi + b, a and b trained"
    }
  }
}
