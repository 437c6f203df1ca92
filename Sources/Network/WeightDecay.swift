/// Weight decay decoupled from the gradient: Loshchilov and Hutter, "Decoupled weight decay regularization" (ICLR 2019),
/// algorithm 2, in the arithmetic of PyTorch's torch.optim.AdamW.
///
/// What decays are the weight matrices of dense layers and graph convolutions and the kernels of convolutions. Biases, the
/// head's scale and its offset do not, as they do not make a function less smooth; neither do the circuit's angles, for
/// which zero is no smaller than 2 pi, nor what the encodings' angles are scaled by.
public struct WeightDecay: Sendable {
  /// lambda: the part of a weight that is taken off at each step is this times the learning rate.
  public let rate: Double
  /// The elements of the flat buffer that decay, in order.
  public let ranges: [Range<Int>]

  /// - Parameters:
  ///   - rate: lambda; zero for no decay.
  ///   - layout: says which elements are weights.
  ///   - frozen: parts whose weights do not decay.
  public init(rate: Double, layout: ParameterLayout, frozen: ModelParts = .none) {
    self.rate = rate
    ranges = layout.entries.filter { $0.isClassicalWeight && !frozen.contains($0.part) }.map(\.range)
  }

  /// p = (1 - learningRate lambda) p for what decays of `elements`, to be done before Adam's step, which does not look at
  /// p. A rate of zero changes nothing. Elements do not depend on each other: ranges may be cut in any way.
  ///
  /// - Parameters:
  ///   - parameters: the whole flat buffer.
  ///   - elements: those of the flat buffer that the step is made for.
  ///   - learningRate: that of the step.
  public func apply(to parameters: UnsafeMutablePointer<Float>, in elements: Range<Int>, learningRate: Double)
  {
    if rate == 0 { return }
    let kept = Float(1 - learningRate * rate)
    for range in ranges where range.overlaps(elements) {
      for index in range.clamped(to: elements) { parameters[index] *= kept }
    }
  }
}

extension ParameterLayout.Entry {
  /// Whether it is a weight matrix or a convolution's kernel.
  fileprivate var isClassicalWeight: Bool { shape.count >= 2 && initialisation != .circuit }
}
