import Support

extension CellLineBranch {
  /// The gradient of all the branch's parameters from `workspace.dEmbedding`, after `forward`.
  @inline(__always)
  func backward(
    _ parameters: UnsafePointer<Scalar>, _ gradient: UnsafeMutablePointer<Scalar>, _ workspace: Workspace
  ) {
    let w = workspace
    dense.backward(
      dy: w.dEmbedding.pointer, w.flat.pointer, rows: w.count, padded: DenseLayer.padded(w.count), parameters,
      gradient, dx: w.dFlat.pointer)
    gatherFromFlat(w)
    for level in (0..<convolutions.count).reversed() {
      let fields = w.levels[level]
      convolutions[level].backward(
        Convolution.Pass(
          dy: fields.dy.pointer, choice: fields.choice.pointer, x: w.input(level).pointer,
          rows: w.inputCount(level), fields: w.members(level), count: fields.count,
          packed: packed[level].pointer, dx: level > 0 ? w.levels[level - 1].dy.pointer : nil),
        gradient, w.scratch)
    }
  }

  /// The gradient of each different value of the last level: the sum over where it stands, in the samples' order.
  @inline(__always)
  private func gatherFromFlat(_ w: Workspace) {
    let (length, channels) = (w.length, w.last.channels)
    w.last.dy.pointer.update(repeating: 0, count: w.last.count * channels)
    for sample in 0..<w.count {
      let from = w.dFlat.pointer + sample * length * channels
      for position in 0..<length {
        let to = w.last.dy.pointer + Int(w.last.place[sample * length + position]) * channels
        for channel in 0..<channels { to[channel] += from[channel * length + position] }
      }
    }
  }
}
