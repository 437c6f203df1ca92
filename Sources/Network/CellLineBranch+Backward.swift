import Support

extension CellLineBranch {
  /// The gradient of all the branch's parameters from `workspace.dEmbedding`, after `forward`.
  @inline(__always)
  func backward(
    _ parameters: UnsafePointer<Scalar>, _ gradient: UnsafeMutablePointer<Scalar>, _ workspace: Workspace
  ) {
    let w = workspace
    dense.backward(
      dy: w.dEmbedding.pointer, w.flat.pointer, rows: w.count, parameters, gradient, dx: w.dFlat.pointer)
    // The first weight has one channel: packed and unpacked are the same.
    let dW1 = gradient + convolution1.weight
    dW1.update(repeating: 0, count: convolution1.outputs * convolution1.window)
    w.dPacked2.pointer.update(repeating: 0, count: w.dPacked2.count)
    w.dPacked3.pointer.update(repeating: 0, count: w.dPacked3.count)
    (gradient + convolution1.bias).update(repeating: 0, count: convolution1.outputs)
    (gradient + convolution2.bias).update(repeating: 0, count: convolution2.outputs)
    (gradient + convolution3.bias).update(repeating: 0, count: convolution3.outputs)
    for sample in 0..<w.count {
      let place3 = sample * convolution3.pooled * convolution3.outputs
      let place2 = sample * convolution2.pooled * convolution2.outputs
      let place1 = sample * convolution1.pooled * convolution1.outputs
      convolution3.backward(
        dy: PooledGradient(
          base: w.dFlat.pointer + place3, positionStride: 1, channelStride: convolution3.pooled),
        choice: w.choice3.pointer + place3, w.y2.pointer + place2, packed: packed3.pointer,
        dW: w.dPacked3.pointer, db: gradient + convolution3.bias, dx: w.dy2.pointer, terms: w.terms)
      convolution2.backward(
        dy: PooledGradient(base: w.dy2.pointer, positionStride: convolution2.outputs, channelStride: 1),
        choice: w.choice2.pointer + place2, w.y1.pointer + place1, packed: packed2.pointer,
        dW: w.dPacked2.pointer, db: gradient + convolution2.bias, dx: w.dy1.pointer, terms: w.terms)
      let features =
        w.inputs.cellLineFeatures.pointer + Int(w.cellLines.pointer[sample]) * convolution1.length
      for position in 0..<convolution1.length { w.x.pointer[position] = Scalar(features[position]) }
      convolution1.backward(
        dy: PooledGradient(base: w.dy1.pointer, positionStride: convolution1.outputs, channelStride: 1),
        choice: w.choice1.pointer + place1, w.x.pointer, packed: table.pointer,
        dW: dW1, db: gradient + convolution1.bias, dx: nil, terms: w.terms)
    }
    convolution2.unpack(w.dPacked2.pointer, into: gradient)
    convolution3.unpack(w.dPacked3.pointer, into: gradient)
  }
}
