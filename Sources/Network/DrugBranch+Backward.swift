import Support

extension DrugBranch {
  /// The gradient of all the branch's parameters from `workspace.dEmbedding`, after `forward`.
  @inline(__always)
  func backward(
    _ parameters: UnsafePointer<Scalar>, _ gradient: UnsafeMutablePointer<Scalar>, _ workspace: Workspace
  ) {
    let w = workspace
    let count = w.count
    let padded = DenseLayer.padded(count)
    let (level1, level2, level3) = (w.levels[0], w.levels[1], w.levels[2])
    dense2.backward(
      dy: w.dEmbedding.pointer, w.hidden.pointer, rows: count, padded: padded, parameters, gradient,
      dx: w.dHidden.pointer)
    Rectifier.backward(dy: w.dHidden.pointer, y: w.hidden.pointer, count: count * dense1.outputs)
    dense1.backward(
      dy: w.dHidden.pointer, w.pooled.pointer, rows: count, padded: padded, parameters, gradient,
      dx: w.dPooled.pointer)
    backwardThroughPool(parameters, gradient, w)
    level3.spread(
      w.dz.pointer, place: level2.place.pointer, width: gcn3.inputs, below: level2.count, into: w.dh.pointer)
    Rectifier.backward(dy: w.dh.pointer, y: w.h2.pointer, count: level2.count * gcn2.outputs)
    gcn2.backward(
      dy: w.dh.pointer, w.z2.pointer, rows: level2.count, padded: level2.count, parameters, gradient,
      dx: w.dz.pointer)
    level2.spread(
      w.dz.pointer, place: level1.place.pointer, width: gcn2.inputs, below: level1.count, into: w.dh.pointer)
    Rectifier.backward(dy: w.dh.pointer, y: w.h1.pointer, count: level1.count * gcn1.outputs)
    gcn1.backward(
      dy: w.dh.pointer, w.z1.pointer, rows: level1.count, padded: level1.count, parameters, gradient, dx: nil)
  }

  /// Backward through the pool and the third convolution's product: each molecule has one environment a channel with
  /// a gradient g, so that sums over those replace products over all environments:
  ///
  ///     dW[c] += g z[i],  db[c] += g,  dz[i] += g W[c]     for the environment i that channel c chose
  @inline(__always)
  private func backwardThroughPool(
    _ parameters: UnsafePointer<Scalar>, _ gradient: UnsafeMutablePointer<Scalar>, _ w: Workspace
  ) {
    let width = gcn3.inputs
    let dW = gradient + gcn3.weight
    dW.update(repeating: 0, count: gcn3.outputs * width)
    w.dz.pointer.update(repeating: 0, count: w.levels[2].count * width)
    for channel in 0..<gcn3.outputs {
      var terms = 0
      var sum: Scalar = 0
      for molecule in 0..<w.count {
        let row = w.choice.pointer[molecule * gcn3.outputs + channel]
        if row == GlobalMaxPool.dead { continue }
        let g = w.dPooled.pointer[molecule * gcn3.outputs + channel]
        w.terms.offsets[terms] = row &* Int32(truncatingIfNeeded: width)
        w.terms.coefficients[terms] = g
        terms += 1
        sum += g
      }
      gradient[gcn3.bias + channel] = sum
      Scalar.accumulateRows(
        w.z3.pointer, offsets: w.terms.offsets, coefficients: w.terms.coefficients, terms: terms,
        length: width, into: dW + channel * width)
      Scalar.addToRows(
        parameters + gcn3.weight + channel * width, scaledBy: w.terms.coefficients, offsets: w.terms.offsets,
        terms: terms, length: width, rows: w.dz.pointer)
    }
  }
}
