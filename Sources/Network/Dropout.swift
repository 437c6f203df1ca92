import Support

/// Dropout of the joined embeddings while a model is trained: Srivastava et al., "Dropout: a simple way to prevent neural
/// networks from overfitting" (JMLR 15, 2014), inverted, as PyTorch's torch.nn.Dropout: each of the 256 numbers that the head
/// gets of a sample is zero with probability p and else multiplied by 1 / (1 - p), so that predictions need no scaling. With
/// the encoding `normalised` it is the circuit's angles that drop out.
///
/// What drops out depends on the seed, the step and the sample's row alone.
public struct Dropout: Sendable {
  /// p, in [0, 1).
  public let rate: Double
  private let seed: UInt64
  /// A number drops out where 32 random bits are below it.
  private let threshold: UInt64

  public init(rate: Double, seed: UInt64) {
    precondition((0..<1).contains(rate))
    (self.rate, self.seed) = (rate, seed)
    threshold = UInt64((rate * 0x1p32).rounded())
  }

  /// What the numbers of one sample's joined embedding are multiplied by.
  ///
  /// - Parameters:
  ///   - step: the optimiser step, 1 for the first, below 2^32.
  ///   - row: the sample's row of the responses, below 2^32.
  ///   - mask: [256] overwritten with 0 and 1 / (1 - p).
  public func makeMask<Scalar: NetworkScalar>(
    step: Int, row: Int64, into mask: UnsafeMutablePointer<Scalar>
  ) {
    let kept = Scalar(1 / (1 - rate))
    let index = UInt64(step) << 32 | UInt64(row)
    var stream = RandomStream(seed: seed, purpose: .dropout, index: index)
    for pair in 0..<ModelArchitecture.jointCount / 2 {
      let bits = stream.next()
      mask[2 * pair] = bits & 0xFFFF_FFFF < threshold ? 0 : kept
      mask[2 * pair + 1] = bits >> 32 < threshold ? 0 : kept
    }
  }

  /// Multiplies by the masks of `count` samples, [count, 256].
  @inline(__always)
  static func apply<Scalar: NetworkScalar>(
    _ mask: UnsafePointer<Scalar>, to values: UnsafeMutablePointer<Scalar>, count: Int
  ) {
    for index in 0..<count * ModelArchitecture.jointCount { values[index] *= mask[index] }
  }
}
