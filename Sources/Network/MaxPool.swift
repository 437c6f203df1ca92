/// Max pooling of three successive positions (stride 3, floor), fused with the bias and ReLU before it;
/// channels-last: x [3 * length or more, channels], y and choice [length, channels].
///
/// Bias and ReLU are monotone, so that both commute with the maximum and are done once for three positions. Of
/// equal values the first is chosen, as PyTorch's max_pool1d does. Where ReLU cuts the maximum off, the choice
/// is `dead`: nothing flows back (ReLU'(0) = 0). Values that become equal only by rounding when the bias is
/// added still count as different here; PyTorch, which adds first, would take the first of them.
enum MaxPool {
  static let size = 3
  /// The choice of an output that no input has influence on.
  static let dead: UInt8 = 3

  /// y[j] = max(0, max(x[3j], x[3j + 1], x[3j + 2]) + b)
  @inline(__always)
  static func forward<Scalar: NetworkScalar>(
    _ x: UnsafePointer<Scalar>, bias: UnsafePointer<Scalar>, length: Int, channels: Int,
    y: UnsafeMutablePointer<Scalar>, choice: UnsafeMutablePointer<UInt8>
  ) {
    for position in 0..<length {
      let x = x + size * position * channels
      Scalar.rectifiedMaximum(
        x, x + channels, x + 2 * channels, bias: bias, count: channels,
        value: y + position * channels, choice: choice + position * channels)
    }
  }
}
