/// Max pooling of three successive positions (stride 3, floor), fused with the bias and ReLU before it, see
/// `NetworkScalar.rectifiedMaximum`: y = max(0, max(x[0], x[1], x[2]) + b).
///
/// Bias and ReLU are monotone, so that both commute with the maximum and are done once for three positions. Of
/// equal values the first is chosen, as PyTorch's max_pool1d does. Where ReLU cuts the maximum off, the choice
/// is `dead`: nothing flows back (ReLU'(0) = 0). Values that become equal only by rounding when the bias is
/// added still count as different here; PyTorch, which adds first, would take the first of them.
enum MaxPool {
  static let size = ModelArchitecture.poolSize
  /// The choice of an output that no input has influence on.
  static let dead: UInt8 = 3
}
