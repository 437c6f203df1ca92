import Support

extension DrugBranch {
  /// The gradient of all the branch's parameters from `workspace.dEmbedding`, after `forward`.
  @inline(__always)
  func backward(
    _ parameters: UnsafePointer<Scalar>, _ gradient: UnsafeMutablePointer<Scalar>, _ workspace: Workspace
  ) {
    let w = workspace
    let count = w.molecules.count
    let atoms = w.molecules.atomCount
    dense2.backward(
      dy: w.dEmbedding.pointer, w.hidden.pointer, rows: count, parameters, gradient, dx: w.dHidden.pointer)
    Rectifier.backward(dy: w.dHidden.pointer, y: w.hidden.pointer, count: count * dense1.outputs)
    dense1.backward(
      dy: w.dHidden.pointer, w.pooled.pointer, rows: count, parameters, gradient, dx: w.dPooled.pointer)
    backwardThroughPool(parameters, gradient, w)
    // Â is symmetric: the aggregation is its own transpose.
    w.molecules.aggregate(w.dz.pointer, width: gcn3.inputs, into: w.dh.pointer)
    Rectifier.backward(dy: w.dh.pointer, y: w.h2.pointer, count: atoms * gcn2.outputs)
    gcn2.backward(dy: w.dh.pointer, w.z2.pointer, rows: atoms, parameters, gradient, dx: w.dz.pointer)
    w.molecules.aggregate(w.dz.pointer, width: gcn2.inputs, into: w.dh.pointer)
    Rectifier.backward(dy: w.dh.pointer, y: w.h1.pointer, count: atoms * gcn1.outputs)
    gcn1.backward(dy: w.dh.pointer, w.z1.pointer, rows: atoms, parameters, gradient, dx: nil)
  }

  /// Backward through the pool and the third convolution's product: each molecule has one atom a channel with a
  /// gradient g, so that sums over those replace products over all atoms:
  ///
  ///     dW[c] += g z[i],  db[c] += g,  dz[i] += g W[c]     for the atom i that channel c chose
  @inline(__always)
  private func backwardThroughPool(
    _ parameters: UnsafePointer<Scalar>, _ gradient: UnsafeMutablePointer<Scalar>, _ w: Workspace
  ) {
    let width = gcn3.inputs
    let dW = gradient + gcn3.weight
    dW.update(repeating: 0, count: gcn3.outputs * width)
    w.dz.pointer.update(repeating: 0, count: w.molecules.atomCount * width)
    for channel in 0..<gcn3.outputs {
      var terms = 0
      var sum: Scalar = 0
      for molecule in 0..<w.molecules.count {
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
      let weight = parameters + gcn3.weight + channel * width
      for term in 0..<terms {
        let g = w.terms.coefficients[term]
        let dz = w.dz.pointer + Int(w.terms.offsets[term])
        for index in 0..<width { dz[index].addProduct(g, weight[index]) }
      }
    }
  }
}
