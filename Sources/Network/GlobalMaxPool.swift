/// The maximum over a molecule's atoms in each channel, fused with the bias and ReLU of the graph convolution before it:
/// x [environments, channels] without bias, y and choice [molecules, channels].
///
/// As in `MaxPool`, the first of equal values is chosen and a maximum that ReLU cuts off is chosen from nowhere.
/// PyTorch Geometric's global_max_pool too gives the whole gradient to one of equal atoms (scatter's arg max), where
/// torch.amax would share it out. Symmetric atoms share one row here, and the parameters' gradients do not depend on
/// which of them is meant.
struct GlobalMaxPool {
  let channels: Int
  /// The place of the bias.
  let bias: Int

  /// The choice of an output that no atom has influence on.
  static let dead: Int32 = -1

  /// y[k, c] = max(0, max over the rows i of molecule k of x[i, c] + b[c]); choice[k, c] that i.
  ///
  /// The rows of molecule k are `rows[firstRow[k] ..< firstRow[k + 1]]`, at least one.
  @inline(__always)
  func forward<Scalar: NetworkScalar>(
    _ x: UnsafePointer<Scalar>, rows: UnsafePointer<Int32>, firstRow: UnsafePointer<Int>, molecules: Int,
    _ parameters: UnsafePointer<Scalar>, y: UnsafeMutablePointer<Scalar>, choice: UnsafeMutablePointer<Int32>
  ) {
    for molecule in 0..<molecules {
      let y = y + molecule * channels
      let choice = choice + molecule * channels
      let first = rows[firstRow[molecule]]
      y.update(from: x + Int(first) * channels, count: channels)
      choice.update(repeating: first, count: channels)
      for place in firstRow[molecule] + 1..<max(firstRow[molecule] + 1, firstRow[molecule + 1]) {
        let row = rows[place]
        let x = x + Int(row) * channels
        for channel in 0..<channels {
          // A NaN wins over any number, so that it reaches the loss.
          let wins = x[channel] > y[channel] || x[channel].isNaN
          y[channel] = wins ? x[channel] : y[channel]
          choice[channel] = wins ? row : choice[channel]
        }
      }
      let b = parameters + bias
      for channel in 0..<channels {
        let value = y[channel] + b[channel]
        let isDead = value <= 0
        let row = choice[channel]
        y[channel] = isDead ? 0 : value
        choice[channel] = isDead ? Self.dead : row
      }
    }
  }
}
