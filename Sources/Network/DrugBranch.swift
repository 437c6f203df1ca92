import Support

/// From molecules to embeddings: three graph convolutions X' = ReLU(Â X Wᵀ + b), 78 -> 78 -> 156 -> 312, a
/// global max pool, dense 312 -> 1024, ReLU, dense 1024 -> 128.
///
/// Â (X Wᵀ) = (Â X) Wᵀ: every convolution here is wider at its output than at its input or as wide, so aggregating
/// first is the cheaper order, and the first aggregation does not depend on any parameter at all. Atoms that look the
/// same to a convolution are computed once: see `AtomEnvironments`.
struct DrugBranch<Scalar: NetworkScalar> {
  let gcn1, gcn2, gcn3: DenseLayer
  let pool: GlobalMaxPool
  let dense1, dense2: DenseLayer

  init(_ layout: ParameterLayout) {
    gcn1 = DenseLayer("drug/gcn1", in: layout)
    gcn2 = DenseLayer("drug/gcn2", in: layout)
    gcn3 = DenseLayer("drug/gcn3", in: layout)
    pool = GlobalMaxPool(channels: gcn3.outputs, bias: gcn3.bias)
    dense1 = DenseLayer("drug/dense1", in: layout)
    dense2 = DenseLayer("drug/dense2", in: layout)
  }

  /// The embeddings of `count` drugs, to `workspace.embedding`.
  @inline(__always)
  func forward(
    _ drugs: UnsafePointer<Int32>, count: Int, _ parameters: UnsafePointer<Scalar>, _ workspace: Workspace
  ) {
    let w = workspace
    w.find(drugs, count: count)
    let (level1, level2, level3) = (w.levels[0], w.levels[1], w.levels[2])
    w.gatherAggregatedAtoms()
    gcn1.forwardRectified(w.z1.pointer, rows: level1.count, parameters, y: w.h1.pointer)
    level2.aggregate(w.h1.pointer, place: level1.place.pointer, width: gcn2.inputs, into: w.z2.pointer)
    gcn2.forwardRectified(w.z2.pointer, rows: level2.count, parameters, y: w.h2.pointer)
    level3.aggregate(w.h2.pointer, place: level2.place.pointer, width: gcn3.inputs, into: w.z3.pointer)
    gcn3.multiply(w.z3.pointer, rows: level3.count, parameters, y: w.x3.pointer)
    pool.forward(
      w.x3.pointer, rows: level3.place.pointer, firstRow: w.firstPlace.pointer, molecules: count, parameters,
      y: w.pooled.pointer, choice: w.choice.pointer)
    let rows = DenseLayer.padded(count)
    dense1.forwardRectified(w.pooled.pointer, rows: rows, parameters, y: w.hidden.pointer)
    dense2.forward(w.hidden.pointer, rows: rows, parameters, y: w.embedding.pointer)
  }
}
